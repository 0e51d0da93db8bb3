/** What is past its day: one finding an asset, `outdated`, that names all of it and closes when it is done. */
import type { InventoryEvent } from '@muster/facts/inventory';
import { dayOf } from '../assets/obligations.ts';
import type { AssetRecord, FindingRow } from '../commit/change-set.ts';
import { closeDraft, openDraft } from '../commit/draft.ts';
import { formatId } from '../commit/ids.ts';
import type { Transaction } from '../store/port.ts';
import { applyFindings } from './apply.ts';
import type { Wanted } from './findings.ts';

const GONE: AssetRecord['state'][] = ['retired', 'sanitised', 'disposed'];

interface Overdue {
  readonly asset_id: number;
  readonly what: string;
  readonly since: string;
}

/** @param of these asset records alone; else of all */
export async function judgeObligations(
  transaction: Transaction,
  now: number,
  of?: readonly number[],
): Promise<readonly InventoryEvent[]> {
  const overdue = Map.groupBy(
    await overdueAt(transaction, dayOf(now), of),
    (each) => each.asset_id,
  );
  const told = Map.groupBy(
    await toldOf(transaction, of ?? [...overdue.keys()], of === undefined),
    ({ assetId }) => assetId,
  );
  // What is told already as it is costs nothing more.
  const ids = [...new Set([...overdue.keys(), ...told.keys()])].filter((id = 0) => {
    const [finding] = told.get(id) ?? [];
    return finding?.evidence.join('\n') !== linesOf(overdue.get(id))?.join('\n');
  });
  if (ids.length === 0) return [];
  const draft = openDraft(await transaction.lastIds());
  for (const asset of await transaction.assets(ids.flatMap((id) => id ?? []))) {
    const wanted = wantedOf(asset, linesOf(overdue.get(asset.id)));
    applyFindings(draft, told.get(asset.id) ?? [], wanted, { assetId: asset.id }, now);
  }
  const changes = closeDraft(draft, await transaction.ledgerHead());
  await transaction.commit(changes);
  return changes.events;
}

function linesOf(overdue: readonly Overdue[] | undefined): readonly string[] | undefined {
  return overdue?.map(({ what, since }) => `${what} since ${since}`).sort();
}

function wantedOf(asset: AssetRecord, lines: readonly string[] | undefined): readonly Wanted[] {
  if (lines === undefined) return [];
  const { id, tag, serial, vendor, model } = asset;
  return [
    {
      kind: 'outdated',
      severity: 'medium',
      subject: [vendor, model, serial ?? tag ?? formatId('asset', id)]
        .filter((part) => part !== undefined)
        .join(' '),
      reason: `Past its day: ${lines.join(', ')}.`,
      evidence: lines,
    },
  ];
}

const WHAT = {
  calibration: 'calibration due',
  battery: 'battery replacement due',
  'firmware-support': 'firmware support ended',
  certification: 're-certification due',
} as const;

async function overdueAt(
  { tables }: Transaction,
  today: string,
  of: readonly number[] | undefined,
): Promise<readonly Overdue[]> {
  let due = tables
    .selectFrom('obligation')
    .innerJoin('asset', 'asset.id', 'obligation.asset_id')
    .select(['obligation.asset_id', 'obligation.kind', 'obligation.due_on as since'])
    .where('obligation.due_on', '<', today)
    .where('asset.state', 'not in', GONE);
  let unsupported = tables
    .selectFrom('asset')
    .select(['id as asset_id', 'support_until as since'])
    .where('support_until', '<', today)
    .where('state', 'not in', GONE);
  if (of !== undefined) {
    due = due.where('obligation.asset_id', 'in', of);
    unsupported = unsupported.where('id', 'in', of);
  }
  const told =
    (what: string) => (row: { readonly asset_id: number; readonly since: string | null }) => ({
      asset_id: row.asset_id,
      what,
      since: row.since ?? today,
    });
  return [
    ...(await due.execute()).map((row) => told(WHAT[row.kind])(row)),
    ...(await unsupported.execute()).map(told('support ended')),
  ];
}

/** What was found before: of these, accepted or not, and of all others what is open. */
async function toldOf(
  transaction: Transaction,
  assetIds: readonly number[],
  all: boolean,
): Promise<readonly FindingRow[]> {
  const found = [
    ...(await transaction.unresolvedFindings({ assetIds })),
    ...(all ? await transaction.unresolvedFindings({ kinds: ['outdated'] }) : []),
  ].filter(({ kind, ciId }) => kind === 'outdated' && ciId === undefined);
  return [...new Map(found.map((finding) => [finding.id, finding])).values()];
}
