/** How well records were put together: pairwise precision and recall, and wrong joins. */

/** One record: the thing it is truly about, and the group it was put into. */
export interface Placed {
  readonly truth: string;
  readonly group: string;
}

export interface Accuracy {
  /** Of the pairs put together, the share that belong together. */
  readonly precision: number;
  /** Of the pairs that belong together, the share that were put together. */
  readonly recall: number;
  /** Groups that hold records of several things, per 10,000 things. */
  readonly wrongJoinsPer10k: number;
}

export function measureAccuracy(records: readonly Placed[]): Accuracy {
  const groups = countBy(records, ({ group }) => group);
  const truths = countBy(records, ({ truth }) => truth);
  const both = countBy(records, ({ truth, group }) => `${truth} in ${group}`);
  const together = pairs(groups.values());
  const belong = pairs(truths.values());
  const right = pairs(both.values());
  const truthsOfGroup = new Map<string, Set<string>>();
  for (const { truth, group } of records) {
    truthsOfGroup.set(group, (truthsOfGroup.get(group) ?? new Set()).add(truth));
  }
  const wrong = [...truthsOfGroup.values()].reduce((sum, { size }) => sum + size - 1, 0);
  return {
    precision: together === 0 ? 1 : right / together,
    recall: belong === 0 ? 1 : right / belong,
    wrongJoinsPer10k: (10_000 * wrong) / truths.size,
  };
}

function countBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

function pairs(counts: Iterable<number>): number {
  let sum = 0;
  for (const count of counts) sum += (count * (count - 1)) / 2;
  return sum;
}
