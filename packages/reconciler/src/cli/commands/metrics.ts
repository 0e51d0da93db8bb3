/** `metrics`: the latest day as a table for people; all days as JSON or CSV for programs. */
import type { Item } from '../client.ts';
import { formatCsvRow } from '../csv.ts';
import { type FormatOptions, formatOf, isColored, write, writeLines } from '../output.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError } from '../surroundings.ts';
import { formatTable } from '../table.ts';
import { printable } from '../text.ts';
import { withClient } from '../with-client.ts';

export interface MetricsOptions extends ReachOptions, FormatOptions {
  readonly by?: 'site' | 'class';
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
}

export async function metricsCommand(
  options: MetricsOptions,
  around: Surroundings,
): Promise<number> {
  const { by, from, to, limit } = options;
  if (options.json && options.csv) throw new UsageError('--json or --csv, not both');
  const page = await withClient(options, around, (client) =>
    client.page('/api/v1/metrics/inventory', { by, from, to }),
  );
  const items = limit === undefined ? page.items : page.items.slice(-limit);
  const format = formatOf(options);
  if (format === 'json') {
    await writeLines(
      around.stdout,
      items.map((item) => JSON.stringify(item)),
    );
  } else if (format === 'csv') {
    const rows = items.map(flatOf);
    const names = [...new Set(['day', 'group', ...rows.flatMap((row) => [...row.keys()])])];
    await writeLines(around.stdout, [
      formatCsvRow(names),
      ...rows.map((row) => formatCsvRow(names.map((name) => row.get(name) ?? ''))),
    ]);
  } else {
    await writeLatest(items, by, around);
  }
  return EXIT.done;
}

/** Nested counts by their path: "lifecycle.deployed". */
function flatOf({ figures, ...item }: Item): ReadonlyMap<string, string> {
  const flat = new Map(Object.entries(item).map(([name, value]) => [name, String(value)]));
  for (const [name, value] of Object.entries(figures ?? {})) {
    if (typeof value !== 'object' || value === null) flat.set(name, String(value));
    else
      for (const [key, inner] of Object.entries(value)) flat.set(`${name}.${key}`, String(inner));
  }
  return flat;
}

const COLUMNS = [
  ['coverage %', 'coveragePercent'],
  ['CIs', 'hardwareCis'],
  ['paired', 'pairedCis'],
  ['orphaned', 'orphanedCis'],
  ['assets', 'livingAssets'],
  ['unlinked', 'unlinkedAssets'],
  ['visible %', 'visibilityPercent'],
  ['conflicts', 'openConflicts'],
  ['oldest (d)', 'oldestConflictDays'],
  ['owned %', 'fullyOwnedPercent'],
  ['firmware %', 'firmwarePercent'],
] as const;

async function writeLatest(
  items: readonly Item[],
  by: MetricsOptions['by'],
  around: Surroundings,
): Promise<void> {
  const day = items.at(-1)?.day;
  const latest = by === undefined ? items : items.filter((item) => item.day === day);
  if (latest.length === 0) return write(around.stderr, 'nothing was counted in these days\n');
  const first = by === undefined ? 'day' : by;
  const rows = latest.map((item) => {
    const flat = flatOf(item);
    const name = by === undefined ? flat.get('day') : (flat.get('group') ?? '(not known)');
    return [printable(name ?? ''), ...COLUMNS.map(([, member]) => flat.get(member) ?? '')];
  });
  const { columns: width } = around.stdout;
  const header = [first, ...COLUMNS.map(([title]) => title)].map((title) => title.toUpperCase());
  const lines = formatTable(header, rows, {
    isColored: isColored(around),
    ...(width !== undefined && { width }),
  });
  await writeLines(around.stdout, lines);
}
