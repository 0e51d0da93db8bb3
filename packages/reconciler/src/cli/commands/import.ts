/** `import FILE --as csv|xlsx`: each row's disposition and reason; writes only with `--apply`. */
import { type AssetFileOptions, readAssets } from '../asset-file.ts';
import type { ImportAnswer, Item } from '../client.ts';
import { sayCounts } from '../columns.ts';
import { isColored, write, writeLines } from '../output.ts';
import { progressOf } from '../progress.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError } from '../surroundings.ts';
import { formatTable } from '../table.ts';
import { withClient } from '../with-client.ts';

export interface ImportOptions extends ReachOptions, AssetFileOptions {
  readonly apply?: true;
  readonly rowByRow?: true;
  readonly json?: true;
}

/** What one transaction takes, and the reconciler with it. */
const ROWS_MAX = 100_000;

export async function importCommand(
  path: string,
  options: ImportOptions,
  around: Surroundings,
): Promise<number> {
  const { columns, unused, warnings, rows, file } = await readAssets(path, options);
  const used = Object.entries(columns).map(([field, header]) => `${field} from "${header}"`);
  await writeLines(around.stderr, [
    `read ${rows.length} rows: ${used.join(', ')}`,
    ...(unused.length > 0 ? [`columns not used: ${unused.join(', ')}`] : []),
    ...warnings,
  ]);
  if (rows.length > ROWS_MAX) {
    throw new UsageError(`${path} has more than ${ROWS_MAX} rows: import it in parts`);
  }
  const apply = options.apply === true;
  const mode = options.rowByRow ? 'row-by-row' : 'all-or-nothing';
  const progress = progressOf(apply ? 'importing' : 'checking', around);
  const answer = await withClient(options, around, (client) =>
    client.importRows({ rows, mode, file }, { apply, onProgress: progress }),
  );
  const outcomes = answer.outcomes.toSorted((a, b) => Number(a.line) - Number(b.line));
  if (options.json) {
    const lines = outcomes.map((outcome) => JSON.stringify(outcome));
    await writeLines(around.stdout, lines);
  } else await writeOutcomes(outcomes, around);
  return conclude(answer, around);
}

/** Every row that is not already as the file has it. */
async function writeOutcomes(outcomes: readonly Item[], around: Surroundings): Promise<void> {
  const rows = outcomes
    .filter(({ disposition }) => disposition !== 'unchanged')
    .map(({ line, disposition, reason }) => [String(line), String(disposition), String(reason)]);
  if (rows.length === 0) return;
  const { columns } = around.stdout;
  const lines = formatTable(['LINE', 'DISPOSITION', 'REASON'], rows, {
    isColored: isColored(around),
    ...(columns !== undefined && { width: columns }),
  });
  await writeLines(around.stdout, lines);
}

async function conclude(
  { kind, reason, counts, import: made = {} }: ImportAnswer,
  { stderr }: Surroundings,
): Promise<number> {
  const said = sayCounts(counts);
  if (kind === 'refused') {
    const hint = '--row-by-row writes the good rows';
    await write(stderr, `nothing written: ${said}: ${String(reason)} (${hint})\n`);
    return EXIT.worldSaidNo;
  }
  if (kind === 'tried') {
    await write(stderr, `dry run, nothing written (--apply writes): ${said}\n`);
    return EXIT.done;
  }
  const { id, openReviews } = made;
  const wait = Number(openReviews) > 0 ? '; rows that wait: muster import reviews' : '';
  await write(
    stderr,
    `imported as ${String(id)}: ${said} (muster import undo ${String(id)} takes it back)${wait}\n`,
  );
  return Number(counts.block ?? 0) > 0 ? EXIT.worldSaidNo : EXIT.done;
}
