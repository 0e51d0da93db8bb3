/** What is recorded already that rows of an import may be about. */
import type { AssetRow } from '@muster/facts/assets';
import type { AssetRecord } from '../commit/change-set.ts';
import type { Transaction } from '../store/port.ts';
import { readRow } from './rows.ts';

/** @returns the records with their tags and serials, and those that share a serial with one of them */
export async function fetchKnownAssets(
  transaction: Pick<Transaction, 'assetsByTag' | 'assetsBySerial'>,
  rows: readonly AssetRow[],
): Promise<readonly AssetRecord[]> {
  const claims = rows.map((row) => readRow(row).claims);
  const serials = new Set(claims.flatMap(({ serialKey }) => serialKey ?? []));
  const tagged = await transaction.assetsByTag(claims.flatMap(({ tag }) => tag ?? []));
  // An update may bring one of these to life again, beside whoever has its serial now.
  for (const { serialKey } of tagged) if (serialKey !== undefined) serials.add(serialKey);
  const found = [...tagged, ...(await transaction.assetsBySerial([...serials]))];
  return [...new Map(found.map((asset) => [asset.id, asset])).values()];
}
