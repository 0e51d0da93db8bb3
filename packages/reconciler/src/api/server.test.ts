import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parserOf } from '@muster/facts/parsed';
import { type TSchema, Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SIGN_INS_PER_MINUTE } from './limits.ts';
import { type Ask, type Bench, field, startBench } from './testing/harness.ts';
import { observeLaptop } from './testing/sightings.ts';
import { listOf, pageOf, views } from './views.ts';

/** For a core to start on a machine that does much else. */
const START_MS = 60_000;

let root: string;
let bench: Bench;
/** Behind a proxy that has TLS, with a console of its own, over a core that cannot store. */
let proxied: Bench;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-console-'));
  [bench, proxied] = await Promise.all([
    startBench(),
    startBench({
      publicUrl: new URL('https://inventory.example'),
      consoleDir: join(root, 'dist'),
      wrap: (core) => ({
        ...core,
        ingest: () => Promise.reject(new Error('disk is full at /data')),
      }),
    }),
  ]);
}, START_MS);
afterAll(async () => {
  await Promise.all([bench.close(), proxied.close()]);
  await rm(root, { recursive: true });
}, START_MS);

const MIB = 1024 * 1024;
const gzip = { 'content-encoding': 'gzip' } as const;
const ndjson = { 'content-type': 'application/x-ndjson' } as const;

const wrong: readonly [string, string, Ask, number, string][] = [
  ['an unknown path of the API', '/api/v1/nothing', {}, 404, 'not-found'],
  ['an unknown method', '/api/v1/cis', { method: 'PUT' }, 404, 'not-found'],
  ['an unknown query parameter', '/api/v1/cis?limti=3', {}, 400, 'bad-request'],
  ['a limit that is no number', '/api/v1/cis?limit=many', {}, 400, 'bad-request'],
  ['a limit of nothing', '/api/v1/cis?limit=0', {}, 400, 'bad-request'],
  ['a limit beyond the bound', '/api/v1/cis?limit=1001', {}, 400, 'bad-request'],
  ['a limit given twice', '/api/v1/cis?limit=1&limit=2', {}, 400, 'bad-request'],
  ['an unknown order', '/api/v1/cis?sort=colour', {}, 400, 'bad-request'],
  ['a query nobody understands', '/api/v1/cis?q=class:nonsense', {}, 400, 'bad-query'],
  ['an endless query', `/api/v1/cis?q=${'x'.repeat(1025)}`, {}, 400, 'bad-request'],
  ['a CI that is not there', '/api/v1/cis/none', {}, 404, 'not-found'],
  ['an endless id', `/api/v1/cis/${'x'.repeat(200)}`, {}, 400, 'bad-request'],
  ['an unknown kind of finding', '/api/v1/findings?kind=boring', {}, 400, 'bad-request'],
  ['an unknown state', '/api/v1/findings?state=closed', {}, 400, 'bad-request'],
  ['an observation that is not there', '/api/v1/observations/none', {}, 404, 'not-found'],
  ['a ledger from before the start', '/api/v1/ledger?after=-1', {}, 400, 'bad-request'],
  ['a sign-in with nothing', '/api/v1/sign-in', { body: {} }, 400, 'bad-request'],
  [
    'a sign-in with too much',
    '/api/v1/sign-in',
    { body: { code: 'x', user: 'y' } },
    400,
    'bad-request',
  ],
  ['a wrong code', '/api/v1/sign-in', { body: { code: 'x' } }, 401, 'sign-in-refused'],
  [
    'a password of nobody',
    '/api/v1/sign-in',
    { body: { user: 'a', password: 'b' } },
    401,
    'sign-in-refused',
  ],
  ['broken JSON', '/api/v1/sign-in', { body: '{"code":\n nope}' }, 400, 'bad-json'],
  [
    'a body that is not UTF-8',
    '/api/v1/sign-in',
    { body: Buffer.from([0x22, 0xff, 0x22]) },
    400,
    'bad-encoding',
  ],
  [
    'a form',
    '/api/v1/sign-in',
    { body: 'code=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    'media-type',
  ],
  [
    'NDJSON where none is read',
    '/api/v1/sign-in',
    { body: '{}', headers: ndjson },
    415,
    'media-type',
  ],
  [
    'a body beyond the bound',
    '/api/v1/sign-in',
    { body: JSON.stringify({ code: 'x'.repeat(65 * 1024) }) },
    413,
    'too-large',
  ],
  [
    'a gzip bomb',
    '/api/v1/sign-in',
    { body: gzipSync(' '.repeat(20 * MIB)), headers: gzip },
    413,
    'too-large',
  ],
  ['gzip that is none', '/api/v1/sign-in', { body: 'plain', headers: gzip }, 400, 'bad-gzip'],
  [
    'gzip cut off',
    '/api/v1/sign-in',
    { body: gzipSync('{"code":"x"}').subarray(0, 15), headers: gzip },
    400,
    'bad-gzip',
  ],
  [
    'another encoding',
    '/api/v1/sign-in',
    { body: 'x', headers: { 'content-encoding': 'br' } },
    415,
    'content-encoding',
  ],
  [
    'an enrolment with an unknown token',
    '/api/v1/enroll',
    { body: enrolment('nonsense') },
    403,
    'unknown-token',
  ],
  [
    'an enrolment with more than it has',
    '/api/v1/enroll',
    { body: { ...enrolment('x'), role: 'admin' } },
    400,
    'bad-request',
  ],
  [
    'an enrolment with another key',
    '/api/v1/enroll',
    { body: { ...enrolment('x'), publicKey: { kty: 'RSA' } } },
    400,
    'bad-request',
  ],
  [
    'a token for a century',
    '/api/v1/enrolment-tokens',
    { body: { hours: 876_000 } },
    400,
    'bad-request',
  ],
  [
    'a token that is not there',
    '/api/v1/enrolment-tokens/none',
    { method: 'DELETE' },
    404,
    'not-found',
  ],
  ['revoking nobody', '/api/v1/observers/none/revoke', { method: 'POST' }, 404, 'not-found'],
  ['a report of nobody', '/api/v1/observers/none/report', { body: {} }, 409, 'not-connected'],
  ['an import without rows', '/api/v1/imports', { body: {} }, 400, 'bad-request'],
  [
    'a row with an unknown column',
    '/api/v1/imports',
    { body: { rows: [{ line: 2, colour: 'grey' }] } },
    400,
    'bad-request',
  ],
  [
    'a row without a line',
    '/api/v1/imports',
    { body: { rows: [{ serial: 'X' }] } },
    400,
    'bad-request',
  ],
  [
    'an import beyond the bound',
    '/api/v1/imports',
    { body: ' '.repeat(65 * MIB) },
    413,
    'too-large',
  ],
  ['no observation', '/api/v1/observations', { body: [] }, 400, 'bad-request'],
  ['observations that are a number', '/api/v1/observations', { body: 7 }, 400, 'bad-request'],
  ['no body of observations', '/api/v1/observations', { method: 'POST' }, 400, 'bad-request'],
  [
    'a broken line among good ones',
    '/api/v1/observations',
    { body: '{}\n{}\n{"a"\n', headers: ndjson },
    400,
    'bad-json',
  ],
  [
    'too many observations',
    '/api/v1/observations',
    { body: Array.from({ length: 10_001 }, () => 0) },
    413,
    'too-many-items',
  ],
  [
    'observations beyond the bound',
    '/api/v1/observations',
    { body: ' '.repeat(8 * MIB + 1) },
    413,
    'too-large',
  ],
  [
    'an observation bomb',
    '/api/v1/observations',
    { body: gzipSync(' '.repeat(40 * MIB)), headers: gzip },
    413,
    'too-large',
  ],
  [
    'a user with a short password',
    '/api/v1/users',
    { body: { name: 'eve', role: 'viewer', password: 'short' } },
    400,
    'bad-request',
  ],
  [
    'a user with an unknown role',
    '/api/v1/users',
    { body: { name: 'eve', role: 'root', password: 'long enough pass' } },
    400,
    'bad-request',
  ],
  [
    'a user with an odd name',
    '/api/v1/users',
    { body: { name: '../eve', role: 'viewer', password: 'long enough pass' } },
    400,
    'bad-request',
  ],
  ['removing nobody', '/api/v1/users/nobody', { method: 'DELETE' }, 404, 'not-found'],
  ['a stream without upgrade', '/api/v1/events', {}, 426, 'websocket'],
  ['a host that is not ours', '/healthz', { headers: { host: 'evil.example' } }, 421, 'wrong-host'],
  [
    'a change asked by another site',
    '/api/v1/sign-in',
    { body: { code: 'x' }, headers: { origin: 'https://evil.example' } },
    403,
    'cross-origin',
  ],
];

/** Each time another machine. */
function enrolment(token: string) {
  const publicKey = { kty: 'OKP', crv: 'Ed25519', x: randomBytes(32).toString('base64url') };
  return { token, kind: 'agent', name: 'a', version: '1', publicKey };
}

describe('wrong input', () => {
  // Sign-in has a tight rate of its own: a bench serves as many cases as it allows.
  const benches: Bench[] = [];
  let signIns = 0;
  const benchFor = async (path: string): Promise<Bench> => {
    if (path === '/api/v1/sign-in') signIns += 1;
    const at = Math.floor(signIns / SIGN_INS_PER_MINUTE);
    const own = benches[at] ?? (await startBench());
    benches[at] = own;
    return own;
  };
  afterAll(async () => {
    for (const each of benches) await each.close();
  }, START_MS);

  it.each(wrong)('answers %s with its reason', async (_, path, ask, status, code) => {
    const own = await benchFor(path);
    const answer = await own.ask(path, ask);
    expect(answer.json).toMatchObject({ error: { code, message: expect.any(String) } });
    expect(answer.status).toBe(status);
  });
});

it.each<[string, string, string, number, object]>([
  [
    'a CSV',
    'text/csv; charset=utf-8',
    'tag;serial;colour\nFILE-1;FILESN1;grey\n',
    200,
    { kind: 'tried', rows: 1, counts: { create: 1 }, unused: ['colour'], warnings: [] },
  ],
  [
    'what says it is a workbook',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'tag,serial\n',
    400,
    { error: { code: 'bad-file', message: expect.stringMatching(/not a workbook/) } },
  ],
  ['a CSV without our columns', 'text/csv', 'colour\ngrey\n', 400, { error: { code: 'bad-file' } }],
  ['JSON', 'application/json', '{}', 415, { error: { code: 'media-type' } }],
])('reads %s as it was uploaded, or says why not', async (_, type, body, status, answer) => {
  const headers = { 'content-type': type };
  const path = '/api/v1/imports/file?name=assets';
  const answered = await bench.ask(path, { method: 'POST', headers, body });
  expect([answered.status, answered.json]).toEqual([status, expect.anything()]);
  expect(answered.json).toMatchObject(answer);
});

it('tells of an import as it goes, and what went wrong when it is too late for a status', async () => {
  const importing = async (lines: readonly number[]) => {
    const rows = lines.map((line, at) => ({ line, tag: `GOES-${at}` }));
    const response = await fetch(`${bench.url}/api/v1/imports`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${bench.apiKey}`,
        accept: 'application/x-ndjson',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ rows }),
    });
    const text = await response.text();
    return text
      .split('\n')
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line));
  };
  expect(await importing([2, 3])).toEqual([
    { done: 1, total: 2 },
    { done: 2, total: 2 },
    { answer: expect.objectContaining({ kind: 'tried', counts: { create: 2 } }) },
  ]);
  expect(await importing([2, 2])).toEqual([
    { status: 409, error: { code: 'refused', message: 'two rows say that they are line 2' } },
  ]);
});

it('names what is wrong with a body, and where', async () => {
  const answer = await bench.ask('/api/v1/imports', {
    body: {
      rows: [
        { line: 2, serial: 'A' },
        { line: 0, serial: '' },
      ],
    },
  });
  expect(answer.json).toMatchObject({
    error: {
      problems: [
        { path: '/rows/1/line', message: expect.any(String) },
        { path: '/rows/1/serial', message: expect.any(String) },
      ],
    },
  });
});

it('names the line of broken NDJSON', async () => {
  const answer = await bench.ask('/api/v1/observations', { body: '{}\n{]\n', headers: ndjson });
  expect(answer.json).toMatchObject({ error: { message: expect.stringMatching(/^line 2: /) } });
});

const guarded: readonly [string, string][] = [
  ['GET', '/api/v1/me'],
  ['POST', '/api/v1/sign-out'],
  ['POST', '/api/v1/sign-in-codes'],
  ['GET', '/api/v1/users'],
  ['POST', '/api/v1/users'],
  ['DELETE', '/api/v1/users/alice'],
  ['GET', '/api/v1/cis'],
  ['GET', '/api/v1/cis/1'],
  ['GET', '/api/v1/cis/1/as-of'],
  ['GET', '/api/v1/cis/1/evidence'],
  ['GET', '/api/v1/as-of/cis'],
  ['GET', '/api/v1/findings'],
  ['POST', '/api/v1/findings/1/accept'],
  ['GET', '/api/v1/policies'],
  ['GET', '/api/v1/segments'],
  ['POST', '/api/v1/segments/learn'],
  ['POST', '/api/v1/segments/adopt'],
  ['GET', '/api/v1/assets'],
  ['GET', '/api/v1/assets/labels.pdf'],
  ['GET', '/api/v1/import-reviews'],
  ['POST', '/api/v1/import-reviews/1'],
  ['GET', '/api/v1/imports'],
  ['POST', '/api/v1/imports'],
  ['POST', '/api/v1/imports/file'],
  ['GET', '/api/v1/imports/1'],
  ['GET', '/api/v1/imports/1/rows'],
  ['POST', '/api/v1/imports/1/undo'],
  ['GET', '/api/v1/assets/ASSET'],
  ['PATCH', '/api/v1/assets/ASSET'],
  ['GET', '/api/v1/assets/ASSET/lifecycle'],
  ['POST', '/api/v1/assets/ASSET/transition'],
  ['POST', '/api/v1/assets/ASSET/obligations'],
  ['GET', '/api/v1/assets/ASSET/custody'],
  ['POST', '/api/v1/assets/ASSET/check-out'],
  ['POST', '/api/v1/assets/ASSET/check-in'],
  ['POST', '/api/v1/assets/ASSET/transfer'],
  ['POST', '/api/v1/assets/ASSET/accept'],
  ['POST', '/api/v1/assets/ASSET/evidence'],
  ['GET', '/api/v1/evidence-files/1'],
  ['GET', '/api/v1/tags'],
  ['POST', '/api/v1/tags/scheme'],
  ['POST', '/api/v1/tags/reserve'],
  ['GET', '/api/v1/tags/reserved'],
  ['POST', '/api/v1/assets/ASSET/tag'],
  ['GET', '/api/v1/stocktakes'],
  ['POST', '/api/v1/stocktakes'],
  ['GET', '/api/v1/stocktakes/1'],
  ['POST', '/api/v1/stocktakes/1/close'],
  ['POST', '/api/v1/stocktakes/1/scans'],
  ['GET', '/api/v1/stocktakes/1/scans'],
  ['GET', '/api/v1/stocktakes/1/missing'],
  ['GET', '/api/v1/lifecycle'],
  ['POST', '/api/v1/lifecycle'],
  ['GET', '/api/v1/approvals'],
  ['POST', '/api/v1/approvals/1'],
  ['GET', '/api/v1/metrics/inventory'],
  ['GET', '/api/v1/reports/1'],
  ['GET', '/api/v1/cis/1/relations'],
  ['POST', '/api/v1/cis/1/relations'],
  ['POST', '/api/v1/relations/1/end'],
  ['GET', '/api/v1/rules'],
  ['POST', '/api/v1/rules/try'],
  ['GET', '/api/v1/rules/try/1'],
  ['POST', '/api/v1/rules/apply'],
  ['GET', '/api/v1/shared-identifiers'],
  ['POST', '/api/v1/decisions'],
  ['POST', '/api/v1/links/run'],
  ['GET', '/api/v1/queue'],
  ['GET', '/api/v1/queue/1'],
  ['POST', '/api/v1/queue/assign'],
  ['POST', '/api/v1/queue/except'],
  ['POST', '/api/v1/queue/reopen'],
  ['POST', '/api/v1/queue/resolve'],
  ['POST', '/api/v1/decisions/1/undo'],
  ['GET', '/api/v1/observers'],
  ['POST', '/api/v1/observers/1/revoke'],
  ['POST', '/api/v1/observers/1/report'],
  ['POST', '/api/v1/observers/report'],
  ['GET', '/api/v1/observations/1'],
  ['POST', '/api/v1/observations'],
  ['GET', '/api/v1/stats'],
  ['GET', '/api/v1/ledger'],
  ['POST', '/api/v1/enrolment-tokens'],
  ['DELETE', '/api/v1/enrolment-tokens/1'],
  ['GET', '/api/v1/stream'],
  ['GET', '/api/v1/events'],
];

it.each(guarded)('%s %s asks who is there, before it reads a body', async (method, path) => {
  const body = method === 'GET' ? {} : { body: 'not even JSON' };
  const anonymous = await bench.ask(path, { method, anonymous: true, ...body });
  expect([anonymous.status, field(errorOf(anonymous.json), 'code')]).toEqual([
    401,
    'unauthenticated',
  ]);
  const headers = { authorization: 'Bearer wrong', cookie: 'muster_session=wrong' };
  const badKey = await bench.ask(path, { method, headers, ...body });
  expect(badKey.status).toBe(401);
});

it('guards every route that it describes, but those for everyone', async () => {
  const open = ['GET /healthz', 'POST /api/v1/enroll', 'POST /api/v1/sign-in'];
  const { paths } = bench.api.app.swagger();
  const described = Object.entries(paths ?? {}).flatMap(([path, methods]) =>
    Object.keys(methods ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const sockets = ['GET /api/v1/stream', 'GET /api/v1/events'];
  const known = guarded
    .map(
      ([method, path]) =>
        `${method} ${path.replace('/alice', '/{name}').replace('/ASSET', '/{asset}').replace('/1', '/{id}')}`,
    )
    .filter((route) => !sockets.includes(route));
  expect(described.sort()).toEqual([...open, ...known].sort());
});

const parseEntries = parserOf(
  Type.Object({ items: Type.Array(Type.Record(Type.String(), Type.Unknown())) }),
);
function entriesIn(json: unknown): readonly Readonly<Record<string, unknown>>[] {
  const parsed = parseEntries(json);
  return parsed.kind === 'parsed' ? parsed.value.items : [];
}

function itemsIn(json: unknown): number {
  const hasItems = typeof json === 'object' && json !== null && 'items' in json;
  return hasItems && Array.isArray(json.items) ? json.items.length : 0;
}

function errorOf(json: unknown): unknown {
  return typeof json === 'object' && json !== null && 'error' in json ? json.error : undefined;
}

/** A status of success with a body's schema, or one that has no body. */
function describesItsAnswer(operation: unknown): boolean {
  const parsed = parseOperation(operation);
  if (parsed.kind === 'refused') return false;
  const good = Object.entries(parsed.value.responses).filter(([status]) => status.startsWith('2'));
  return good.some(([status, answer]) => status === '204' || answer.content !== undefined);
}
const parseOperation = parserOf(
  Type.Object({
    responses: Type.Record(
      Type.String(),
      Type.Object({
        content: Type.Optional(
          Type.Object({
            'application/json': Type.Optional(
              Type.Object({
                schema: Type.Record(Type.String(), Type.Unknown(), { minProperties: 1 }),
              }),
            ),
            'application/pdf': Type.Optional(Type.Unknown()),
          }),
        ),
      }),
    ),
  }),
);

describe('people', () => {
  it('signs in once by code; the cookie opens the API and is kept from scripts', async () => {
    const { code } = bench.people.codes.create(Date.now());
    const signIn = () => bench.ask('/api/v1/sign-in', { anonymous: true, body: { code } });
    const first = await signIn();
    expect(first.json).toEqual({ user: 'local-admin', role: 'admin' });
    const setCookie = first.headers.get('set-cookie') ?? '';
    expect(setCookie).toMatch(/; HttpOnly; SameSite=Strict$/);
    const cookie = setCookie.split(';')[0] ?? '';
    const me = await bench.ask('/api/v1/me', { anonymous: true, headers: { cookie } });
    expect(me.json).toEqual({ user: 'local-admin', role: 'admin' });
    expect((await signIn()).status).toBe(401);
    const out = await bench.ask('/api/v1/sign-out', {
      method: 'POST',
      anonymous: true,
      headers: { cookie },
    });
    expect(out.status).toBe(204);
    const after = await bench.ask('/api/v1/me', { anonymous: true, headers: { cookie } });
    expect(after.status).toBe(401);
  });

  it('leaves in the ledger who came in and who may, and no secret', async () => {
    const { json: all } = await bench.ask('/api/v1/ledger?limit=1000');
    const after = Math.max(...entriesIn(all).map(({ seq }) => Number(seq)));
    const password = 'a long enough password';
    await bench.ask('/api/v1/users', { body: { name: 'grace', role: 'viewer', password } });
    const asGrace = { user: 'grace', password };
    await bench.ask('/api/v1/sign-in', { anonymous: true, body: asGrace });
    await bench.ask('/api/v1/sign-in', { anonymous: true, body: { ...asGrace, password: 'no' } });
    await bench.ask('/api/v1/users/grace', { method: 'DELETE' });
    const { json } = await bench.ask(`/api/v1/ledger?after=${after}`);
    expect(entriesIn(json).map(({ actor, kind, subject }) => [actor, kind, subject])).toEqual([
      ['api-key', 'user.added', 'grace'],
      ['grace', 'person.signed-in', 'grace'],
      ['api-key', 'user.removed', 'grace'],
    ]);
    expect(JSON.stringify(json)).not.toContain(password);
  });

  it('gives each role what it may do, and no more', async () => {
    const password = 'a long enough password';
    for (const role of ['viewer', 'operator', 'approver', 'admin']) {
      await bench.ask('/api/v1/users', { body: { name: role, role, password } });
    }
    const acts = [
      ['GET', '/api/v1/cis', undefined, 'viewer'],
      ['POST', '/api/v1/imports', { rows: [] }, 'operator'],
      ['POST', '/api/v1/imports/1/undo', { reason: 'x' }, 'operator'],
      ['POST', '/api/v1/import-reviews/1', { as: 'skip', reason: 'x' }, 'operator'],
      ['POST', '/api/v1/decisions', {}, 'operator'],
      ['POST', '/api/v1/decisions/1/undo', { reason: 'x' }, 'operator'],
      ['POST', '/api/v1/rules/apply', { rules: {}, reason: 'x' }, 'approver'],
      ['POST', '/api/v1/enrolment-tokens', {}, 'operator'],
      ['POST', '/api/v1/observations', [{}], 'operator'],
      ['POST', '/api/v1/observers/none/revoke', {}, 'admin'],
      ['GET', '/api/v1/users', undefined, 'admin'],
      ['GET', '/api/v1/stream', undefined, 'nobody'],
    ] as const;
    const roles = ['viewer', 'operator', 'approver', 'admin', 'nobody'];
    for (const role of roles.slice(0, 4)) {
      const signedIn = await bench.ask('/api/v1/sign-in', { body: { user: role, password } });
      const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      for (const [method, path, body, needs] of acts) {
        const answer = await bench.ask(path, {
          method,
          anonymous: true,
          headers: { cookie },
          ...(body !== undefined && { body }),
        });
        const may = roles.indexOf(role) >= roles.indexOf(needs);
        expect([role, path, answer.status === 403]).toEqual([role, path, !may]);
      }
    }
  });

  it('keeps the cookie to TLS behind a public address', async () => {
    const { code } = proxied.people.codes.create(Date.now());
    const answer = await proxied.ask('/api/v1/sign-in', {
      anonymous: true,
      body: { code },
      headers: { origin: 'https://inventory.example' },
    });
    expect(answer.headers.get('set-cookie')).toMatch(/; Secure$/);
  });

  it('stops guessing', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.7' };
    const guess = () =>
      proxied.ask('/api/v1/sign-in', { anonymous: true, headers, body: { code: 'guess' } });
    for (let at = 0; at < SIGN_INS_PER_MINUTE; at += 1) expect((await guess()).status).toBe(401);
    const stopped = await guess();
    expect(stopped.json).toMatchObject({ error: { code: 'too-many' } });
    expect(stopped.status).toBe(429);
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('observations over HTTP', () => {
  const laptops = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => observeLaptop(`XK${from + at}-TEST`));
  const lines = (from: number) =>
    laptops(from, 2)
      .map((each) => `${JSON.stringify(each)}\n`)
      .join('');
  it.each([
    ['one', { body: observeLaptop('XK0-TEST') }, 1],
    ['an array', { body: laptops(10, 2) }, 2],
    ['items', { body: { items: laptops(20, 1) } }, 1],
    ['lines', { body: lines(30), headers: ndjson }, 2],
    ['gzip', { body: gzipSync(JSON.stringify(laptops(40, 1))), headers: gzip }, 1],
    ['gzipped lines', { body: gzipSync(lines(50)), headers: { ...gzip, ...ndjson } }, 2],
    ['more than a batch', { body: laptops(1000, 1500) }, 1500],
  ])('takes %s', async (_, ask, applied) => {
    const answer = await bench.ask('/api/v1/observations', ask);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ counts: { applied } });
  });

  it('can be asked about each by its id, also about one that could not be used', async () => {
    const good = observeLaptop('XK9-TEST');
    const bad = { ...observeLaptop('XK8-TEST'), colour: 'green' };
    await bench.ask('/api/v1/observations', { body: [good, bad] });
    const fates = await Promise.all(
      [good, bad].map(({ id }) => bench.ask(`/api/v1/observations/${id}`)),
    );
    expect(fates.map(({ json }) => json)).toMatchObject([
      { disposition: 'applied', ciId: expect.any(String) },
      { disposition: 'parked', reason: expect.stringContaining('/colour') },
    ]);
  });

  it('takes them from an observer by a token that works once', async () => {
    const observer = await bench.enrol();
    const headers = { authorization: `Bearer ${await observer.token()}` };
    const post = () => bench.ask('/api/v1/observations', { headers, body: [{ n: 100 }] });
    expect((await post()).status).toBe(200);
    const listed = async () =>
      (await bench.core.listObservers()).find(({ id }) => id === observer.id);
    await expect.poll(listed).toMatchObject({ connected: false, lastSeenAt: expect.any(String) });
    const replayed = await post();
    expect([replayed.status, replayed.json]).toMatchObject([
      401,
      { error: { code: 'token-refused', message: 'the token was used before' } },
    ]);
  });

  it('says 500 and nothing more when the core fails', async () => {
    const answer = await proxied.ask('/api/v1/observations', { body: [{}] });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('disk');
  });
});

describe('observers', () => {
  it('admits as many as a token says, and nobody once it is revoked or old', async () => {
    const create = async (body: object) => {
      const { json } = await bench.ask('/api/v1/enrolment-tokens', { body });
      return { id: field(json, 'id'), token: field(json, 'token') };
    };
    const enrol = async (token: string) => {
      const { status, json } = await bench.ask('/api/v1/enroll', {
        anonymous: true,
        body: enrolment(token),
      });
      return status === 201 ? 201 : field(errorOf(json), 'code');
    };
    const two = await create({ uses: 2 });
    expect([await enrol(two.token), await enrol(two.token), await enrol(two.token)]).toEqual([
      201,
      201,
      'used-up',
    ]);
    const gone = await create({});
    await bench.ask(`/api/v1/enrolment-tokens/${gone.id}`, { method: 'DELETE' });
    expect(await enrol(gone.token)).toBe('revoked');
    const old = await create({ hours: 1 });
    bench.advance(3_600_001);
    expect(await enrol(old.token)).toBe('expired');
  });

  it('refuses a revoked observer at its next request', async () => {
    const observer = await bench.enrol();
    await bench.ask(`/api/v1/observers/${observer.id}/revoke`, { method: 'POST' });
    const answer = await bench.ask('/api/v1/observations', {
      headers: { authorization: `Bearer ${await observer.token()}` },
      body: [{}],
    });
    expect(answer.json).toMatchObject({ error: { code: 'token-refused' } });
  });
});

describe('labels', () => {
  const rows = [
    { line: 2, tag: 'LBL-0001', serial: 'LBLSN1', vendor: 'Example Works' },
    { line: 3, tag: 'LBL-0002', serial: 'LBLSN2', vendor: 'Example Works' },
    { line: 4, serial: 'LBLSN3', vendor: 'Example Works' },
  ];
  beforeAll(() => bench.ask('/api/v1/imports?apply=true', { body: { rows } }));

  it('are a PDF of what a search finds', async () => {
    const { status, headers } = await bench.ask('/api/v1/assets/labels.pdf?q=LBL-&stock=zebra-2x1');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/pdf']);
  });

  it.each([
    ['q=LBLSN3', 404, /none .* has a tag/],
    ['q=LBL-&stock=papyrus', 400, /stock/],
    ['q=LBL-&symbol=code128&stock=avery-l4731', 400, /too small to be read/],
    ['q=LBL-&skip=21', 400, /a sheet has 21 labels/],
    ['q=LBL-&link=https://muster.example/', 400, /link/],
  ])('are refused with a reason: %s', async (query, status, message) => {
    const answer = await bench.ask(`/api/v1/assets/labels.pdf?${query}`);
    expect([answer.status, JSON.stringify(answer.json)]).toEqual([
      status,
      expect.stringMatching(message),
    ]);
  });
});

describe('what everyone may ask', () => {
  it('describes every route but its WebSockets and pages', async () => {
    const { json } = await bench.ask('/api/v1/openapi.json', { anonymous: true });
    expect(json).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/api/v1/cis': { get: { parameters: expect.any(Array), responses: expect.any(Object) } },
        '/api/v1/cis/{id}': { get: expect.any(Object) },
        '/api/v1/imports': { post: { requestBody: expect.any(Object) } },
        '/api/v1/observations': { post: expect.any(Object) },
      },
    });
  });

  it('describes the answers of every route', () => {
    const without = Object.entries(bench.api.app.swagger().paths ?? {}).flatMap(([path, methods]) =>
      Object.entries(methods ?? {})
        .filter(([, operation]) => !describesItsAnswer(operation))
        .map(([method]) => `${method.toUpperCase()} ${path}`),
    );
    expect(without).toEqual([]);
  });

  it('answers as it says it does', async () => {
    const rows = [{ line: 2, serial: 'XK77-TEST', vendor: 'Example Works', tag: 'T-77' }];
    const laptop = observeLaptop('XK77-TEST');
    await bench.ask('/api/v1/observations', { body: [laptop, observeLaptop('XK78-TEST')] });
    const imported = await bench.ask('/api/v1/imports?apply=true', { body: { rows } });
    await bench.enrol();
    const user = { name: 'described', role: 'viewer', password: 'a long enough password' };
    const added = await bench.ask('/api/v1/users', { body: user });
    const token = await bench.ask('/api/v1/enrolment-tokens', { body: {} });
    const code = await bench.ask('/api/v1/sign-in-codes', { body: {} });
    const health = await bench.ask('/healthz');
    const { json: fate } = await bench.ask(`/api/v1/observations/${laptop.id}`);
    const answers: readonly [string, TSchema, unknown][] = [
      ['fate', views.fate, fate],
      ['user', views.user, added.json],
      ['token', views.enrolmentToken, token.json],
      ['code', views.signInCode, code.json],
      ['health', views.health, health.json],
      ['import', Type.Object({ outcomes: Type.Array(views.assetOutcome) }), imported.json],
    ];
    const paths: readonly [string, TSchema][] = [
      ['cis', pageOf(views.ciSummary)],
      [`cis/${field(fate, 'ciId')}`, views.ciDetail],
      ['findings', pageOf(views.finding)],
      ['assets', pageOf(views.asset)],
      ['observers', listOf(views.observer)],
      ['ledger', listOf(views.ledgerEntry)],
      ['users', listOf(views.listedUser)],
      ['stats', views.stats],
    ];
    for (const [name, schema, json] of answers) {
      expect([name, parserOf(schema)(json)]).toEqual([name, { kind: 'parsed', value: json }]);
    }
    for (const [path, schema] of paths) {
      const { json } = await bench.ask(`/api/v1/${path}`);
      expect([path, parserOf(schema)(json)]).toEqual([path, { kind: 'parsed', value: json }]);
      if (path !== 'stats' && !path.includes('/')) expect(itemsIn(json)).toBeGreaterThan(0);
    }
  });

  it('publishes the schema of an observation', async () => {
    const { json } = await bench.ask('/api/v1/schemas/observation.json', { anonymous: true });
    expect(json).toMatchObject({ type: 'object', properties: { schema: expect.any(Object) } });
  });

  it('is healthy, and counts for Prometheus', async () => {
    expect((await bench.ask('/healthz', { anonymous: true })).json).toMatchObject({ status: 'ok' });
    const { text, headers } = await bench.ask('/metrics', { anonymous: true });
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    const { json } = await bench.ask('/api/v1/stats');
    expect(json).toMatchObject({ records: expect.any(Number) });
    const records = /^muster_records (\d+)$/m.exec(text)?.[1];
    expect(json).toMatchObject({ records: Number(records) });
    expect(text).toMatch(/muster_intake_items_total\{disposition="applied"\} [1-9]/);
  });

  it('tells browsers to run our own scripts only, and to keep no answer', async () => {
    const { headers } = await bench.ask('/', { anonymous: true });
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect((await bench.ask('/api/v1/stats')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('the console', () => {
  it('says how to build itself while it is not built', async () => {
    const { status, text } = await bench.ask('/', { anonymous: true });
    expect(status).toBe(200);
    expect(text).toContain('npm run build:console');
  });

  it('serves its files, hashed ones for good, and nothing beside them', async () => {
    const consoleDir = join(root, 'dist');
    await mkdir(join(consoleDir, 'assets'), { recursive: true });
    await writeFile(join(consoleDir, 'index.html'), '<!doctype html>hello');
    await writeFile(join(consoleDir, 'assets', 'index-abc.js'), 'export {}');
    await writeFile(join(root, 'secret'), 'secret');
    const page = await proxied.ask('/', { anonymous: true });
    expect([page.text, page.headers.get('cache-control')]).toEqual([
      '<!doctype html>hello',
      'public, max-age=0',
    ]);
    const script = await proxied.ask('/assets/index-abc.js', { anonymous: true });
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect(script.headers.get('content-type')).toContain('javascript');
    for (const path of ['/..%2fsecret', '/%2e%2e/secret', '/assets/..%2f..%2fsecret', '/none.js']) {
      const answer = await proxied.ask(path, { anonymous: true });
      expect(answer.text).not.toBe('secret');
      expect([path, answer.status >= 400]).toEqual([path, true]);
    }
  });
});
