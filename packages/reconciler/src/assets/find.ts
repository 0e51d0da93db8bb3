/** The asset record that a person names, by its id or its tag. */
import type { AssetRecord } from '../commit/change-set.ts';
import { parseId } from '../commit/ids.ts';
import type { Transaction } from '../store/port.ts';

export type FoundAsset =
  | { readonly kind: 'found'; readonly value: AssetRecord }
  | { readonly kind: 'unknown'; readonly reason: string };

/** @param named "asset-17", or a tag */
export async function findAsset(
  transaction: Pick<Transaction, 'assets' | 'assetsByTag'>,
  named: string,
): Promise<FoundAsset> {
  const id = parseId('asset', named);
  const [byId] = id === undefined ? [] : await transaction.assets([id]);
  const [asset] = byId === undefined ? await transaction.assetsByTag([named]) : [byId];
  return asset === undefined
    ? { kind: 'unknown', reason: `there is no asset record ${named}` }
    : { kind: 'found', value: asset };
}
