/** The figures of the inventory with their history, and the reports to print or to compute with. */
import type { MetricFigures, MetricPoint } from '@muster/facts/metrics';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { fetchMetrics } from '../api.ts';
import { Grid, type GridColumn } from '../parts/grid.tsx';
import { History } from '../parts/history.tsx';
import { Outcome } from '../parts/outcome.tsx';

type FigureName = Exclude<keyof MetricFigures, 'lifecycle'>;

interface Figure {
  readonly name: FigureName;
  readonly title: string;
  readonly unit: '' | ' %' | ' d';
}

const FIGURES: readonly Figure[] = [
  { name: 'coveragePercent', title: 'Coverage of CIs', unit: ' %' },
  { name: 'orphanedCis', title: 'Orphaned CIs', unit: '' },
  { name: 'unlinkedAssets', title: 'Unlinked assets', unit: '' },
  { name: 'visibilityPercent', title: 'Visible', unit: ' %' },
  { name: 'openConflicts', title: 'Open conflicts', unit: '' },
  { name: 'oldestConflictDays', title: 'Oldest conflict', unit: ' d' },
  { name: 'fullyOwnedPercent', title: 'With both owners', unit: ' %' },
  { name: 'firmwarePercent', title: 'Firmware compliant', unit: ' %' },
];

const REPORTS = [
  'coverage',
  'conflicts',
  'ownership',
  'firmware',
  'lifecycle',
  'visibility',
  'all',
] as const;

type By = 'site' | 'class';

export function Reports(): ReactNode {
  const query = useQuery({
    queryKey: ['metrics'],
    queryFn: ({ signal }) => fetchMetrics({}, signal),
  });
  return (
    <>
      <Outcome query={query}>{({ items }) => <Figures history={items} />}</Outcome>
      <Groups />
      <h2>Reports</h2>
      <ul className="reports">
        {REPORTS.map((name) => (
          <li key={name}>
            <span>{name}</span> <a href={`/api/v1/reports/${name}.html`}>to print</a>{' '}
            <a href={`/api/v1/reports/${name}.csv`}>CSV</a>
          </li>
        ))}
      </ul>
    </>
  );
}

function Figures({ history }: { readonly history: readonly MetricPoint[] }): ReactNode {
  const latest = history.at(-1);
  if (latest === undefined) return <p className="quiet">Nothing was counted yet.</p>;
  return (
    <>
      <h2>
        Figures of <time dateTime={latest.day}>{latest.day}</time>
      </h2>
      <dl className="figures">
        {FIGURES.map((figure) => (
          <div key={figure.name}>
            <dt>{figure.title}</dt>
            <dd>{told(latest.figures, figure)}</dd>
            <dd>
              <History label={figure.title} points={pointsOf(history, figure.name)} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** A dash where nothing is known, never 0. */
function told(figures: MetricFigures, { name, unit }: Figure): string {
  const value = figures[name];
  return value === undefined ? '–' : `${value.toLocaleString('en')}${unit}`;
}

function pointsOf(history: readonly MetricPoint[], name: FigureName) {
  return history.flatMap(({ day, figures }) => {
    const value = figures[name];
    return value === undefined ? [] : [{ day, value }];
  });
}

const GROUP_FIGURES = [
  'hardwareCis',
  'pairedCis',
  'coveragePercent',
  'livingAssets',
  'unlinkedAssets',
  'visibilityPercent',
  'fullyOwnedPercent',
] as const satisfies readonly FigureName[];
const GROUP_TITLES = ['CIs', 'Paired', 'Coverage %', 'Assets', 'Unlinked', 'Visible %', 'Owned %'];

function Groups(): ReactNode {
  const [by, setBy] = useState<By>('class');
  const query = useQuery({
    queryKey: ['metrics', by],
    queryFn: ({ signal }) =>
      fetchMetrics({ by, from: new Date().toISOString().slice(0, 10) }, signal),
  });
  const columns: readonly GridColumn<MetricPoint>[] = [
    { id: 'group', header: by, cell: ({ row }) => row.original.group ?? '(not known)' },
    ...GROUP_FIGURES.map(
      (name, index): GridColumn<MetricPoint> => ({
        id: name,
        header: GROUP_TITLES[index] ?? name,
        cell: ({ row }) => row.original.figures[name]?.toLocaleString('en') ?? '–',
      }),
    ),
  ];
  return (
    <>
      <h2>
        <label>
          By{' '}
          <select
            value={by}
            onChange={({ target }) => setBy(target.value === 'site' ? 'site' : 'class')}
          >
            <option value="class">class</option>
            <option value="site">site</option>
          </select>
        </label>
      </h2>
      <Outcome query={query}>
        {({ items }) => (
          <Grid
            caption={`By ${by}`}
            columns={columns}
            rows={items}
            empty="Nothing was counted yet."
          />
        )}
      </Outcome>
    </>
  );
}
