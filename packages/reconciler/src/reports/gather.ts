/** Asks the core for what reports show. */
import type { MetricPoint } from '@muster/facts/metrics';
import type { Reconciler } from '../ports.ts';
import { kindOf, LISTED_MAX, type Report, type ReportList, type ReportName } from './report.ts';

/** What was counted within it is shown as it is. */
const FRESH_MS = 30_000;

type Core = Pick<Reconciler, 'ask' | 'measure' | 'listFindings'>;

export async function gatherReports(
  core: Core,
  names: readonly ReportName[],
  range: { readonly from: string; readonly to: string },
): Promise<readonly Report[]> {
  await core.measure(FRESH_MS);
  const history = await core.ask('metrics', range);
  const day = history.at(-1)?.day;
  const latest = async (by: 'site' | 'class'): Promise<readonly MetricPoint[]> =>
    day === undefined ? [] : core.ask('metrics', { from: day, to: day, by });
  const [sites, classes] = await Promise.all([latest('site'), latest('class')]);
  return Promise.all(
    names.map(async (name) => ({
      name,
      history,
      sites,
      classes,
      lists: await listsOf(core, name),
    })),
  );
}

function listsOf(core: Core, name: ReportName): Promise<readonly ReportList[]> {
  return Promise.all(
    kindOf(name).findings.map(async (kind) => {
      const { items, total } = await core.listFindings({ kind, state: 'open', limit: LISTED_MAX });
      return { kind, total, rows: items };
    }),
  );
}
