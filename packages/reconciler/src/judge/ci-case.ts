/** A CI with all that it is judged by: its facts, its link, where it was and what it consisted of. */
import { findLookalikes } from '../assets/lookalike.ts';
import { type Match, serialsIn } from '../assets/match.ts';
import type { AssetRecord, LinkRow } from '../commit/change-set.ts';
import type { Work } from '../commit/work.ts';
import type { MergedCi } from '../merge/cis.ts';
import { keep } from '../store/kept.ts';
import { driftIn } from './drift.ts';
import type { CiCase } from './findings.ts';
import { policyOf } from './fitting.ts';
import type { SaidOfLink } from './link-rulings.ts';
import type { LinkBook } from './links.ts';
import { placeFrom } from './moved.ts';
import { CI_PLACE, type CiPlace } from './standing.ts';
import { placeOf, policySubjectOf } from './subject.ts';

/** What is known of a CI beside its own facts. */
export interface Circumstances {
  /** All that are known in this batch, by their ids. */
  readonly assets: ReadonlyMap<number, AssetRecord>;
  readonly match: Match;
  readonly said: SaidOfLink | undefined;
  readonly book: LinkBook;
  readonly tie: CiCase['tie'];
  readonly collision: CiCase['collision'];
  readonly serialStands: boolean;
}

/** Keeps where it is, and what its parts are compared with. */
export function caseOf(
  work: Work,
  each: MergedCi,
  { assets, match, said, book, tie, collision, serialStands }: Circumstances,
): CiCase {
  const { row, summary, lastSeenAt } = each;
  const asset = row.assetId === undefined ? undefined : assets.get(row.assetId);
  const holder = match.kind === 'one' ? book.byAsset.get(match.asset.id) : undefined;
  const drift = driftIn(work, each.records);
  const ciCase: CiCase = {
    ci: row,
    match,
    learning: work.known.inventory.standing.learning,
    ...(drift === undefined ? {} : { drift }),
    isRelated: work.known.inventory.standing.related.has(row.id),
    hasAssets: work.known.inventory.hasAssets,
    lastSeenAt,
    serialStands,
    lookalikes:
      match.kind === 'none' && work.known.inventory.assets.length > 0
        ? findLookalikes(
            serialsIn(each.records.flatMap((record) => record.row.votes)),
            work.known.inventory.assets,
          )
        : [],
    where: whereOf(summary),
    sightings: sightingsOf(work, row.macs),
    ...(summary.riskTier === undefined ? {} : { riskTier: summary.riskTier }),
    ...(asset === undefined ? {} : { asset }),
    ...(row.assetId === undefined ? {} : { assetId: row.assetId }),
    ...linkedOf(assets, each, book.byCi.get(row.id)),
    ...(said === undefined || said.barred.size === 0 ? {} : { barred: said.barred }),
    ...(holder === undefined || holder.ciId === row.id ? {} : { heldBy: holder.ciId }),
    ...(summary.place === undefined ? {} : { place: summary.place }),
    ...(summary.serialUnread === undefined ? {} : { serialUnread: summary.serialUnread }),
    ...(summary.oldAlgorithms === undefined ? {} : { oldAlgorithms: summary.oldAlgorithms }),
    ...(tie === undefined ? {} : { tie }),
    ...(collision === undefined ? {} : { collision }),
  };
  const kept = keepPlace(work, ciCase);
  return kept === undefined ? ciCase : { ...ciCase, kept };
}

/** What stands anywhere at will has no place that it left. */
function keepPlace(work: Work, each: CiCase): CiPlace | undefined {
  const { id } = each.ci;
  const known = work.known.inventory.standing.places.get(id);
  const vlan = each.sightings[0]?.vlan;
  const said = placeOf({ where: each.where, sightings: [] });
  const place = vlan === undefined ? said : { ...said, vlan };
  const next = placeFrom(id, known, place, work.now);
  if (next === undefined) return known;
  const isFree =
    next.before !== undefined &&
    policyOf(work.governance.policies, 'moved', policySubjectOf(each, work.governance.policies)) ===
      undefined;
  const kept = isFree ? { ciId: id, place: next.place } : next;
  work.draft.kept.push(keep(CI_PLACE, kept));
  return kept;
}

/** The asset that a person linked it to. */
function linkedOf(
  assets: Circumstances['assets'],
  { records }: MergedCi,
  link: LinkRow | undefined,
): Pick<CiCase, 'byHand' | 'serials'> {
  if (link?.method !== 'manual') return {};
  const asset = assets.get(link.assetId);
  return asset === undefined
    ? {}
    : { byHand: asset, serials: serialsIn(records.flatMap(({ row }) => row.votes)) };
}

function sightingsOf(work: Work, macs: readonly string[]): CiCase['sightings'] {
  const { sightings } = work.known.inventory;
  if (sightings.length === 0) return [];
  return sightings
    .filter(({ mac }) => macs.includes(mac))
    .toSorted((a, b) => b.lastSeenAt - a.lastSeenAt);
}

function whereOf({ site, segment, location, via }: MergedCi['summary']): CiCase['where'] {
  return {
    ...(site === undefined ? {} : { site }),
    ...(segment === undefined ? {} : { segment }),
    ...(location === undefined ? {} : { location }),
    ...(via === undefined ? {} : { via }),
  };
}
