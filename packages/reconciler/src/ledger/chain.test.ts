import type { LedgerEntry } from '@muster/facts/assets';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendEntries, GENESIS, verifyLedger } from './chain.ts';

const draft = fc.record({
  at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  actor: fc.string(),
  kind: fc.string(),
  subject: fc.string(),
  payload: fc.jsonValue(),
});
const ledger = fc.array(draft, { minLength: 1, maxLength: 8 }).map((drafts) =>
  appendEntries(GENESIS, drafts).map(
    (row): LedgerEntry => ({
      ...row,
      at: new Date(row.at).toISOString(),
      payload: JSON.parse(row.payload),
    }),
  ),
);

describe('the ledger', () => {
  it('verifies as it was written, whole or in pieces', () => {
    fc.assert(
      fc.property(ledger, fc.nat(), (entries, cut) => {
        const whole = verifyLedger(entries);
        expect(whole.kind).toBe('sound');
        const first = verifyLedger(entries.slice(0, cut % entries.length));
        const head = first.kind === 'sound' ? first.head : GENESIS;
        expect(verifyLedger(entries.slice(cut % entries.length), head)).toEqual(whole);
      }),
    );
  });

  it('shows any change of any member of any entry', () => {
    const change = fc.constantFrom<(keyof LedgerEntry)[]>(
      'at',
      'actor',
      'kind',
      'subject',
      'payload',
      'hash',
      'seq',
    );
    fc.assert(
      fc.property(ledger, fc.nat(), change, (entries, which, member) => {
        const place = which % entries.length;
        const forged = entries.map((entry, index) =>
          index === place ? forge(entry, member) : entry,
        );
        expect(verifyLedger(forged).kind).toBe('broken');
      }),
    );
  });

  it('shows a missing entry, and entries in another order', () => {
    fc.assert(
      fc.property(ledger, fc.nat(), (entries, which) => {
        fc.pre(entries.length > 1);
        const place = which % (entries.length - 1);
        expect(verifyLedger(entries.toSpliced(place, 1)).kind).toBe('broken');
        const [one, other] = [entries[place], entries[place + 1]];
        if (one === undefined || other === undefined) return;
        expect(verifyLedger(entries.toSpliced(place, 2, other, one)).kind).toBe('broken');
      }),
    );
  });

  it('names the first entry that does not follow', () => {
    const rows = appendEntries(
      GENESIS,
      [1, 2, 3].map((at) => ({ at, actor: 'a', kind: 'k', subject: 's', payload: {} })),
    );
    const entries = rows.map((row) => ({
      ...row,
      at: new Date(row.at).toISOString(),
      payload: {},
    }));
    const forged = entries.map((entry) => (entry.seq === 2 ? { ...entry, actor: 'b' } : entry));
    expect(verifyLedger(forged)).toMatchObject({ kind: 'broken', seq: 2 });
  });
});

function forge(entry: LedgerEntry, member: keyof LedgerEntry): LedgerEntry {
  switch (member) {
    case 'seq':
      return { ...entry, seq: entry.seq + 1 };
    case 'at':
      return { ...entry, at: new Date(Date.parse(entry.at) + 1).toISOString() };
    case 'payload':
      return { ...entry, payload: [entry.payload] };
    default:
      return { ...entry, [member]: `${entry[member]}.` };
  }
}
