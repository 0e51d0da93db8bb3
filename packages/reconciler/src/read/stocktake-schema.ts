/** The tables of stocktakes as Kysely sees them, and how their rows are kept. */
import type { ScanVerdict } from '@muster/facts/stocktake';
import type { KeptTable } from '../store/kept.ts';
import { kept } from './lifecycle-schema.ts';

export interface StocktakeTables {
  readonly stocktake: {
    readonly id: number;
    readonly site: string | null;
    readonly location: string | null;
    readonly started_at: number;
    readonly started_by: string;
    readonly closed_at: number | null;
    readonly closed_by: string | null;
    readonly expected: number | null;
  };
  readonly stocktake_scan: {
    readonly id: number;
    readonly stocktake_id: number;
    readonly code: string;
    readonly serial: string | null;
    readonly location: string | null;
    readonly at: number;
    readonly by: string;
    readonly verdict: ScanVerdict;
    readonly says: string;
    readonly asset_id: number | null;
    readonly tag: string | null;
  };
  readonly stocktake_missing: { readonly stocktake_id: number; readonly asset_id: number };
}

export const STOCKTAKE: KeptTable<StocktakeTables['stocktake']> = kept('stocktake', [
  'id',
  'site',
  'location',
  'started_at',
  'started_by',
  'closed_at',
  'closed_by',
  'expected',
]);
export const STOCKTAKE_SCAN: KeptTable<StocktakeTables['stocktake_scan']> = kept('stocktake_scan', [
  'id',
  'stocktake_id',
  'code',
  'serial',
  'location',
  'at',
  'by',
  'verdict',
  'says',
  'asset_id',
  'tag',
]);
export const STOCKTAKE_MISSING: KeptTable<StocktakeTables['stocktake_missing']> = kept(
  'stocktake_missing',
  ['stocktake_id', 'asset_id'],
  2,
);
