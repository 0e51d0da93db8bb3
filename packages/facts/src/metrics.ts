/** Figures of the inventory with history: what is counted each day, and what is computed from it. */
import { LIFECYCLE_STATES, type LifecycleState } from './assets.ts';

/** What is counted, per site and class; the sum over all is the inventory's. */
export const COUNTS = [
  /** CIs that are hardware of their own: no virtual machines, containers, stacks, modules. */
  'hardwareCis',
  /** Of those: linked to an asset record. */
  'pairedCis',
  /** Asset records that are not retired, sanitised or disposed. */
  'livingAssets',
  /** Of those: linked to a CI. */
  'pairedAssets',
  'deployedAssets',
  'pairedDeployedAssets',
  /** Deployed, and seen within the days that count as visible. */
  'seenAssets',
  /** Living, with an owner; with a technical owner; with both. */
  'businessOwned',
  'technicallyOwned',
  'fullyOwned',
  /** Open findings about one identity that two things claim: conflict, collision, duplicate. */
  'openConflicts',
  /** Hardware CIs for which a firmware version is required, and of those the ones below it. */
  'firmwareRequired',
  'firmwareOutdated',
] as const;
export type CountName = (typeof COUNTS)[number];

export interface MetricFigures extends Readonly<Record<CountName, number>> {
  readonly orphanedCis: number;
  readonly unlinkedAssets: number;
  readonly lifecycle: Readonly<Partial<Record<LifecycleState, number>>>;
  /** Absent where nothing is open. */
  readonly oldestConflictDays?: number;
  readonly medianConflictDays?: number;
  /** Percentages are rounded down to a tenth: 100 is all. Absent where there is nothing to be of. */
  readonly coveragePercent?: number;
  readonly assetCoveragePercent?: number;
  readonly visibilityPercent?: number;
  readonly businessOwnedPercent?: number;
  readonly technicallyOwnedPercent?: number;
  readonly fullyOwnedPercent?: number;
  readonly firmwarePercent?: number;
}

export interface MetricPoint {
  /** RFC 3339 full-date, UTC. */
  readonly day: string;
  /** The site or class it is of; absent where it is of the whole inventory, or of what has none. */
  readonly group?: string;
  readonly figures: MetricFigures;
}

/** Counts of a day as they are added up, by name; ages are not added up. */
export interface Counted {
  readonly counts: ReadonlyMap<string, number>;
  readonly oldestConflictDays?: number;
  readonly medianConflictDays?: number;
}

export function figuresOf({
  counts,
  oldestConflictDays,
  medianConflictDays,
}: Counted): MetricFigures {
  const count = (name: string): number => counts.get(name) ?? 0;
  const told = Object.fromEntries(COUNTS.map((name) => [name, count(name)])) as Record<
    CountName,
    number
  >;
  const lifecycle: Partial<Record<LifecycleState, number>> = {};
  for (const state of LIFECYCLE_STATES) {
    const number = count(lifecycleCount(state));
    if (number > 0) lifecycle[state] = number;
  }
  return {
    ...told,
    orphanedCis: told.hardwareCis - told.pairedCis,
    unlinkedAssets: told.livingAssets - told.pairedAssets,
    lifecycle,
    ...(oldestConflictDays === undefined ? {} : { oldestConflictDays }),
    ...(medianConflictDays === undefined ? {} : { medianConflictDays }),
    ...percent('coveragePercent', told.pairedCis, told.hardwareCis),
    ...percent('assetCoveragePercent', told.pairedDeployedAssets, told.deployedAssets),
    ...percent('visibilityPercent', told.seenAssets, told.deployedAssets),
    ...percent('businessOwnedPercent', told.businessOwned, told.livingAssets),
    ...percent('technicallyOwnedPercent', told.technicallyOwned, told.livingAssets),
    ...percent('fullyOwnedPercent', told.fullyOwned, told.livingAssets),
    ...percent(
      'firmwarePercent',
      told.firmwareRequired - told.firmwareOutdated,
      told.firmwareRequired,
    ),
  };
}

/** The name under which assets in a state are counted. */
export function lifecycleCount(state: LifecycleState): string {
  return `lifecycle.${state}`;
}

function percent<K extends string>(
  name: K,
  part: number,
  whole: number,
): { readonly [N in K]?: number } {
  if (whole === 0) return {};
  return { [name]: Math.floor((part / whole) * 1000) / 10 } as { readonly [N in K]: number };
}
