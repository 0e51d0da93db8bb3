/** Links of CIs to asset records within a batch: made, ended, and written down with their evidence. */
import type { Match } from '../assets/match.ts';
import { decideLink } from '../assets/match.ts';
import type { DecisionRow, LinkRow } from '../commit/change-set.ts';
import type { Draft } from '../commit/draft.ts';
import { formatId } from '../commit/ids.ts';

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

type Drafting = Pick<Draft, 'decisions' | 'ledger' | 'linked' | 'unlinked' | 'nextId'>;

/** First all links that no longer hold are ended, so that their assets are free for others. */
export function endLink(
  draft: Drafting,
  book: LinkBook,
  ciId: number,
  match: Match,
  now: number,
): void {
  const link = book.byCi.get(ciId);
  if (link === undefined || decideLink(match, link, undefined).kind === 'keep') return;
  book.byCi.delete(ciId);
  book.byAsset.delete(link.assetId);
  draft.unlinked.push({ ciId, at: now });
  writeDown(draft, link, now, {
    kind: 'unlink',
    reason:
      match.kind === 'none'
        ? 'The serial that linked them is gone.'
        : 'Another asset record matches.',
    for: [],
  });
}

export function makeLink(
  draft: Drafting,
  book: LinkBook,
  ciId: number,
  match: Match,
  now: number,
): void {
  const holder = match.kind === 'one' ? book.byAsset.get(match.asset.id) : undefined;
  const step = decideLink(match, book.byCi.get(ciId), holder);
  if (step.kind !== 'link') return;
  const link: LinkRow = {
    id: draft.nextId('link'),
    ciId,
    assetId: step.asset.id,
    method: 'auto',
    actor: 'rule',
    linkedAt: now,
  };
  const { key, maker } = step.serial;
  const within = maker === '' || step.asset.makerKey === '' ? '' : ` within maker ${maker}`;
  const decisionId = writeDown(draft, link, now, {
    kind: 'link',
    reason: `Serial ${key}${within}.`,
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
  const decided = { ...link, decisionId };
  book.byCi.set(ciId, decided);
  book.byAsset.set(step.asset.id, decided);
  draft.linked.push(decided);
}

function writeDown(
  draft: Drafting,
  { ciId, assetId, method }: LinkRow,
  at: number,
  said: Pick<DecisionRow, 'kind' | 'reason' | 'for'>,
): number {
  const id = draft.nextId('decision');
  draft.decisions.push({ id, at, actor: 'rule', ciId, assetId, against: [], ...said });
  draft.ledger.push({
    at,
    actor: 'rule',
    kind: `${said.kind}.${method}`,
    subject: formatId('ci', ciId),
    payload: {
      decision: formatId('decision', id),
      asset: formatId('asset', assetId),
      reason: said.reason,
    },
  });
  return id;
}
