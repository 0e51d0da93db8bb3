/**
 * The import gate (DESIGN §7): every row gets a disposition and its reason before anything is
 * written. A dry run is the same plan, not committed.
 */
import type { AssetRow, AssetRowOutcome } from '@muster/facts/assets';
import type { AssetRecord } from '../commit/change-set.ts';
import type { Draft } from '../commit/draft.ts';
import { formatId } from '../commit/ids.ts';
import { isLiving } from './lifecycle.ts';
import { changesOf, newAsset, type RowClaims, readRow, updatedAsset } from './rows.ts';
import { twinOf } from './taken.ts';

type Drafting = Pick<Draft, 'newAssets' | 'changedAssets' | 'ledger' | 'nextId'>;

interface Books {
  readonly byTag: Map<string, AssetRecord>;
  readonly bySerial: Map<string, AssetRecord[]>;
  /** Lines of this file that took a tag or serial. */
  readonly lines: Map<string, number>;
  /** Records made here, by their place in the draft. */
  readonly made: Map<number, number>;
}

export interface ImportContext {
  readonly actor: string;
  readonly now: number;
  /** Tags and serials that rows of the same file took before, and the lines on which they did. */
  readonly lines?: Map<string, number>;
  /** "import-7", for the ledger. */
  readonly import?: string;
}

/** A row with what becomes of it. */
export interface PlannedRow {
  readonly row: AssetRow;
  readonly outcome: AssetRowOutcome;
  readonly assetId?: number;
  /** The record that it updates, as it was. */
  readonly before?: AssetRecord;
}

/** Adds assets to the draft; links follow when the CIs concerned are judged. */
export function planImport(
  rows: readonly AssetRow[],
  known: readonly AssetRecord[],
  draft: Drafting,
  { lines = new Map(), ...context }: ImportContext,
): readonly PlannedRow[] {
  const books: Books = { byTag: new Map(), bySerial: new Map(), lines, made: new Map() };
  for (const asset of known) enter(books, asset);
  return rows.map((row) => {
    const { claims, left, doubt } = readRow(row);
    const planned =
      doubt === undefined ? planRow(claims, books, draft, context) : said(claims, doubt);
    const reason = [planned.outcome.reason, ...left].join(' ');
    return { ...planned, row, outcome: { ...planned.outcome, reason } };
  });
}

type Planned = Omit<PlannedRow, 'row'>;

function said(
  { line }: RowClaims,
  { disposition, reason }: { readonly disposition: 'block' | 'review'; readonly reason: string },
): Planned {
  return { outcome: { line, disposition, reason } };
}

function planRow(
  claims: RowClaims,
  books: Books,
  draft: Drafting,
  { actor, now, import: by }: Omit<ImportContext, 'lines'>,
): Planned {
  const through = { actor, at: now, ...(by === undefined ? {} : { import: by }) };
  const twice = sameInFile(claims, books);
  if (twice !== undefined) return said(claims, { disposition: 'block', reason: twice });
  const found = findAsset(claims, books);
  if (found.kind === 'review') return said(claims, { disposition: 'review', reason: found.reason });
  if (found.kind === 'none') {
    const asset = newAsset(draft.nextId('asset'), claims, now);
    books.made.set(asset.id, draft.newAssets.length);
    draft.newAssets.push(asset);
    enter(books, asset);
    writeDown(draft, asset, { kind: 'asset.created', ...through });
    return outcome(claims, asset, 'create', found.reason);
  }
  const changes = changesOf(found.asset, claims);
  if (changes.length === 0)
    return outcome(claims, found.asset, 'unchanged', `${found.by}; nothing differs.`);
  const asset = updatedAsset(found.asset, claims, now);
  const twin = twinOf(asset, books.bySerial);
  if (twin !== undefined) return said(claims, { disposition: 'review', reason: twin });
  const isNew = books.made.get(asset.id);
  if (isNew !== undefined) draft.newAssets[isNew] = asset;
  else draft.changedAssets.push(asset);
  enter(books, asset);
  const { state: from } = found.asset;
  const stated = { ...(asset.state !== from && { stated: { from, to: asset.state } }) };
  writeDown(draft, asset, { kind: 'asset.updated', ...through, changes, ...stated });
  const reason = `${found.by}; changes ${changes.join(', ')}.`;
  return { ...outcome(claims, asset, 'update', reason), before: found.asset };
}

function outcome(
  { line }: RowClaims,
  { id }: AssetRecord,
  disposition: AssetRowOutcome['disposition'],
  reason: string,
): Planned {
  return { outcome: { line, disposition, reason, assetId: formatId('asset', id) }, assetId: id };
}

/** Two rows of one file about one thing are a mistake in the file, whichever is right. */
function sameInFile(
  { line, tag, serialKey, makerKey }: RowClaims,
  { lines, byTag }: Books,
): string | undefined {
  // Of accepted duplicates, each is listed with its own tag.
  const isRecorded =
    tag !== undefined && serialKey !== undefined && byTag.get(tag)?.serialKey === serialKey;
  const keys = [
    ...(tag === undefined ? [] : [{ key: `tag ${tag}`, what: `tag ${tag}` }]),
    ...(serialKey === undefined || isRecorded
      ? []
      : [{ key: `serial ${makerKey} ${serialKey}`, what: `serial ${serialKey}` }]),
  ];
  for (const { key, what } of keys) {
    const before = lines.get(key);
    if (before !== undefined) return `Line ${before} of this file has the same ${what}.`;
  }
  for (const { key } of keys) lines.set(key, line);
  return undefined;
}

type Found =
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'found'; readonly asset: AssetRecord; readonly by: string }
  | { readonly kind: 'review'; readonly reason: string };

function findAsset(claims: RowClaims, books: Books): Found {
  const { tag, serialKey, makerKey } = claims;
  const byTag = tag === undefined ? undefined : books.byTag.get(tag);
  const holders = (serialKey === undefined ? [] : (books.bySerial.get(serialKey) ?? [])).filter(
    (asset) => makerKey === '' || asset.makerKey === '' || asset.makerKey === makerKey,
  );
  const living = holders.filter(isLiving);
  if (byTag !== undefined) return reviewTagged(byTag, living, claims);
  if (living.length > 1) {
    return {
      kind: 'review',
      reason: `${living.length} asset records have the serial ${serialKey}.`,
    };
  }
  const [asset] = living;
  if (asset !== undefined) {
    return tag !== undefined && asset.tag !== undefined
      ? { kind: 'review', reason: `Its serial is recorded under the tag ${asset.tag}.` }
      : { kind: 'found', asset, by: 'The serial is recorded' };
  }
  const [gone] = holders;
  return gone === undefined
    ? { kind: 'none', reason: 'Neither tag nor serial is recorded yet.' }
    : revive(gone, claims);
}

function reviewTagged(
  byTag: AssetRecord,
  living: readonly AssetRecord[],
  { serialKey, state }: RowClaims,
): Found {
  if (!isLiving(byTag) && state !== undefined && isLiving({ state })) {
    return {
      kind: 'review',
      reason: `Its tag belongs to ${formatId('asset', byTag.id)}, which is ${byTag.state}.`,
    };
  }
  // An accepted duplicate: which of them is meant, the tag tells.
  if (serialKey === undefined || serialKey === byTag.serialKey) {
    return { kind: 'found', asset: byTag, by: 'The tag is recorded' };
  }
  const other = living.find(({ id }) => id !== byTag.id);
  if (other !== undefined) {
    return {
      kind: 'review',
      reason: `Its tag is one asset record (${formatId('asset', byTag.id)}), its serial another (${formatId('asset', other.id)}).`,
    };
  }
  if (byTag.serialKey !== undefined) {
    return { kind: 'review', reason: `Its tag is recorded with the serial ${byTag.serial}.` };
  }
  return { kind: 'found', asset: byTag, by: 'The tag is recorded' };
}

/** A retired asset may be listed as retired again; that it lives again is for a person to say. */
function revive(gone: AssetRecord, claims: RowClaims): Found {
  if (claims.state !== undefined && !isLiving({ state: claims.state })) {
    return { kind: 'found', asset: gone, by: 'The serial is recorded' };
  }
  return {
    kind: 'review',
    reason: `The serial belongs to ${formatId('asset', gone.id)}, which is ${gone.state}.`,
  };
}

function enter({ byTag, bySerial }: Books, asset: AssetRecord): void {
  if (asset.tag !== undefined) byTag.set(asset.tag, asset);
  if (asset.serialKey === undefined) return;
  const others = (bySerial.get(asset.serialKey) ?? []).filter(({ id }) => id !== asset.id);
  bySerial.set(asset.serialKey, [...others, asset]);
}

/** What is said of a record that was made or changed, with why where a person says why. */
export function writeDown(
  draft: Pick<Draft, 'ledger'>,
  asset: AssetRecord,
  {
    kind,
    actor,
    at,
    ...said
  }: {
    readonly kind: 'asset.created' | 'asset.updated' | 'asset.removed';
    readonly actor: string;
    readonly at: number;
    readonly changes?: readonly string[];
    readonly reason?: string;
    /** The books say so; no step was taken that had to prove anything. */
    readonly stated?: Readonly<Record<'from' | 'to', AssetRecord['state']>>;
    /** The import, or the row of it, by which it was done. */
    readonly import?: string;
  },
): void {
  const { id, createdAt: _, updatedAt: __, ...payload } = asset;
  draft.ledger.push({
    at,
    actor,
    kind,
    subject: formatId('asset', id),
    payload: { ...payload, ...said },
  });
}
