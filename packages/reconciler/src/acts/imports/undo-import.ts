/**
 * Takes a whole import back. Records that it made vanish from the inventory, for they were never
 * right: retired, the devices that have their serials would count as zombies. What they said stays
 * in the ledger, and their ids are not given to others. Records that it changed are as they were.
 * What people changed since stays as it is, and is told.
 */
import type { ImportView } from '@muster/facts/imports';
import type { InventoryEvent } from '@muster/facts/inventory';
import { writeDown } from '../../assets/import.ts';
import { rejudgeAssets } from '../../assets/rejudge.ts';
import { takenOf } from '../../assets/taken.ts';
import type { AssetRecord } from '../../commit/change-set.ts';
import { closeDraft, type Draft, openDraft } from '../../commit/draft.ts';
import { formatId } from '../../commit/ids.ts';
import { applyFindings } from '../../judge/apply.ts';
import { parseStored } from '../../store/json.ts';
import { keep } from '../../store/kept.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, ActOutcome } from '../act.ts';
import { findImport, pagesOfRows } from './find.ts';
import { slicesOf } from './slices.ts';
import { ASSET_IMPORT, ASSET_IMPORT_ROW, ASSET_REMOVED, type ImportedRow } from './tables.ts';
import { touchedSince } from './touched.ts';
import { importView } from './view.ts';

export interface UndoImport {
  /** "import-7" */
  readonly import: string;
  readonly reason: string;
}

type Fate = Pick<ImportedRow, 'undone' | 'kept_reason'>;

const REMOVED: Fate = { undone: 'removed', kept_reason: null };
const RESTORED: Fate = { undone: 'restored', kept_reason: null };

interface Undoing {
  readonly transaction: Transaction;
  readonly row: NonNullable<Awaited<ReturnType<typeof findImport>>>;
  readonly context: ActContext;
  readonly reason: string;
  /** What became of each record. */
  readonly fates: Map<number, Fate>;
  /** Records as they were and as they are, whose CIs are to be judged anew. */
  readonly concerned: AssetRecord[];
  readonly events: InventoryEvent[];
}

export async function undoImport(
  transaction: Transaction,
  { import: named, reason }: UndoImport,
  context: ActContext,
): Promise<ActOutcome<ImportView>> {
  const row = await findImport(transaction.tables, named);
  if (row === undefined) return { kind: 'unknown', reason: `there is no import ${named}` };
  if (row.undone_at !== null) {
    const at = new Date(row.undone_at).toISOString();
    return { kind: 'refused', reason: `${named} was undone by ${row.undone_by} at ${at}` };
  }
  const fates: Undoing['fates'] = new Map();
  const undoing: Undoing = {
    transaction,
    row,
    context,
    reason,
    fates,
    concerned: [],
    events: [],
  };
  // What was made goes first, and gives back the tags and serials that others had.
  for await (const rows of pagesOfRows(transaction.tables, row.id, 'create')) {
    await removeMade(undoing, rows);
  }
  for await (const rows of pagesOfRows(transaction.tables, row.id, 'update')) {
    await restoreChanged(undoing, rows);
  }
  for await (const rows of pagesOfRows(transaction.tables, row.id, 'review')) {
    await withdrawReviews(undoing, rows);
  }
  for (const slice of slicesOf(undoing.concerned)) {
    undoing.events.push(...(await rejudgeAssets(transaction, slice, context)));
  }
  return { kind: 'done', value: await conclude(undoing), events: undoing.events };
}

async function write(
  { transaction }: Undoing,
  fill: (draft: Draft) => void,
): Promise<readonly InventoryEvent[]> {
  const draft = openDraft(await transaction.lastIds());
  fill(draft);
  const changes = closeDraft(draft, await transaction.ledgerHead());
  await transaction.commit(changes);
  return changes.events;
}

function said({ row, context, reason }: Undoing) {
  return { actor: context.actor, at: context.now, reason, import: formatId('import', row.id) };
}

async function removeMade(undoing: Undoing, rows: readonly ImportedRow[]): Promise<void> {
  const { transaction, row, context, reason, fates } = undoing;
  const ids = rows.flatMap(({ asset_id }) => asset_id ?? []);
  const touched = await touchedSince(transaction, row, ids);
  const made = new Map((await transaction.assets(ids)).map((asset) => [asset.id, asset]));
  const going = [...made.values()].filter(({ id }) => !touched.has(id));
  const orphaned = await transaction.unresolvedFindings({ assetIds: going.map(({ id }) => id) });
  const { actor, now: at } = context;
  const events = await write(undoing, (draft) => {
    for (const asset of going) {
      draft.removedAssets.push(asset.id);
      draft.kept.push(keep(ASSET_REMOVED, { id: asset.id, at, actor, reason }));
      writeDown(draft, asset, { kind: 'asset.removed', ...said(undoing) });
    }
    applyFindings(draft, orphaned, [], {}, at);
    for (const each of rows) {
      const kept = touched.get(each.asset_id ?? 0);
      const fate: Fate = kept === undefined ? REMOVED : { undone: 'kept', kept_reason: kept };
      fates.set(each.asset_id ?? 0, fate);
      draft.kept.push(keep(ASSET_IMPORT_ROW, { ...each, ...fate }));
    }
  });
  undoing.events.push(...events);
  undoing.concerned.push(...going);
}

async function restoreChanged(undoing: Undoing, rows: readonly ImportedRow[]): Promise<void> {
  const { transaction, row, context, fates } = undoing;
  // Of a record that several rows changed, the first row knows how it was.
  const first = new Map<number, AssetRecord>();
  for (const { asset_id, before } of rows) {
    if (asset_id === null || before === null || fates.has(asset_id) || first.has(asset_id))
      continue;
    first.set(asset_id, { ...parseStored<AssetRecord>(before), updatedAt: context.now });
  }
  const ids = [...first.keys()];
  const touched = await touchedSince(transaction, row, ids);
  const taken = await takenOf(transaction, [...first.values()]);
  const present = new Map((await transaction.assets(ids)).map((asset) => [asset.id, asset]));
  const events = await write(undoing, (draft) => {
    for (const [id, before] of first) {
      const kept = touched.get(id) ?? taken.get(id);
      const asset = present.get(id);
      fates.set(id, kept === undefined ? RESTORED : { undone: 'kept', kept_reason: kept });
      if (kept !== undefined || asset === undefined) continue;
      draft.changedAssets.push(before);
      const changes = differences(asset, before);
      writeDown(draft, before, { kind: 'asset.updated', changes, ...said(undoing) });
      undoing.concerned.push(asset, before);
    }
    for (const each of rows) {
      const fate = fates.get(each.asset_id ?? 0);
      if (fate !== undefined) draft.kept.push(keep(ASSET_IMPORT_ROW, { ...each, ...fate }));
    }
  });
  undoing.events.push(...events);
}

/** The names of what differs, custom fields by theirs. */
function differences(asset: AssetRecord, before: AssetRecord): readonly string[] {
  const { fields, updatedAt: _, serialKey: __, makerKey: ___, ...own } = asset;
  const { fields: had, updatedAt: ____, serialKey: _____, makerKey: ______, ...was } = before;
  return [...namesOfDifferent(own, was), ...namesOfDifferent(fields ?? {}, had ?? {}, 'fields.')];
}

function namesOfDifferent(
  some: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
  prefix = '',
): readonly string[] {
  const names = [...new Set([...Object.keys(some), ...Object.keys(other)])];
  return names.filter((name) => some[name] !== other[name]).map((name) => prefix + name);
}

/** Those that a person answered are that person's decisions, and stay. */
async function withdrawReviews(undoing: Undoing, rows: readonly ImportedRow[]): Promise<void> {
  const { context, reason } = undoing;
  await write(undoing, (draft) => {
    for (const row of rows) {
      if (row.resolved_as !== null) continue;
      const withdrawn: ImportedRow = {
        ...row,
        resolved_as: 'withdrawn',
        resolved_at: context.now,
        resolved_by: context.actor,
        resolved_reason: reason,
      };
      draft.kept.push(keep(ASSET_IMPORT_ROW, withdrawn));
    }
  });
}

async function conclude(undoing: Undoing): Promise<ImportView> {
  const { row, context, reason, fates } = undoing;
  const counts = { removed: 0, restored: 0, kept: 0 };
  for (const { undone } of fates.values()) if (undone !== null) counts[undone] += 1;
  const undone = {
    ...row,
    undone_at: context.now,
    undone_by: context.actor,
    undone_reason: reason,
    undone_counts: JSON.stringify(counts),
  };
  await write(undoing, (draft) => {
    draft.kept.push(keep(ASSET_IMPORT, undone));
    draft.ledger.push({
      at: context.now,
      actor: context.actor,
      kind: 'import.undone',
      subject: formatId('import', row.id),
      payload: { ...counts, reason },
    });
  });
  return importView(undone, 0);
}
