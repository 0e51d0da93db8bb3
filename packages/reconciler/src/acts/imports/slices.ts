/** Large imports go through the database in slices, so that no statement and no list grows with the file. */

/** About a second of work, and far from what one statement may hold. */
const SLICE_ROWS = 2_000;

export function* slicesOf<T>(rows: readonly T[]): Generator<readonly T[], void> {
  for (let at = 0; at < rows.length; at += SLICE_ROWS) yield rows.slice(at, at + SLICE_ROWS);
}
