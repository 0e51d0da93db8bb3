/** Holds a ledger against the heads that were signed of it: what the chain alone cannot show. */
import type { LedgerEntry } from '@muster/facts/assets';
import { GENESIS, type Verification, verifyLedger } from './chain.ts';
import type { LedgerHead } from './head.ts';
import { GrowingTree } from './merkle.ts';

/** A verification that goes on piece by piece, as a long ledger is read. */
export interface HeldLedger {
  /** Consecutive entries, from the first on. `broken` is the last answer: nothing after it counts. */
  take(entries: Iterable<LedgerEntry>): Verification;
  /** Once all entries were taken: whether any head tells of more. */
  end(): Verification;
}

/** @param heads with sound signatures, in any order */
export function holdAgainst(heads: readonly LedgerHead[]): HeldLedger {
  const bySize = Map.groupBy(heads, ({ entries }) => entries);
  const tree = new GrowingTree();
  let last: Verification = { kind: 'sound', head: GENESIS };
  const differing = (size: number): LedgerHead | undefined => {
    const signed = bySize.get(size);
    if (signed === undefined || last.kind === 'broken') return undefined;
    const { hash } = last.head;
    const root = tree.root().toString('hex');
    return signed.find((head) => head.hash !== hash || head.root !== root);
  };
  const takeOne = (entry: LedgerEntry): void => {
    if (last.kind === 'broken') return;
    last = verifyLedger([entry], last.head);
    if (last.kind === 'broken') return;
    tree.add(entry.hash);
    const head = differing(entry.seq);
    if (head === undefined) return;
    last = {
      kind: 'broken',
      seq: entry.seq,
      reason: `the head that was signed at ${head.at} tells of other entries up to it`,
    };
  };
  return {
    take: (entries) => {
      for (const entry of entries) takeOne(entry);
      return last;
    },
    end: () => {
      if (last.kind === 'broken') return last;
      const { seq } = last.head;
      const beyond = heads.filter((head) => head.entries > seq);
      const [most] = beyond.sort((a, b) => b.entries - a.entries);
      if (most === undefined) return last;
      return {
        kind: 'broken',
        seq: seq + 1,
        reason: `the last ${most.entries - seq} entries are missing: the head that was signed at ${most.at} tells of ${most.entries}`,
      };
    },
  };
}
