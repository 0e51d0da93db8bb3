/** Intake in slices: a large batch gives the event loop back now and then, so that others are served. */
import { type PreparedItem, prepareItem } from './prepare.ts';

export interface Slicing {
  /** Monotonic, in milliseconds. */
  readonly clock: () => number;
  /** Resolves after other work that waits was done. */
  readonly rest: () => Promise<void>;
  readonly sliceMs: number;
}

export async function prepareItems(
  items: readonly unknown[],
  { clock, rest, sliceMs }: Slicing,
): Promise<readonly PreparedItem[]> {
  const prepared: PreparedItem[] = [];
  let start = clock();
  for (const item of items) {
    prepared.push(prepareItem(item));
    if (clock() - start < sliceMs) continue;
    await rest();
    start = clock();
  }
  return prepared;
}
