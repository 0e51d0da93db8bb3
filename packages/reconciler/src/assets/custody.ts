/**
 * The custody of asset records: with whom and where each is from a time on. Each row holds until the
 * next one of its asset, so who had it on a day is one look-up, and no row is ever changed but to note
 * that it was received.
 */
import type { CustodyView } from '@muster/facts/lifecycle';
import { sql } from 'kysely';
import { closeDraft, openDraft } from '../commit/draft.ts';
import { CUSTODY, type LifecycleTables } from '../read/lifecycle-schema.ts';
import { keep } from '../store/kept.ts';
import type { Transaction } from '../store/port.ts';

type CustodyRow = LifecycleTables['custody'];

/** What is told of a handover; without it, somebody stated a fact. */
export interface Handover
  extends Pick<CustodyRow, 'kind'>,
    Partial<Pick<CustodyRow, 'actor' | 'approver' | 'reason' | 'due_on' | 'accepted_at'>> {}

/** Asset records looked at in one statement. */
const PIECE = 500;

/**
 * Follows asset records after they changed, whoever changed them: where custodian, site or location
 * differ from what their history said last, it goes on.
 */
export async function followCustody(
  transaction: Transaction,
  assetIds: readonly number[],
  { actor, now }: { readonly actor: string; readonly now: number },
  handover: Handover = { kind: 'stated' },
): Promise<void> {
  const draft = openDraft(await transaction.lastIds());
  const ids = [...new Set(assetIds)];
  for (let at = 0; at < ids.length; at += PIECE) {
    for (const row of await differing(transaction, ids.slice(at, at + PIECE))) {
      const { last_at: lastAt, ...place } = row;
      // Never before the last word, whatever the clock says.
      const time = lastAt === null ? now : Math.max(now, lastAt + 1);
      draft.kept.push(keep(CUSTODY, { ...NOTHING, actor, ...place, ...handover, at: time }));
    }
  }
  if (draft.kept.length === 0) return;
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
}

const NOTHING = { approver: null, reason: null, due_on: null, accepted_at: null } as const;

async function differing({ tables }: Transaction, ids: readonly number[]) {
  return tables
    .selectFrom('asset')
    .leftJoin('custody', (join) =>
      join
        .onRef('custody.asset_id', '=', 'asset.id')
        .on(
          'custody.at',
          '=',
          sql<number>`(select max(c.at) from custody c where c.asset_id = asset.id)`,
        ),
    )
    .select([
      'asset.id as asset_id',
      'asset.custodian',
      'asset.site',
      'asset.location',
      'custody.at as last_at',
    ])
    .where('asset.id', 'in', ids)
    .where((eb) =>
      eb.or([
        eb('asset.custodian', 'is distinct from', eb.ref('custody.custodian')),
        eb('asset.site', 'is distinct from', eb.ref('custody.site')),
        eb('asset.location', 'is distinct from', eb.ref('custody.location')),
      ]),
    )
    .orderBy('asset.id')
    .execute();
}

/** @param until of the next row of the same asset */
export function custodyView(row: CustodyRow, until?: number): CustodyView {
  return {
    from: new Date(row.at).toISOString(),
    ...(until !== undefined && { until: new Date(until).toISOString() }),
    ...(row.custodian !== null && { custodian: row.custodian }),
    ...(row.site !== null && { site: row.site }),
    ...(row.location !== null && { location: row.location }),
    kind: row.kind,
    actor: row.actor,
    ...(row.approver !== null && { approver: row.approver }),
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.due_on !== null && { dueOn: row.due_on }),
    ...(row.accepted_at !== null && { acceptedAt: new Date(row.accepted_at).toISOString() }),
  };
}
