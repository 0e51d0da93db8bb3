import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PEOPLE_SESSIONS_MAX, SESSION_HOURS, SIGN_IN_CODE_MINUTES } from '../limits.ts';
import { DamagedFileError } from './json-file.ts';
import { People } from './people.ts';
import { Sessions } from './sessions.ts';

let dataDir: string;
let now = 0;
const nowMs = () => now;

beforeEach(async () => {
  now = Date.parse('2026-03-01T08:00:00Z');
  dataDir = await mkdtemp(join(tmpdir(), 'muster-people-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

const alice = { name: 'alice', role: 'operator', password: 'correct horse battery' } as const;

it('lets a code sign in once, and only within its minutes', async () => {
  const people = await People.open(dataDir, nowMs);
  const { code } = people.codes.create(now);
  expect(await people.signInByCode(code)).toMatchObject({ kind: 'signed-in' });
  expect(await people.signInByCode(code)).toEqual({ kind: 'refused' });
  const late = people.codes.create(now).code;
  now += SIGN_IN_CODE_MINUTES * 60_000;
  expect(await people.signInByCode(late)).toEqual({ kind: 'refused' });
});

it('keeps users and sessions over a restart, and no password or secret in clear', async () => {
  const people = await People.open(dataDir, nowMs);
  expect(await people.users.add({ ...alice, now: new Date(now) })).toEqual({ kind: 'added' });
  const signedIn = await people.signInByPassword('alice', alice.password);
  if (signedIn.kind !== 'signed-in') throw new Error('not signed in');
  const again = await People.open(dataDir, nowMs);
  expect(again.bySession(signedIn.secret)).toMatchObject({ name: 'alice', role: 'operator' });
  const files = await Promise.all(
    ['users.json', 'sessions.json'].map((name) => readFile(join(dataDir, name), 'utf8')),
  );
  expect(files.join()).not.toContain(alice.password);
  expect(files.join()).not.toContain(signedIn.secret);
});

it.each([
  ['a wrong password', 'alice', 'correct horse'],
  ['an unknown user', 'bob', alice.password],
])('refuses %s', async (_, name, password) => {
  const people = await People.open(dataDir, nowMs);
  await people.users.add({ ...alice, now: new Date(now) });
  expect(await people.signInByPassword(name, password)).toEqual({ kind: 'refused' });
});

it('ends sessions by sign-out, by time, and with their user', async () => {
  const people = await People.open(dataDir, nowMs);
  await people.users.add({ ...alice, now: new Date(now) });
  const secrets: string[] = [];
  for (const _ of [1, 2, 3]) {
    const signedIn = await people.signInByPassword('alice', alice.password);
    if (signedIn.kind === 'signed-in') secrets.push(signedIn.secret);
  }
  const [first = '', second = ''] = secrets;
  await people.signOut(first);
  expect(people.bySession(first)).toBeUndefined();
  expect(people.bySession(second)).toMatchObject({ name: 'alice' });
  await people.users.remove('alice');
  expect(people.bySession(second)).toBeUndefined();
  const { code } = people.codes.create(now);
  const byCode = await people.signInByCode(code);
  if (byCode.kind !== 'signed-in') throw new Error('not signed in');
  now += SESSION_HOURS * 3_600_000;
  expect(people.bySession(byCode.secret)).toBeUndefined();
});

it('forgets the oldest session at the bound', async () => {
  const sessions = await Sessions.open(dataDir);
  const made = await Promise.all(
    Array.from({ length: PEOPLE_SESSIONS_MAX + 1 }, () => sessions.create({ kind: 'code' }, now)),
  );
  expect(sessions.ownerOf(made[0] ?? '', now)).toBeUndefined();
  expect(sessions.ownerOf(made[1] ?? '', now)).toEqual({ kind: 'code' });
});

it('adds a name once, even when two ask at the same time', async () => {
  const people = await People.open(dataDir, nowMs);
  const added = await Promise.all(
    [1, 2].map(() => people.users.add({ ...alice, now: new Date(now) })),
  );
  expect(added.map(({ kind }) => kind).sort()).toEqual(['added', 'exists']);
});

it('leaves an API key that only its owner may read, and knows it again', async () => {
  const people = await People.open(dataDir, nowMs);
  const key = (await readFile(join(dataDir, 'api-key'), 'utf8')).trim();
  expect((await stat(join(dataDir, 'api-key'))).mode & 0o777).toBe(0o600);
  expect(people.byApiKey(key)).toMatchObject({ role: 'admin', by: 'api-key' });
  expect(people.byApiKey(`${key}x`)).toBeUndefined();
  const again = await People.open(dataDir, nowMs);
  expect(again.byApiKey(key)).toBeDefined();
});

it.each(['{', '{"users":[{"name":"eve"}]}', '{"users":[],"more":1}'])(
  'refuses to start on a damaged users file: %s',
  async (text) => {
    await writeFile(join(dataDir, 'users.json'), text);
    await expect(People.open(dataDir, nowMs)).rejects.toThrow(DamagedFileError);
  },
);
