import type { LedgerEntry } from '@muster/facts/assets';
import { describe, expect, it } from 'vitest';
import { holdAgainst } from './against-heads.ts';
import { appendEntries, GENESIS } from './chain.ts';
import {
  findHeads,
  headCheckOf,
  type LedgerHead,
  makeHeadKey,
  parsePublicKeys,
  readHeadKey,
} from './head.ts';
import { GrowingTree } from './merkle.ts';

function ledgerOf(count: number, subject = 'ci-1'): readonly LedgerEntry[] {
  const drafts = Array.from({ length: count }, (_, index) => ({
    at: index,
    actor: 'rule:1',
    kind: 'ci.created',
    subject: `${subject}-${index}`,
    payload: { index },
  }));
  return appendEntries(GENESIS, drafts).map((row) => ({
    ...row,
    at: new Date(row.at).toISOString(),
    payload: JSON.parse(row.payload),
  }));
}

function headOf(entries: readonly LedgerEntry[]): LedgerHead {
  const tree = new GrowingTree();
  for (const { hash } of entries) tree.add(hash);
  return {
    entries: entries.length,
    hash: entries.at(-1)?.hash ?? '',
    root: tree.root().toString('hex'),
    at: '2026-03-01T08:00:00.000Z',
  };
}

describe('a ledger held against signed heads', () => {
  const entries = ledgerOf(7);
  const heads = [headOf(entries.slice(0, 3)), headOf(entries.slice(0, 6))];

  it('is sound when it holds what they tell of, and more', () => {
    const held = holdAgainst(heads);
    held.take(entries.slice(0, 4));
    held.take(entries.slice(4));
    expect(held.end()).toMatchObject({ kind: 'sound', head: { seq: 7 } });
  });

  it.each<[string, readonly LedgerEntry[], number, RegExp]>([
    [
      'a tail that was cut',
      entries.slice(0, 5),
      6,
      /last 1 entries are missing.*2026-03-01.* of 6/,
    ],
    ['all of it gone', [], 1, /last 6 entries are missing/],
    ['a whole ledger written anew', ledgerOf(7, 'ci-2'), 3, /signed at 2026-03-01.* other entries/],
  ])('shows %s', (_, ledger, seq, reason) => {
    const held = holdAgainst(heads);
    held.take(ledger);
    const ended = held.end();
    expect(ended).toMatchObject({ kind: 'broken', seq });
    expect(ended.kind === 'broken' && ended.reason).toMatch(reason);
  });
});

describe('a signed head', () => {
  it('is believed by whoever trusts its key, and by nobody else', async () => {
    const head = headOf(ledgerOf(2));
    const [ours, other] = await Promise.all([makeHeadKey(), makeHeadKey()]);
    const [key, strange] = [await readHeadKey(ours), await readHeadKey(other)];
    const jws = await key.sign(head);
    expect(await (await headCheckOf([key.publicKey]))(jws)).toEqual({ kind: 'head', head });
    expect(await (await headCheckOf([strange.publicKey]))(jws)).toMatchObject({ kind: 'refused' });
    const forged = { ...strange.publicKey, kid: key.publicKey.kid };
    expect(await (await headCheckOf([forged]))(jws)).toMatchObject({ kind: 'refused' });
  });

  it('is not believed once a character of it differs', async () => {
    const key = await readHeadKey(await makeHeadKey());
    const check = await headCheckOf([key.publicKey]);
    const jws = await key.sign(headOf(ledgerOf(2)));
    const [header = '', payload = '', signature = ''] = jws.split('.');
    const swap = (text: string): string => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;
    for (const forged of [
      [swap(header), payload, signature],
      [header, swap(payload), signature],
      [header, payload, swap(signature)],
    ]) {
      expect(await check(forged.join('.'))).toMatchObject({ kind: 'refused' });
    }
  });

  it('is found bare and in the lines of a syslog', async () => {
    const key = await readHeadKey(await makeHeadKey());
    const jws = await key.sign(headOf(ledgerOf(2)));
    const text = `${jws}\nMar  1 08:00:00 host muster 12 ledger-head - ${jws}\neyJ.broken\n`;
    expect(findHeads(text)).toEqual([jws, jws]);
  });

  it('has a public key that is read back as it is written, and nothing private in it', async () => {
    const { publicKey } = await readHeadKey(await makeHeadKey());
    const written = JSON.parse(JSON.stringify({ keys: [publicKey] }));
    expect(parsePublicKeys(written)).toMatchObject({ kind: 'parsed', value: written });
    expect(Object.keys(publicKey)).not.toContain('d');
    expect(parsePublicKeys({ keys: [{ ...publicKey, kty: 'RSA' }] }).kind).toBe('refused');
  });
});
