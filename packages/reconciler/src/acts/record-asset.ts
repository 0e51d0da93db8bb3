/** Writes an asset record that an act changed: with its entry in the ledger, its custody, its links. */
import type { InventoryEvent } from '@muster/facts/inventory';
import { followCustody, type Handover } from '../assets/custody.ts';
import { rejudgeAssets } from '../assets/rejudge.ts';
import type { AssetRecord } from '../commit/change-set.ts';
import { closeDraft, type Draft, openDraft } from '../commit/draft.ts';
import { formatId } from '../commit/ids.ts';
import type { Transaction } from '../store/port.ts';
import type { ActContext } from './act.ts';

export interface Recorded {
  readonly before: AssetRecord;
  readonly after: AssetRecord;
  /** Names of what changed. */
  readonly changes: readonly string[];
  readonly reason?: string;
  /** What else the ledger is to say of it. */
  readonly told?: Readonly<Record<string, unknown>>;
  readonly handover?: Handover;
  /** What else is to be written with it. */
  readonly also?: (draft: Draft) => void;
}

/** The entry holds the whole record as it is from now on: by it, past times are answered. */
export async function recordAsset(
  transaction: Transaction,
  { before, after, changes, reason, told, handover, also }: Recorded,
  context: ActContext,
): Promise<readonly InventoryEvent[]> {
  const draft = openDraft(await transaction.lastIds());
  draft.changedAssets.push(after);
  const { id, createdAt: _, updatedAt: __, ...payload } = after;
  draft.ledger.push({
    at: context.now,
    actor: context.actor,
    kind: 'asset.updated',
    subject: formatId('asset', id),
    payload: { ...payload, changes, ...(reason !== undefined && { reason }), ...told },
  });
  also?.(draft);
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  if (handover !== undefined) await followCustody(transaction, [id], context, handover);
  return rejudgeAssets(transaction, [after, before], context);
}

export async function linkedCi(
  transaction: Transaction,
  assetId: number,
): Promise<number | undefined> {
  const [link] = await transaction.linksOfAssets([assetId]);
  return link?.ciId;
}

/** The asset record without a value, or with another. */
export function changed<K extends 'custodian' | 'site' | 'location'>(
  asset: AssetRecord,
  values: Readonly<Partial<Record<K, string | null>>>,
  now: number,
): AssetRecord {
  const next: { -readonly [P in keyof AssetRecord]: AssetRecord[P] } = { ...asset, updatedAt: now };
  for (const name of Object.keys(values) as K[]) {
    const value = values[name];
    if (value === null) delete next[name];
    else if (value !== undefined) next[name] = value;
  }
  return next;
}
