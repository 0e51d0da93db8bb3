/** The ledger and the figures of the whole inventory. */
import type { LedgerEntry } from '@muster/facts/assets';
import type { FindingKind } from '@muster/facts/inventory';
import type { Kysely } from 'kysely';
import type { Stats } from '../ports.ts';
import { parseStored } from '../store/json.ts';
import { boundLimit } from './page.ts';
import type { Tables } from './schema.ts';

export async function readLedger(
  db: Kysely<Tables>,
  afterSeq: number,
  limit: number,
): Promise<readonly LedgerEntry[]> {
  const rows = await db
    .selectFrom('ledger')
    .selectAll()
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .limit(boundLimit(limit))
    .execute();
  return rows.map(ledgerEntryViewOf);
}

export function ledgerEntryViewOf({ at, payload, ...row }: Tables['ledger']): LedgerEntry {
  return { ...row, at: new Date(at).toISOString(), payload: parseStored<unknown>(payload) };
}

export async function readStats(db: Kysely<Tables>): Promise<Stats> {
  const { fn } = db;
  const one = { total: 0 };
  const [cis = one, records = one, assets = one, linked = one] = await Promise.all([
    db.selectFrom('ci_state').select(fn.countAll<number>().as('total')).executeTakeFirst(),
    db.selectFrom('record_state').select(fn.countAll<number>().as('total')).executeTakeFirst(),
    db.selectFrom('asset').select(fn.countAll<number>().as('total')).executeTakeFirst(),
    db
      .selectFrom('link')
      .select(fn.countAll<number>().as('total'))
      .where('unlinked_at', 'is', null)
      .executeTakeFirst(),
  ]);
  const findings = await db
    .selectFrom('finding')
    .select(['kind', fn.countAll<number>().as('total')])
    .where('state', '=', 'open')
    .groupBy('kind')
    .execute();
  const openFindings: Partial<Record<FindingKind, number>> = {};
  for (const { kind, total } of findings) openFindings[kind] = Number(total);
  return {
    cis: Number(cis.total),
    records: Number(records.total),
    assets: Number(assets.total),
    linked: Number(linked.total),
    openFindings,
  };
}
