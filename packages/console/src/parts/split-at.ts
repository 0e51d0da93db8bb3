/** Where a long list is folded: the first `limit` items, and the rest behind "and N more". */
export function splitAt<T>(
  items: readonly T[],
  limit: number,
): readonly [shown: readonly T[], folded: readonly T[]] {
  return [items.slice(0, limit), items.slice(limit)];
}
