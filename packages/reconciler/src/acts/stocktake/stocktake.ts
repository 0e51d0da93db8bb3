/** A stocktake is begun, scans come in from as many scanners as there are, and it is closed. */
import { normalizeSerial } from '@muster/facts/serial';
import type { Scan, ScanView, StocktakeView } from '@muster/facts/stocktake';
import { codeOf, judgeScan, type ScanCase, type Scanned } from '../../assets/scan.ts';
import type { AssetRecord } from '../../commit/change-set.ts';
import { closeDraft, openDraft } from '../../commit/draft.ts';
import { formatId, parseId } from '../../commit/ids.ts';
import {
  STOCKTAKE,
  STOCKTAKE_MISSING,
  STOCKTAKE_SCAN,
  type StocktakeTables,
} from '../../read/stocktake-schema.ts';
import { missingOf } from '../../read/stocktake-scope.ts';
import { scanView, stocktakeView } from '../../read/stocktakes.ts';
import { keep } from '../../store/kept.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, Settled } from '../act.ts';

export interface StartStocktake {
  /** Of what is recorded there; of everything, where neither is said. */
  readonly site?: string;
  readonly location?: string;
}

export async function startStocktake(
  transaction: Transaction,
  { site, location }: StartStocktake,
  { actor, now }: ActContext,
): Promise<Settled<StocktakeView>> {
  const { tables } = transaction;
  const { last } = await tables
    .selectFrom('stocktake')
    .select(({ fn }) => fn.max<number | null>('id').as('last'))
    .executeTakeFirstOrThrow();
  const row = {
    id: (last ?? 0) + 1,
    site: site ?? null,
    location: location ?? null,
    started_at: now,
    started_by: actor,
    closed_at: null,
    closed_by: null,
    expected: null,
  };
  const draft = openDraft(await transaction.lastIds());
  draft.kept.push(keep(STOCKTAKE, row));
  draft.ledger.push({
    at: now,
    actor,
    kind: 'stocktake.started',
    subject: formatId('stocktake', row.id),
    payload: { ...(site !== undefined && { site }), ...(location !== undefined && { location }) },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  return { kind: 'done', value: await stocktakeView(tables, row), events: [] };
}

export interface TakeScans {
  readonly stocktake: string;
  readonly scans: readonly Scan[];
}

/** In the order in which they were scanned; each is judged as things stand now. */
export async function takeScans(
  transaction: Transaction,
  { stocktake: named, scans }: TakeScans,
  { actor, now }: ActContext,
): Promise<Settled<readonly ScanView[]>> {
  const found = await openStocktake(transaction, named);
  if (found.kind !== 'open') return found;
  const { row: stocktake } = found;
  const { last } = await transaction.tables
    .selectFrom('stocktake_scan')
    .select(({ fn }) => fn.max<number | null>('id').as('last'))
    .executeTakeFirstOrThrow();
  const draft = openDraft(await transaction.lastIds());
  const rows: StocktakeTables['stocktake_scan'][] = [];
  for (const scan of scans) {
    const id = (last ?? 0) + rows.length + 1;
    rows.push(await judged(transaction, stocktake, scan, { id, actor, now }));
  }
  for (const row of rows) draft.kept.push(keep(STOCKTAKE_SCAN, row));
  draft.ledger.push({
    at: now,
    actor,
    kind: 'stocktake.scanned',
    subject: named,
    payload: {
      scans: rows.map(({ code, verdict, asset_id: asset }) => ({
        code,
        verdict,
        ...(asset !== null && { asset: formatId('asset', asset) }),
      })),
    },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  return { kind: 'done', value: rows.map(scanView), events: [] };
}

async function judged(
  transaction: Transaction,
  { id: stocktakeId, site, location: room }: StocktakeTables['stocktake'],
  { code: scannedCode, serial, location, at }: Scan,
  { id, actor, now }: { readonly id: number; readonly actor: string; readonly now: number },
): Promise<StocktakeTables['stocktake_scan']> {
  const code = codeOf(scannedCode);
  const asset = await assetOf(transaction, code);
  const place = location ?? room;
  const scanned: Scanned = {
    ...(serial !== undefined && { serial }),
    ...(site !== null && { site }),
    ...(place !== null && { location: place }),
  };
  const device = asset === undefined ? undefined : await deviceOf(transaction, asset.id);
  const { verdict, says } = judgeScan({
    scanned,
    isReserved: asset === undefined && (await isReserved(transaction, code)),
    ...(asset !== undefined && { asset }),
    ...(device !== undefined && { device }),
  });
  // A scanner's clock may be wrong, but nothing is scanned before it is.
  const time = at === undefined ? now : Math.min(Date.parse(at), now);
  return {
    id,
    stocktake_id: stocktakeId,
    code,
    serial: serial ?? null,
    location: place,
    at: time,
    by: actor,
    verdict,
    says,
    asset_id: asset?.id ?? null,
    tag: asset?.tag ?? null,
  };
}

/** By its tag; or by its serial, of the one living record that has it. */
async function assetOf(transaction: Transaction, code: string): Promise<AssetRecord | undefined> {
  const [tagged] = await transaction.assetsByTag([code]);
  if (tagged !== undefined) return tagged;
  const holders = await transaction.assetsBySerial([normalizeSerial(code)]);
  const living = holders.filter(({ retiredAt }) => retiredAt === undefined);
  const [only, ...others] = living.length > 0 ? living : holders;
  return others.length === 0 ? only : undefined;
}

async function deviceOf(
  { tables }: Transaction,
  assetId: number,
): Promise<ScanCase['device'] | undefined> {
  const ci = await tables
    .selectFrom('link')
    .innerJoin('ci', 'ci.id', 'link.ci_id')
    .select(['ci.id', 'ci.serial'])
    .where('link.asset_id', '=', assetId)
    .where('link.unlinked_at', 'is', null)
    .executeTakeFirst();
  if (ci === undefined) return undefined;
  return { name: formatId('ci', ci.id), ...(ci.serial !== null && { serial: ci.serial }) };
}

async function isReserved({ tables }: Transaction, tag: string): Promise<boolean> {
  const row = await tables
    .selectFrom('tag_reserved')
    .select('tag')
    .where('tag', '=', tag)
    .executeTakeFirst();
  return row !== undefined;
}

export interface CloseStocktake {
  readonly stocktake: string;
}

/** From here on its missing list stays as it is. */
export async function closeStocktake(
  transaction: Transaction,
  { stocktake: named }: CloseStocktake,
  { actor, now }: ActContext,
): Promise<Settled<StocktakeView>> {
  const found = await openStocktake(transaction, named);
  if (found.kind !== 'open') return found;
  const { tables } = transaction;
  const missing = await missingOf(tables, found.row).select('asset.id').execute();
  const { expected, ...counted } = await stocktakeView(tables, found.row);
  const row = { ...found.row, closed_at: now, closed_by: actor, expected };
  const draft = openDraft(await transaction.lastIds());
  draft.kept.push(keep(STOCKTAKE, row));
  for (const { id } of missing) {
    draft.kept.push(keep(STOCKTAKE_MISSING, { stocktake_id: row.id, asset_id: id }));
  }
  draft.ledger.push({
    at: now,
    actor,
    kind: 'stocktake.closed',
    subject: named,
    payload: { expected, missing: missing.length, scanned: counted.scanned },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  return { kind: 'done', value: await stocktakeView(tables, row), events: [] };
}

type Opened =
  | { readonly kind: 'open'; readonly row: StocktakeTables['stocktake'] }
  | { readonly kind: 'unknown' | 'refused'; readonly reason: string };

async function openStocktake({ tables }: Transaction, named: string): Promise<Opened> {
  const row = await tables
    .selectFrom('stocktake')
    .selectAll()
    .where('id', '=', parseId('stocktake', named) ?? 0)
    .executeTakeFirst();
  if (row === undefined) return { kind: 'unknown', reason: `there is no stocktake ${named}` };
  if (row.closed_at === null) return { kind: 'open', row };
  return { kind: 'refused', reason: `${row.closed_by} has closed ${named}: start another one` };
}
