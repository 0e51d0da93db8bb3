/**
 * The ledger's chain: each entry's hash covers the previous hash and the entry itself, so that no
 * entry can be changed, removed or put in without all later hashes changing.
 */
import { hash as digest } from 'node:crypto';
import type { LedgerEntry } from '@muster/facts/assets';
import { canonicalJson } from '@muster/facts/digest';
import type { LedgerDraft, LedgerRow } from '../commit/change-set.ts';

/** What stands before the first entry. */
export const GENESIS: Pick<LedgerRow, 'seq' | 'hash'> = { seq: 0, hash: '0'.repeat(64) };

export function appendEntries(
  head: Pick<LedgerRow, 'seq' | 'hash'>,
  drafts: readonly LedgerDraft[],
): readonly LedgerRow[] {
  let { seq, hash } = head;
  let at = '';
  let atMs = Number.NaN;
  return drafts.map((draft) => {
    seq += 1;
    // All entries of a transaction have one time, nearly always.
    if (draft.at !== atMs) at = new Date(draft.at).toISOString();
    atMs = draft.at;
    const payload = canonicalJson(draft.payload);
    hash = hashOf(hash, seq, at, draft, payload);
    return { ...draft, seq, payload, hash };
  });
}

/** The text that is hashed is canonical JSON: keys in the order actor, at, kind, payload, seq, subject. */
function hashOf(
  previous: string,
  seq: number,
  at: string,
  { actor, kind, subject }: Pick<LedgerEntry, 'actor' | 'kind' | 'subject'>,
  payload: string,
): string {
  const quoted = (text: string): string => JSON.stringify(text);
  const entry = `{"actor":${quoted(actor)},"at":"${at}","kind":${quoted(kind)},"payload":${payload},"seq":${seq},"subject":${quoted(subject)}}`;
  return digest('sha256', previous + entry, 'hex');
}

export type Verification =
  | { readonly kind: 'sound'; readonly head: Pick<LedgerEntry, 'seq' | 'hash'> }
  /** The first entry that does not follow from the one before it. */
  | { readonly kind: 'broken'; readonly seq: number; readonly reason: string };

/**
 * Verifies consecutive entries. A long ledger is verified in pieces: the head of one piece is the
 * `from` of the next.
 */
export function verifyLedger(
  entries: Iterable<LedgerEntry>,
  from: Pick<LedgerEntry, 'seq' | 'hash'> = GENESIS,
): Verification {
  let { seq, hash } = from;
  for (const entry of entries) {
    if (entry.seq !== seq + 1) {
      return { kind: 'broken', seq: entry.seq, reason: `entry ${seq + 1} is missing` };
    }
    const expected = hashOf(hash, entry.seq, entry.at, entry, canonicalJson(entry.payload));
    if (entry.hash !== expected) {
      return {
        kind: 'broken',
        seq: entry.seq,
        reason: 'its hash does not follow from its content',
      };
    }
    ({ seq, hash } = entry);
  }
  return { kind: 'sound', head: { seq, hash } };
}
