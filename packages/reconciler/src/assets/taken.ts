/** Whose a tag or a serial is already: told before the database would refuse the record. */
import type { AssetRecord } from '../commit/change-set.ts';
import { formatId } from '../commit/ids.ts';
import type { Transaction } from '../store/port.ts';
import { isLiving } from './lifecycle.ts';

/**
 * @param bySerial records by their canonical serials
 * @returns which living record holds its serial within its maker, unless a person accepted the two
 */
export function twinOf(
  { id, state, serial, serialKey, makerKey, duplicateAccepted }: AssetRecord,
  bySerial: ReadonlyMap<string, readonly AssetRecord[]>,
): string | undefined {
  if (serialKey === undefined || !isLiving({ state }) || duplicateAccepted === true)
    return undefined;
  const twin = (bySerial.get(serialKey) ?? []).find(
    (each) =>
      each.id !== id &&
      isLiving(each) &&
      each.makerKey === makerKey &&
      each.duplicateAccepted !== true,
  );
  return twin && `The serial ${serial} is that of ${formatId('asset', twin.id)} already.`;
}

/**
 * @param assets records as they are to be; told apart by their ids
 * @returns of those that cannot be so, by id, the reason: a sentence
 */
export async function takenOf(
  transaction: Pick<Transaction, 'assetsByTag' | 'assetsBySerial'>,
  assets: readonly AssetRecord[],
): Promise<ReadonlyMap<number, string>> {
  const byTag = new Map(
    (await transaction.assetsByTag(assets.flatMap(({ tag }) => tag ?? []))).map((asset) => [
      asset.tag,
      asset,
    ]),
  );
  const holders = await transaction.assetsBySerial(
    assets.flatMap(({ serialKey }) => serialKey ?? []),
  );
  const bySerial = Map.groupBy(holders, ({ serialKey }) => serialKey ?? '');
  const taken = new Map<number, string>();
  for (const asset of assets) {
    const holder = asset.tag === undefined ? undefined : byTag.get(asset.tag);
    const reason =
      holder !== undefined && holder.id !== asset.id
        ? `The tag ${asset.tag} is that of ${formatId('asset', holder.id)}.`
        : twinOf(asset, bySerial);
    if (reason !== undefined) taken.set(asset.id, reason);
  }
  return taken;
}
