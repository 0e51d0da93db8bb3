/** Links of CIs to asset records within a batch: made, ended, and written down with their evidence. */
import { decideLink, type LinkStep, type Match } from '../assets/match.ts';
import type { DecisionRow, FindingRow, LinkRow } from '../commit/change-set.ts';
import { formatId } from '../commit/ids.ts';
import type { Work } from '../commit/work.ts';
import type { SaidOfLink } from './link-rulings.ts';

/** The links in force, from both ends. */
export interface LinkBook {
  readonly byCi: Map<number, LinkRow>;
  readonly byAsset: Map<number, LinkRow>;
}

export function openLinkBook(links: readonly LinkRow[]): LinkBook {
  return {
    byCi: new Map(links.map((link) => [link.ciId, link])),
    byAsset: new Map(links.map((link) => [link.assetId, link])),
  };
}

/** What decides about the link of one CI. */
export interface LinkCase {
  readonly ciId: number;
  readonly match: Match;
  readonly said?: SaidOfLink;
  /** Another CI is to have the asset that it is linked to, as a person says. */
  readonly isClaimed?: boolean;
  /** Findings about it that were unresolved before: told with what becomes of its link. */
  readonly findings: readonly FindingRow[];
}

/** First all links that no longer hold are ended, so that their assets are free for others. */
export function endLink(work: Work, book: LinkBook, each: LinkCase): void {
  const link = book.byCi.get(each.ciId);
  if (link === undefined) return;
  const step: LinkStep = each.isClaimed
    ? { kind: 'unlink', isRuled: true }
    : decideLink(each.match, each.said, link, undefined);
  if (step.kind === 'keep') return;
  book.byCi.delete(each.ciId);
  book.byAsset.delete(link.assetId);
  work.draft.unlinked.push({ ciId: each.ciId, at: work.now });
  const isRuled = step.kind === 'unlink' && step.isRuled;
  const { id } = decisionBy(work, link, isRuled, {
    kind: 'unlink',
    reason: reasonOf(each, isRuled),
    for: [],
  });
  writeDown(work, link, 'unlink', id, reasonOf(each, isRuled), each);
}

function reasonOf({ match, said }: LinkCase, isRuled: boolean | undefined): string {
  if (said?.gone !== undefined) return `The asset record is ${said.gone.state}.`;
  if (isRuled) return 'A person said so.';
  return match.kind === 'none'
    ? 'The serial that linked them is gone.'
    : 'Another asset record matches.';
}

/** Links that people want are made before rules link the others. */
export function holdLink(work: Work, book: LinkBook, each: LinkCase): void {
  const claim = each.said?.claim;
  if (claim === undefined || book.byCi.has(each.ciId) || book.byAsset.has(claim.asset.id)) return;
  const { ruling, asset } = claim;
  const link: LinkRow = {
    id: work.draft.nextId('link'),
    ciId: each.ciId,
    assetId: asset.id,
    method: 'manual',
    actor: work.actor ?? 'rule',
    linkedAt: work.now,
    decisionId: ruling.id,
  };
  enter(work, book, link);
  writeDown(work, link, 'link', ruling.id, ruling.reason, each);
}

export function makeLink(work: Work, book: LinkBook, each: LinkCase): void {
  const { ciId, match, said } = each;
  const holder = match.kind === 'one' ? book.byAsset.get(match.asset.id) : undefined;
  const step = decideLink(match, said, book.byCi.get(ciId), holder);
  if (step.kind !== 'link') return;
  const link: LinkRow = {
    id: work.draft.nextId('link'),
    ciId,
    assetId: step.asset.id,
    method: 'auto',
    actor: 'rule',
    linkedAt: work.now,
  };
  const { key, maker } = step.serial;
  const within = maker === '' || step.asset.makerKey === '' ? '' : ` within maker ${maker}`;
  const reason = `Serial ${key}${within}.`;
  const { id } = decisionBy(work, link, false, {
    kind: 'link',
    reason,
    for: [
      {
        rule: 'serial',
        weight: 100,
        scheme: 'serial.system',
        value: key,
        says: `both state ${key}`,
      },
    ],
  });
  enter(work, book, { ...link, decisionId: id });
  writeDown(work, link, 'link', id, reason, each);
}

function enter({ draft }: Work, book: LinkBook, link: LinkRow): void {
  book.byCi.set(link.ciId, link);
  book.byAsset.set(link.assetId, link);
  draft.linked.push(link);
}

/** The person's decision that is being made, where it is the cause; else one of the rule's own. */
function decisionBy(
  { draft, decisionId, now }: Work,
  { ciId, assetId }: LinkRow,
  isRuled: boolean | undefined,
  said: Pick<DecisionRow, 'kind' | 'reason' | 'for'>,
): { readonly id: number } {
  if (isRuled && decisionId !== undefined) return { id: decisionId };
  const id = draft.nextId('decision');
  draft.decisions.push({ id, at: now, actor: 'rule', ciId, assetId, against: [], ...said });
  return { id };
}

function writeDown(
  work: Work,
  { ciId, assetId, method }: LinkRow,
  kind: 'link' | 'unlink',
  decisionId: number,
  reason: string,
  { findings }: LinkCase,
): void {
  work.draft.ledger.push({
    at: work.now,
    actor: decisionId === work.decisionId ? (work.actor ?? 'rule') : 'rule',
    kind: `${kind}.${method}`,
    subject: formatId('ci', ciId),
    payload: {
      decision: formatId('decision', decisionId),
      asset: formatId('asset', assetId),
      reason,
      ...(findings.length === 0 ? {} : { flags: findings.map((finding) => finding.kind).sort() }),
    },
  });
}
