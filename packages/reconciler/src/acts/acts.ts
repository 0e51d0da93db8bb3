/** All acts by name. A new one is a line in each list. */
import type { Act } from './act.ts';
import { editAsset } from './edit-asset.ts';

export interface Acts {
  readonly 'asset.edit': typeof editAsset;
}

export const ACTS: Acts = {
  'asset.edit': editAsset,
};

export type ActName = keyof Acts;
export type ActInput<N extends ActName> = Acts[N] extends Act<infer I, infer _> ? I : never;
export type ActValue<N extends ActName> = Acts[N] extends Act<infer _, infer O> ? O : never;
