/** The alarm for coverage: below the target something is wrong with serials, imports or discovery. */
import { figuresOf } from '@muster/facts/metrics';
import type { Wanted } from '../judge/findings.ts';
import type { MetricRow } from './metric-day.ts';

/** Of fewer, one device moves the percentage by more than it says. */
const CIS_MIN = 10;
/** Sites and classes named as those that drag it. */
const NAMED_MAX = 3;

/** @param targetPercent of hardware CIs that are paired, and of deployed assets that are */
export function judgeCoverage(
  rows: readonly MetricRow[],
  targetPercent: number,
): Wanted | undefined {
  const counts = sumsOf(rows);
  const figures = figuresOf({ counts });
  // Before the first import nothing can be paired, and each device is a rogue anyway.
  if (figures.livingAssets === 0) return undefined;
  const short = [
    lack('hardware CIs', figures.pairedCis, figures.hardwareCis, figures.coveragePercent),
    lack(
      'deployed assets',
      figures.pairedDeployedAssets,
      figures.deployedAssets,
      figures.assetCoveragePercent,
    ),
  ].filter(({ whole, percent }) => whole >= CIS_MIN && percent < targetPercent);
  if (short.length === 0) return undefined;
  const said = short.map(
    ({ what, part, whole, percent }) => `${percent} % of ${what} (${part} of ${whole})`,
  );
  return {
    kind: 'coverage',
    severity: 'medium',
    subject: 'the whole inventory',
    reason: `Less than ${targetPercent} % are paired: ${said.join(', ')}.`,
    evidence: [...draggers(rows, 'class'), ...draggers(rows, 'site')],
  };
}

function lack(what: string, part: number, whole: number, percent = 100) {
  return { what, part, whole, percent };
}

function sumsOf(rows: readonly MetricRow[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { name, value } of rows) sums.set(name, (sums.get(name) ?? 0) + value);
  return sums;
}

/** Where most is missing: CIs by class, assets by site, for an orphaned CI has no site that is known. */
function draggers(rows: readonly MetricRow[], by: 'site' | 'class'): readonly string[] {
  const [whole, part, what] =
    by === 'class'
      ? (['hardwareCis', 'pairedCis', 'CIs'] as const)
      : (['deployedAssets', 'pairedDeployedAssets', 'deployed assets'] as const);
  const groups = [...Map.groupBy(rows, (row) => row[by])].map(([name, group]) => {
    const sums = sumsOf(group);
    const all = sums.get(whole) ?? 0;
    return { name, all, missing: all - (sums.get(part) ?? 0) };
  });
  return groups
    .filter(({ missing }) => missing > 0)
    .sort((a, b) => b.missing - a.missing || (a.name < b.name ? -1 : 1))
    .slice(0, NAMED_MAX)
    .map(
      ({ name, all, missing }) =>
        `${by} ${name || 'not known'}: ${missing} of ${all} ${what} not paired`,
    );
}
