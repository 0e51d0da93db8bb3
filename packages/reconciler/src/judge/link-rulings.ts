/** What people say of links, as it counts for the CIs of a batch: which asset is whose, and whose it is not. */
import { isLiving } from '../assets/lifecycle.ts';
import type { AssetRecord } from '../commit/change-set.ts';
import type { Work } from '../commit/work.ts';
import { survivorOf } from '../merge/cis.ts';
import type { StoredLinkRuling } from '../store/port.ts';
import type { LinkBook } from './links.ts';

/** A link that a person wants. */
export interface Claim {
  readonly ruling: StoredLinkRuling;
  readonly asset: AssetRecord;
}

export interface SaidOfLink {
  readonly claim?: Claim;
  /** The asset that a person linked it to is retired: a link to it would hide that it answers. */
  readonly gone?: AssetRecord;
  /** Assets that a person took away from it, with the decision: no rule links them again. */
  readonly barred: ReadonlyMap<number, number>;
}

/** @param merged the CIs that have records now */
export function readLinkRulings(
  work: Work,
  merged: ReadonlyMap<number, unknown>,
  book: LinkBook,
): ReadonlyMap<number, SaidOfLink> {
  const said = new Map<number, SaidOfLink>();
  if (work.linkRulings.length === 0) return said;
  const assets = new Map(work.known.inventory.assets.map((asset) => [asset.id, asset]));
  const byCi = Map.groupBy(work.linkRulings, (ruling) =>
    survivorOf(work, (ciId) => merged.has(ciId), ruling),
  );
  for (const [ciId, rulings] of byCi) {
    const unique = [...new Map(rulings.map((ruling) => [ruling.id, ruling])).values()];
    said.set(ciId, saidOf(ciId, unique, assets));
  }
  return withoutRivals(work, said, book);
}

function saidOf(
  ciId: number,
  rulings: readonly StoredLinkRuling[],
  assets: ReadonlyMap<number, AssetRecord>,
): SaidOfLink {
  const barred = new Map<number, number>();
  for (const [assetId, about] of Map.groupBy(rulings, (ruling) => ruling.assetId)) {
    const last = latest(about);
    if (last?.kind === 'unlink') barred.set(assetId, last.id);
  }
  const wanted = wantedOf(ciId, rulings, barred);
  const asset = wanted && assets.get(wanted.assetId);
  if (wanted === undefined || asset === undefined) return { barred };
  return isLiving(asset) ? { claim: { ruling: wanted, asset }, barred } : { gone: asset, barred };
}

/** Of each CI's rulings the last word counts; its own before those of CIs that were merged into it. */
function wantedOf(
  ciId: number,
  rulings: readonly StoredLinkRuling[],
  barred: ReadonlyMap<number, number>,
): StoredLinkRuling | undefined {
  const words = [...Map.groupBy(rulings, (ruling) => ruling.ciId).values()]
    .map(latest)
    .filter((ruling) => ruling?.kind === 'link' && !barred.has(ruling.assetId));
  return words.find((ruling) => ruling?.ciId === ciId) ?? latest(words);
}

/** Of two CIs that are to have one asset, it is the one of the later decision. */
function withoutRivals(
  work: Work,
  said: ReadonlyMap<number, SaidOfLink>,
  book: LinkBook,
): ReadonlyMap<number, SaidOfLink> {
  const claims = [...said].flatMap(([ciId, { claim }]) => (claim ? [{ ciId, claim }] : []));
  const winners = new Map<number, number>();
  for (const [assetId, rivals] of Map.groupBy(claims, ({ claim }) => claim.asset.id)) {
    const best = rivals.toSorted((a, b) => b.claim.ruling.id - a.claim.ruling.id)[0];
    const holder = book.byAsset.get(assetId);
    const isHeld =
      holder?.method === 'manual' &&
      !work.dirtyCis.has(holder.ciId) &&
      (holder.decisionId ?? 0) > (best?.claim.ruling.id ?? 0);
    if (best !== undefined && !isHeld) winners.set(assetId, best.ciId);
  }
  return new Map(
    [...said].map(([ciId, each]) => {
      const isWinner = each.claim === undefined || winners.get(each.claim.asset.id) === ciId;
      const { claim: _, ...rest } = each;
      return [ciId, isWinner ? each : rest];
    }),
  );
}

function latest(rulings: readonly (StoredLinkRuling | undefined)[]): StoredLinkRuling | undefined {
  return rulings.reduce(
    (last, each) => (each !== undefined && each.id > (last?.id ?? 0) ? each : last),
    undefined,
  );
}
