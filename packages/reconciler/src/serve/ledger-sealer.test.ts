import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerEntry } from '@muster/facts/assets';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendEntries, GENESIS } from '../ledger/chain.ts';
import { findHeads, headCheckOf } from '../ledger/head.ts';
import { ConfigError } from './config-error.ts';
import { findFirstHead } from './first-head.ts';
import { type HeadOutlet, headOutletOf } from './head-outlets.ts';
import {
  headsPath,
  lastSignedEntries,
  openHeadKey,
  openSealer,
  publicKeyPath,
} from './ledger-sealer.ts';

let data: string;
let entries: readonly LedgerEntry[];
const said: string[] = [];
const log = { error: (_: unknown, message?: string) => void said.push(String(message)) };
const now = () => new Date('2026-03-01T08:00:00Z');

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'muster-seal-'));
  entries = [];
  said.length = 0;
});
afterEach(() => rm(data, { recursive: true }));

function write(count: number): void {
  const drafts = Array.from({ length: count }, () => ({
    at: entries.length,
    actor: 'rule:1',
    kind: 'ci.created',
    subject: 'ci-1',
    payload: {},
  }));
  const rows = appendEntries(entries.at(-1) ?? GENESIS, drafts);
  const more = rows.map((row) => ({ ...row, at: new Date(row.at).toISOString(), payload: {} }));
  entries = [...entries, ...more];
}

/** The ledger as the core answers: in pages. */
const ledger = {
  ledger: async (after: number, limit: number) => entries.slice(after, after + limit),
};

async function sealerOver(outlets: readonly HeadOutlet[]) {
  const key = await openHeadKey(data);
  const lastSigned = await lastSignedEntries(data);
  const firstHead = (size: number) => findFirstHead(headsPath(data), size);
  return openSealer(ledger, key, outlets, { now, lastSigned, firstHead, log });
}

async function headsOf(text: string) {
  const { keys } = JSON.parse(await readFile(publicKeyPath(data), 'utf8'));
  const check = await headCheckOf(keys);
  return Promise.all(findHeads(text).map(check));
}

it('signs what was written since, over pages and restarts, and nothing where nothing was', async () => {
  const file = headOutletOf(headsPath(data));
  const sealer = await sealerOver([file]);
  await sealer.seal();
  write(2500);
  await sealer.seal();
  await sealer.seal();
  await (await sealerOver([file])).seal();
  write(1);
  await (await sealerOver([file])).seal();
  const heads = await headsOf(await readFile(headsPath(data), 'utf8'));
  expect(heads).toMatchObject([
    { kind: 'head', head: { entries: 2500, hash: entries[2499]?.hash } },
    { kind: 'head', head: { entries: 2501, hash: entries[2500]?.hash } },
  ]);
});

it.each(['eyJhbGciOiJFZERTQSJ9.eyJlbnRyaWVzIjoy', 'x', '\n'])(
  'puts a head on a line of its own after a crash that left %j',
  async (left) => {
    write(2);
    await (await sealerOver([headOutletOf(headsPath(data))])).seal();
    await appendFile(headsPath(data), left);
    expect(await lastSignedEntries(data)).toBe(2);
    write(1);
    await (await sealerOver([headOutletOf(headsPath(data))])).seal();
    expect(await headsOf(await readFile(headsPath(data), 'utf8'))).toMatchObject([
      { kind: 'head', head: { entries: 2 } },
      { kind: 'head', head: { entries: 3 } },
    ]);
    expect(await lastSignedEntries(data)).toBe(3);
  },
);

it('says so when the ledger became shorter than what was signed of it', async () => {
  write(3);
  await (await sealerOver([headOutletOf(headsPath(data))])).seal();
  entries = entries.slice(0, 2);
  await (await sealerOver([headOutletOf(headsPath(data))])).seal();
  expect(said).toEqual(['the ledger has fewer entries than were signed']);
});

describe.skipIf(process.platform === 'win32')('the private key', () => {
  it('is readable by its owner alone, and the same after a restart', async () => {
    const { publicKey } = await openHeadKey(data);
    expect((await stat(join(data, 'ledger-key.json'))).mode & 0o777).toBe(0o600);
    expect((await openHeadKey(data)).publicKey).toEqual(publicKey);
  });
});

it('sends heads to a syslog, and names what could not be reached', async () => {
  const syslog = createSocket('udp4');
  await once(syslog.bind(0, '127.0.0.1'), 'listening');
  try {
    const received = once(syslog, 'message');
    write(1);
    const gone = headOutletOf(join(data, 'no', 'such', 'folder'));
    const sealer = await sealerOver([
      gone,
      headOutletOf(`syslog://127.0.0.1:${syslog.address().port}`),
    ]);
    await sealer.seal();
    const [datagram]: Buffer[] = await received;
    const line = String(datagram);
    expect(line).toMatch(/^<109>1 \S+Z \S+ muster \d+ ledger-head - eyJ/);
    expect(await headsOf(line)).toMatchObject([{ kind: 'head', head: { entries: 1 } }]);
    expect(said).toEqual(['a signed head of the ledger could not be put away']);
  } finally {
    syslog.close();
  }
});

it.each(['http://host', 'syslog://', 'syslog:///x'])('refuses %s', (where) => {
  expect(() => headOutletOf(where)).toThrow(ConfigError);
});
