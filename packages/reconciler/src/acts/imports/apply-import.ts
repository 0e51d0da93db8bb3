/**
 * A file of asset records, as a whole: every row gets a disposition and its reason, and all of what is
 * written is written in one transaction, however many rows there are.
 */
import type { AssetRow, AssetRowOutcome } from '@muster/facts/assets';
import type { ImportAnswer, ImportCounts, ImportFile, ImportMode } from '@muster/facts/imports';
import type { InventoryEvent } from '@muster/facts/inventory';
import { type PlannedRow, planImport } from '../../assets/import.ts';
import { fetchKnownAssets } from '../../assets/known.ts';
import { rejudgeAssets } from '../../assets/rejudge.ts';
import type { AssetRecord, KeptRow, LinkRow } from '../../commit/change-set.ts';
import { closeDraft, type Draft, openDraft } from '../../commit/draft.ts';
import { formatId } from '../../commit/ids.ts';
import { keep } from '../../store/kept.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, ActOutcome } from '../act.ts';
import { slicesOf } from './slices.ts';
import { ASSET_IMPORT, ASSET_IMPORT_ROW, type ImportedRow, type ImportRow } from './tables.ts';
import { importView } from './view.ts';

export interface ApplyImport {
  readonly rows: readonly AssetRow[];
  readonly mode: ImportMode;
  /** Without it nothing is written, and the answer is what would be. */
  readonly apply: boolean;
  readonly file?: ImportFile;
}

export async function applyImport(
  transaction: Transaction,
  { rows, mode, apply, file }: ApplyImport,
  context: ActContext,
): Promise<ActOutcome<ImportAnswer>> {
  const twice = sameLine(rows);
  if (twice !== undefined) return { kind: 'refused', reason: twice };
  const id = await nextImportId(transaction);
  const written = await writeRows(transaction, rows, {
    ...context,
    import: formatId('import', id),
  });
  const { planned, events } = written;
  const outcomes = await withLinks(transaction, planned, written.linked);
  const counts = countsOf(outcomes);
  const failing = (counts.block ?? 0) + (counts.review ?? 0);
  if (mode === 'all-or-nothing' && failing > 0) {
    const reason = `${failing} of ${rows.length} rows cannot be taken over as they stand, and all or nothing was asked for`;
    return { kind: 'tried', value: { kind: 'refused', reason, counts, outcomes } };
  }
  if (!apply) return { kind: 'tried', value: { kind: 'tried', counts, outcomes } };
  const row: ImportRow = {
    id,
    file_name: file?.name ?? null,
    file_sha256: file?.sha256 ?? null,
    actor: context.actor,
    at: context.now,
    mode,
    counts: JSON.stringify(counts),
    ledger_seq: written.ledgerSeq,
    undone_at: null,
    undone_by: null,
    undone_reason: null,
    undone_counts: null,
  };
  for (const slice of slicesOf(keptRows(row.id, planned, outcomes))) {
    const rowsDraft = openDraft(await transaction.lastIds());
    rowsDraft.kept.push(...slice);
    await transaction.commit(closeDraft(rowsDraft, await transaction.ledgerHead()));
  }
  const draft = openDraft(await transaction.lastIds());
  draft.kept.push(keep(ASSET_IMPORT, row));
  draft.ledger.push({
    at: context.now,
    actor: context.actor,
    kind: 'import.applied',
    subject: formatId('import', row.id),
    payload: { mode, counts, ...(file === undefined ? {} : { file }) },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  const view = importView(row, counts.review ?? 0);
  return { kind: 'done', value: { kind: 'applied', import: view, counts, outcomes }, events };
}

async function nextImportId({ tables }: Transaction): Promise<number> {
  const [last] = await tables
    .selectFrom('asset_import')
    .select(({ fn }) => fn.max('id').as('id'))
    .execute();
  return Number(last?.id ?? 0) + 1;
}

/** Rows are kept under their lines. */
function sameLine(rows: readonly AssetRow[]): string | undefined {
  const lines = new Set<number>();
  for (const { line } of rows) {
    if (lines.has(line)) return `two rows say that they are line ${line}`;
    lines.add(line);
  }
  return undefined;
}

interface Written {
  readonly planned: readonly PlannedRow[];
  /** Assets that had a link before. */
  readonly linked: ReadonlySet<number>;
  /** Of the last entry about an asset record. */
  readonly ledgerSeq: number;
  readonly events: readonly InventoryEvent[];
}

/** The records first, so that the CIs concerned are judged by what all of the file says. */
async function writeRows(
  transaction: Transaction,
  rows: readonly AssetRow[],
  context: ActContext & { readonly import: string },
): Promise<Written> {
  const lines = new Map<string, number>();
  const planned: PlannedRow[] = [];
  const concerned: AssetRecord[] = [];
  const linked = new Set<number>();
  for (const slice of slicesOf(rows)) {
    const known = await fetchKnownAssets(transaction, slice);
    for (const { assetId } of await linksOf(transaction, known)) linked.add(assetId);
    const draft: Draft = openDraft(await transaction.lastIds());
    planned.push(...planImport(slice, known, draft, { ...context, lines }));
    concerned.push(...draft.newAssets, ...draft.changedAssets);
    await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
    // What is written is still to be judged, which takes as long again.
    context.onProgress?.(Math.floor(planned.length / 2), rows.length);
  }
  const { seq } = await transaction.ledgerHead();
  const events: InventoryEvent[] = [];
  let judged = 0;
  for (const slice of slicesOf(concerned)) {
    events.push(...(await rejudgeAssets(transaction, slice, context)));
    judged += slice.length / concerned.length;
    context.onProgress?.(Math.floor((rows.length / 2) * (1 + judged)), rows.length);
  }
  return { planned, linked, ledgerSeq: seq, events };
}

function linksOf(
  transaction: Transaction,
  assets: readonly AssetRecord[],
): Promise<readonly LinkRow[]> {
  return transaction.linksOfAssets(assets.map(({ id }) => id));
}

/** Says of each row's asset which CI it is linked to now, and where this import made the link. */
async function withLinks(
  transaction: Transaction,
  planned: readonly PlannedRow[],
  before: ReadonlySet<number>,
): Promise<readonly AssetRowOutcome[]> {
  const ciOf = new Map<number, string>();
  for (const slice of slicesOf(planned)) {
    const ids = slice.flatMap(({ assetId }) => assetId ?? []);
    for (const { assetId, ciId } of await transaction.linksOfAssets(ids)) {
      ciOf.set(assetId, formatId('ci', ciId));
    }
  }
  return planned.map(({ outcome, assetId = 0 }) => {
    const ciId = ciOf.get(assetId);
    if (ciId === undefined) return outcome;
    if (outcome.disposition !== 'unchanged' || before.has(assetId)) return { ...outcome, ciId };
    return { ...outcome, ciId, disposition: 'link', reason: `Its serial is that of ${ciId}.` };
  });
}

function countsOf(outcomes: readonly AssetRowOutcome[]): ImportCounts {
  const counts: { -readonly [K in keyof ImportCounts]: ImportCounts[K] } = {};
  for (const { disposition } of outcomes) counts[disposition] = (counts[disposition] ?? 0) + 1;
  return counts;
}

function keptRows(
  importId: number,
  planned: readonly PlannedRow[],
  outcomes: readonly AssetRowOutcome[],
): readonly KeptRow[] {
  return planned.flatMap(({ row, before, assetId }, index) => {
    const outcome = outcomes[index];
    if (outcome === undefined || outcome.disposition === 'unchanged') return [];
    const { line, disposition, reason } = outcome;
    const kept: ImportedRow = {
      import_id: importId,
      line,
      disposition,
      reason,
      asset_id: assetId ?? null,
      before: before === undefined ? null : JSON.stringify(before),
      said: disposition === 'review' ? JSON.stringify(row) : null,
      resolved_as: null,
      resolved_at: null,
      resolved_by: null,
      resolved_reason: null,
      undone: null,
      kept_reason: null,
    };
    return [keep(ASSET_IMPORT_ROW, kept)];
  });
}
