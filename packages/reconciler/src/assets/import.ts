/**
 * The import gate (DESIGN §7): every row gets a disposition and its reason before anything is
 * written. A dry run is the same plan, not committed.
 */
import type { AssetRow, AssetRowOutcome } from '@muster/facts/assets';
import type { AssetRecord, LinkRow } from '../commit/change-set.ts';
import type { Draft } from '../commit/draft.ts';
import { formatId } from '../commit/ids.ts';
import { isLiving } from './lifecycle.ts';
import { changesOf, newAsset, type RowClaims, readRow, updatedAsset } from './rows.ts';

/** What is recorded already under the rows' tags and serials. */
export interface KnownAssets {
  readonly assets: readonly AssetRecord[];
  readonly links: readonly LinkRow[];
}

type Drafting = Pick<Draft, 'newAssets' | 'changedAssets' | 'ledger' | 'nextId'>;

interface Books {
  readonly byTag: Map<string, AssetRecord>;
  readonly bySerial: Map<string, AssetRecord[]>;
  /** Lines of this file that took a tag or serial. */
  readonly lines: Map<string, number>;
  readonly linked: ReadonlySet<number>;
}

/** Adds assets to the draft; links follow when the CIs concerned are judged. */
export function planImport(
  rows: readonly AssetRow[],
  known: KnownAssets,
  draft: Drafting,
  { actor, now }: { readonly actor: string; readonly now: number },
): readonly AssetRowOutcome[] {
  const books: Books = {
    byTag: new Map(),
    bySerial: new Map(),
    lines: new Map(),
    linked: new Set(known.links.map(({ assetId }) => assetId)),
  };
  for (const asset of known.assets) enter(books, asset);
  return rows.map((row) => {
    const read = readRow(row);
    if (read.kind !== 'row') return { line: row.line, disposition: read.kind, reason: read.reason };
    const planned = planRow(read.claims, books, draft, actor, now);
    return read.left === undefined
      ? planned
      : { ...planned, reason: `${planned.reason} ${read.left}` };
  });
}

function planRow(
  claims: RowClaims,
  books: Books,
  draft: Drafting,
  actor: string,
  now: number,
): AssetRowOutcome {
  const { line } = claims;
  const twice = sameInFile(claims, books);
  if (twice !== undefined) return { line, disposition: 'block', reason: twice };
  const found = findAsset(claims, books);
  if (found.kind === 'review') return { line, disposition: 'review', reason: found.reason };
  if (found.kind === 'none') {
    const asset = newAsset(draft.nextId('asset'), claims, now);
    draft.newAssets.push(asset);
    enter(books, asset);
    writeDown(draft, asset, 'asset.created', actor, now, []);
    return outcome(claims, asset, 'create', found.reason);
  }
  const changes = changesOf(found.asset, claims);
  if (changes.length === 0)
    return outcome(claims, found.asset, 'unchanged', `${found.by}; nothing differs.`);
  const asset = updatedAsset(found.asset, claims, now);
  const isNew = draft.newAssets.findIndex(({ id }) => id === asset.id);
  if (isNew >= 0) draft.newAssets[isNew] = asset;
  else draft.changedAssets.push(asset);
  enter(books, asset);
  writeDown(draft, asset, 'asset.updated', actor, now, changes);
  return outcome(claims, asset, 'update', `${found.by}; changes ${changes.join(', ')}.`);
}

function outcome(
  { line }: RowClaims,
  { id }: AssetRecord,
  disposition: AssetRowOutcome['disposition'],
  reason: string,
): AssetRowOutcome {
  return { line, disposition, reason, assetId: formatId('asset', id) };
}

/** Two rows of one file about one thing are a mistake in the file, whichever is right. */
function sameInFile(
  { line, tag, serialKey, makerKey }: RowClaims,
  { lines }: Books,
): string | undefined {
  const keys = [
    ...(tag === undefined ? [] : [{ key: `tag ${tag}`, what: `tag ${tag}` }]),
    ...(serialKey === undefined
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
  if (byTag !== undefined) return reviewTagged(byTag, living, serialKey);
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
  serialKey?: string,
): Found {
  const other = living.find(({ id }) => id !== byTag.id);
  if (other !== undefined) {
    return {
      kind: 'review',
      reason: `Its tag is one asset record (${formatId('asset', byTag.id)}), its serial another (${formatId('asset', other.id)}).`,
    };
  }
  if (serialKey !== undefined && byTag.serialKey !== undefined && byTag.serialKey !== serialKey) {
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

function writeDown(
  draft: Drafting,
  asset: AssetRecord,
  kind: 'asset.created' | 'asset.updated',
  actor: string,
  at: number,
  changes: readonly string[],
): void {
  const { id, createdAt: _, updatedAt: __, ...payload } = asset;
  draft.ledger.push({
    at,
    actor,
    kind,
    subject: formatId('asset', id),
    payload: { ...payload, ...(changes.length === 0 ? {} : { changes }) },
  });
}
