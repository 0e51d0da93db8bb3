/** After asset records changed: their custody goes on, the CIs concerned are linked and judged anew. */
import type { InventoryEvent } from '@muster/facts/inventory';
import type { AssetRecord } from '../commit/change-set.ts';
import { fetchKnownCis } from '../commit/known.ts';
import { planJudgement } from '../commit/plan.ts';
import type { Governance } from '../commit/work.ts';
import { survivorsOf } from '../decisions/find.ts';
import type { Transaction } from '../store/port.ts';
import { followCustody } from './custody.ts';
import { lookalikesOf } from './lookalike.ts';

/**
 * In the same transaction, by whatever changed them.
 *
 * @param assets as they are now, and as they were before where a serial or tag went
 * @returns what is to be told of it
 */
export async function rejudgeAssets(
  transaction: Transaction,
  assets: readonly Pick<AssetRecord, 'id' | 'serialKey'>[],
  context: {
    readonly governance: Governance;
    readonly now: number;
    readonly actor: string;
    /** They are as they were: what is suggested for other CIs stays. */
    readonly isUnchanged?: true;
  },
): Promise<readonly InventoryEvent[]> {
  const { governance, now } = context;
  const ids = assets.map(({ id }) => id);
  if (!context.isUnchanged) await followCustody(transaction, ids, context);
  const serials = assets.flatMap(({ serialKey }) => serialKey ?? []);
  const links = await transaction.linksOfAssets(ids);
  const { links: hasRulings } = await transaction.governed();
  const byHand = hasRulings ? await transaction.ciIdsLinkedByHand(ids) : [];
  const ciIds = new Set([
    ...(await survivorsOf(transaction, byHand)),
    ...(await transaction.ciIdsBySerial([
      ...serials,
      ...(context.isUnchanged ? [] : serials.flatMap(lookalikesOf)),
    ])),
    ...links.map(({ ciId }) => ciId),
  ]);
  const known = await fetchKnownCis(transaction, [...ciIds]);
  const changes = planJudgement(known, [...ciIds], governance, now);
  await transaction.commit(changes);
  return changes.events;
}
