/** One round over the asset records that are linked to nothing: those that a CI's serial stands for are linked. */
import type { LinkRound } from '@muster/facts/desk';
import { GONE_STATES } from '../assets/lifecycle.ts';
import { rejudgeAssets } from '../assets/rejudge.ts';
import { formatId, parseId } from '../commit/ids.ts';
import type { Transaction } from '../store/port.ts';
import type { ActContext, ActOutcome } from './act.ts';

/** Records looked at in one transaction, which others wait for: some tens of milliseconds. */
const ROUND = 1000;

export interface RunLinks {
  /** The asset record after which the round begins, as the last round said; absent: at the first. */
  readonly after?: string;
}

export async function runLinks(
  transaction: Transaction,
  { after }: RunLinks,
  context: ActContext,
): Promise<ActOutcome<LinkRound>> {
  const start = after === undefined ? 0 : parseId('asset', after);
  if (start === undefined) return { kind: 'unknown', reason: `${after} is no id of an asset` };
  const unlinked = transaction.tables
    .selectFrom('asset')
    .leftJoin('link', (join) =>
      join.onRef('link.asset_id', '=', 'asset.id').on('link.unlinked_at', 'is', null),
    )
    .where('link.id', 'is', null)
    .where('asset.serial_key', 'is not', null)
    .where('asset.state', 'not in', GONE_STATES)
    .where('asset.id', '>', start);
  const rows = await unlinked
    .select(['asset.id', 'asset.serial_key'])
    .orderBy('asset.id')
    .limit(ROUND)
    .execute();
  const assets = rows.map(({ id, serial_key: key }) => ({
    id,
    ...(key === null ? {} : { serialKey: key }),
  }));
  const events =
    assets.length === 0
      ? []
      : await rejudgeAssets(transaction, assets, { ...context, isUnchanged: true });
  const links = await transaction.linksOfAssets(assets.map(({ id }) => id));
  const last = rows.length === ROUND ? rows.at(-1) : undefined;
  return {
    kind: 'done',
    value: {
      looked: rows.length,
      linked: links.length,
      left: last === undefined ? 0 : (await transaction.lastIds()).asset - last.id,
      ...(last === undefined ? {} : { next: formatId('asset', last.id) }),
    },
    events,
  };
}
