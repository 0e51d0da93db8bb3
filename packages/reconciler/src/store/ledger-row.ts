/** The ledger as it stands in a database, whichever, for whoever verifies it without the core. */
import type { LedgerEntry } from '@muster/facts/assets';
import type { Row } from './rows.ts';

export const LEDGER_ENTRIES = 'SELECT seq, at, actor, kind, subject, payload, hash FROM ledger';

/** With its payload as it was hashed. */
export function ledgerEntryOf(row: Row): LedgerEntry {
  return {
    seq: Number(row.seq),
    at: new Date(Number(row.at)).toISOString(),
    actor: String(row.actor),
    kind: String(row.kind),
    subject: String(row.subject),
    payload: parsePayload(String(row.payload)),
    hash: String(row.hash),
  };
}

/** A payload that someone broke is no reason to stop: its hash will not fit. */
function parsePayload(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
