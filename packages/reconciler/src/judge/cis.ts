/** Judge: links every CI concerned to its asset record, and opens and resolves findings about it. */

import { isLiving } from '../assets/lifecycle.ts';
import { type CiSerial, type Match, matchAssets, serialsIn } from '../assets/match.ts';
import type { AssetRecord, FindingRow, LinkRow } from '../commit/change-set.ts';
import { formatId } from '../commit/ids.ts';
import { recordKeyText } from '../commit/known.ts';
import type { Work } from '../commit/work.ts';
import { formerSelf } from '../identify/former.ts';
import { nameOf } from '../identify/partition.ts';
import type { Party } from '../identify/weigh.ts';
import type { MergedCi } from '../merge/cis.ts';
import { keep } from '../store/kept.ts';
import { quietSince } from './absence.ts';
import { applyFindings } from './apply.ts';
import { attentionOf, WATCHED } from './attention.ts';
import { type Circumstances, caseOf } from './ci-case.ts';
import { CI_DUE } from './ci-due.ts';
import { type CiCase, JUDGED_KINDS, judgeCi, sharedValueOf } from './findings.ts';
import { readLinkRulings, type SaidOfLink } from './link-rulings.ts';
import { endLink, holdLink, type LinkCase, makeLink, openLinkBook } from './links.ts';

/** @returns the CIs with their links as they are now */
export function judgeCis(
  work: Work,
  merged: ReadonlyMap<number, MergedCi>,
): ReadonlyMap<number, MergedCi> {
  const { draft, now } = work;
  const { inventory } = work.known;
  const book = openLinkBook(inventory.links);
  const findings = Map.groupBy(inventory.findings, ({ ciId }) => ciId);
  const bySerial = Map.groupBy(inventory.assets, ({ serialKey }) => serialKey);
  const assets = new Map(inventory.assets.map((asset) => [asset.id, asset]));
  const said = readLinkRulings(work, merged, book);
  const claimed = claimedAssets(said);
  const cases = new Map<number, LinkCase>();
  const serialised = new Set<number>();
  for (const ciId of work.dirtyCis) {
    const votes = merged.get(ciId)?.records.flatMap(({ row }) => row.votes) ?? [];
    const serials = serialsIn(votes);
    if (serials.length > 0) serialised.add(ciId);
    const what = said.get(ciId);
    const match = matchOf(serials, assetsWith(serials, bySerial), what);
    cases.set(ciId, {
      ciId,
      match,
      findings: findings.get(ciId) ?? [],
      isClaimed: isClaimed(book.byCi.get(ciId), claimed),
      ...(what === undefined ? {} : { said: what }),
    });
    if (!merged.has(ciId)) applyFindings(draft, findings.get(ciId) ?? [], [], { ciId }, now);
  }
  for (const each of cases.values()) endLink(work, book, each);
  for (const each of cases.values()) holdLink(work, book, each);
  judgeValues(work);
  const ties = tiesByCi(work);
  const collisions = collisionsByCi(work);
  const judged = new Map<number, MergedCi>();
  for (const [ciId, each] of merged) {
    const { match, said: what }: LinkCase = cases.get(ciId) ?? NO_CASE;
    makeLink(work, book, { ...NO_CASE, ...cases.get(ciId), ciId });
    const { assetId: _, ...row } = each.row;
    const link = book.byCi.get(ciId);
    const linked = { ...each, row: link === undefined ? row : { ...row, assetId: link.assetId } };
    judged.set(ciId, linked);
    const after = findingsOf(
      work,
      linked,
      {
        assets,
        match,
        said: what,
        book,
        tie: ties.get(ciId),
        collision: collisions.get(ciId),
        serialStands: serialised.has(ciId),
      },
      findings.get(ciId) ?? [],
    );
    pay(work, linked, match, after);
  }
  return judged;
}

const NO_CASE: LinkCase = { ciId: 0, match: { kind: 'none' }, findings: [] };

/** Each once: a thousand CIs against a thousand asset records are a million comparisons otherwise. */
function assetsWith(
  serials: readonly CiSerial[],
  bySerial: ReadonlyMap<string | undefined, readonly AssetRecord[]>,
): readonly AssetRecord[] {
  const keys = new Set(serials.map(({ key }) => key));
  return [...keys].flatMap((key) => bySerial.get(key) ?? []);
}

/** What a person took away is not to be had again; that it is retired is to be told all the same. */
function matchOf(
  serials: readonly CiSerial[],
  assets: readonly AssetRecord[],
  said: SaidOfLink | undefined,
): Match {
  if (said === undefined) return matchAssets(serials, assets);
  const match = matchAssets(
    serials,
    assets.filter((asset) => !said.barred.has(asset.id) || !isLiving(asset)),
  );
  if (said.gone === undefined || match.kind === 'one' || match.kind === 'several') return match;
  const { serialKey: key = said.gone.tag ?? formatId('asset', said.gone.id) } = said.gone;
  return { kind: 'gone', asset: said.gone, serial: { key, maker: '' } };
}

/** Which CI is to have which asset, as people say. */
function claimedAssets(said: ReadonlyMap<number, SaidOfLink>): ReadonlyMap<number, number> {
  return new Map(
    [...said].flatMap(([ciId, { claim }]) => (claim === undefined ? [] : [[claim.asset.id, ciId]])),
  );
}

function isClaimed(link: LinkRow | undefined, claimed: ReadonlyMap<number, number>): boolean {
  const claimant = link && claimed.get(link.assetId);
  return claimant !== undefined && claimant !== link?.ciId;
}

/** One finding a value that lost its vote, resolved when it has it back. */
function judgeValues(work: Work): void {
  const unresolved = Map.groupBy(work.known.valueFindings, ({ valueKey }) => valueKey);
  for (const name of work.lookedAt) {
    const crowd = work.crowds.get(name);
    const before = unresolved.get(name) ?? [];
    if (crowd === undefined && before.length === 0) continue;
    const wanted = crowd === undefined ? [] : [sharedValueOf(crowd)];
    applyFindings(work.draft, before, wanted, { valueKey: name }, work.now, work.governance.duty);
  }
}

function findingsOf(
  work: Work,
  each: MergedCi,
  standing: Circumstances,
  unresolved: readonly FindingRow[],
): readonly FindingRow[] {
  const { row, lastSeenAt } = each;
  const { policies } = work.governance;
  const ciCase = caseOf(work, each, standing);
  const { wanted, dueAt } = judgeCi(ciCase, policies, work.now);
  if (dueAt !== undefined) work.draft.kept.push(keep(CI_DUE, { ciId: row.id, dueAt }));
  const isBack = lastSeenAt > quietSince(policies, work.now);
  // Without a new comparison what an old one found still stands, and is there once all the same.
  const stands = (kind: FindingRow['kind']): boolean =>
    (COMPARED.has(kind) &&
      !work.comparedCis.has(row.id) &&
      !wanted.some((other) => other.kind === kind)) ||
    (kind === 'drift' && ciCase.drift?.isUncertain === true);
  const judged = unresolved.filter(({ kind }) =>
    ABSENCE.has(kind) ? isBack : JUDGED_KINDS.includes(kind) && !stands(kind),
  );
  const due = wanted.filter(({ kind }) => !stands(kind));
  const { duty } = work.governance;
  const after = applyFindings(work.draft, judged, due, { ciId: row.id }, work.now, duty);
  return [...after, ...unresolved.filter((finding) => !judged.includes(finding))];
}

/** Findings that follow from comparing records with each other. */
const COMPARED: ReadonlySet<string> = new Set(['duplicate', 'collision']);

/** Findings about absence: opened by time alone (`judge/absence.ts`), resolved by a sign of life. */
const ABSENCE: ReadonlySet<string> = new Set(['ghost', 'unobserved']);

/** Sets the attention that the CI's records need from now on. */
function pay(work: Work, each: MergedCi, match: Match, findings: readonly FindingRow[]): void {
  const isZombie = findings.some(({ kind }) => kind === 'zombie');
  const isAwaited =
    findings.some(({ kind }) => ABSENCE.has(kind)) || (match.kind === 'gone' && !isZombie);
  const attention = attentionOf(
    each.records.map(({ row }) => row),
    isAwaited,
  );
  const isCompared = work.comparedCis.has(each.row.id);
  for (const record of each.records) {
    const isWatched = isCompared
      ? work.watched.has(record.row.id)
      : (record.state.attention & WATCHED) !== 0;
    const needed = attention | (isWatched ? WATCHED : 0);
    if (record.state.attention === needed) continue;
    record.state = { ...record.state, attention: needed };
    const text = recordKeyText(record.row);
    if (work.states.has(text)) work.states.set(text, record.state);
  }
}

/** Ties by the CI of the group that could not be joined. */
function tiesByCi(work: Work): ReadonlyMap<number, NonNullable<CiCase['tie']>> {
  const ties = new Map<number, NonNullable<CiCase['tie']>>();
  const colliding = new Map(
    work.collisions.flatMap((each) => each.groups.map((group) => [nameOf(group), each] as const)),
  );
  for (const { group, candidates } of work.ties) {
    // That the candidates are alive twice is one finding already.
    const [first, ...others] = candidates.map((each) => colliding.get(nameOf(each.group)));
    if (first !== undefined && others.every((each) => each === first)) continue;
    const names = candidates.map((each) => formatId('ci', ciOf(work, each.group)));
    ties.set(ciOf(work, group), {
      reason: `It may be the same as ${names.join(' or ')}, which exclude each other; it was joined with neither.`,
      evidence: candidates.map(
        ({ weighed }, index) =>
          `${names[index]}: weight ${weighed.weight}, ${weighed.for.map(({ says }) => says).join('; ')}`,
      ),
    });
  }
  return ties;
}

function ciOf(work: Work, group: readonly Party[]): number {
  return work.records.get(group[0]?.recordId ?? 0)?.state.ciId ?? 0;
}

/** One finding a collision, on the CI of the group that comes first: it does not move about. */
function collisionsByCi(work: Work): ReadonlyMap<number, NonNullable<CiCase['collision']>> {
  const collisions = new Map<number, NonNullable<CiCase['collision']>>();
  for (const { row, state } of work.records.values()) {
    const self = formerSelf(row.former);
    const isRuled = work.rulings.some(({ sides }) => sides.flat().includes(row.id));
    if (self === undefined || isRuled) continue;
    collisions.set(state.ciId, {
      reason: `Its record ${row.key} was about another maker's device until ${new Date(self.until).toISOString()}: a copied identity, or a disk that moved. It was joined with nothing.`,
      evidence: [`it stated the serial ${self.value} of ${self.scope}`],
    });
  }
  for (const { groups, weighed } of work.collisions) {
    const [first, ...others] = groups.map((group) => ciOf(work, group));
    if (first === undefined) continue;
    const names = others.map((ciId) => formatId('ci', ciId));
    collisions.set(first, {
      reason: `Its identity is alive twice: ${names.join(' and ')} ${names.length === 1 ? 'states' : 'state'} the same, elsewhere and at the same time.`,
      evidence: weighed.map(
        ({ veto = '', for: pros }) => `${veto}; ${pros.map(({ says }) => says).join('; ')}`,
      ),
    });
  }
  return collisions;
}
