/** `import FILE --as csv`: each row's disposition and reason; writes only with `--apply`. */
import { readFile, stat } from 'node:fs/promises';
import { readAssetCsv } from '@muster/connectors/csv/read';
import { chunkRows } from '../chunk-rows.ts';
import type { Item } from '../client.ts';
import { isColored, write, writeLines } from '../output.ts';
import { progressOf } from '../progress.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError, WorldError } from '../surroundings.ts';
import { formatTable } from '../table.ts';
import { withClient } from '../with-client.ts';

export interface ImportOptions extends ReachOptions {
  readonly as: 'csv';
  readonly apply?: true;
  readonly json?: true;
}

/** A million rows of 100 bytes; a larger file is not a list of assets. */
const FILE_BYTES_MAX = 128 * 1024 * 1024;
/** One request and one transaction: about a second of work, so that progress shows. */
const CHUNK_ROWS = 2_000;

export async function importCommand(
  path: string,
  options: ImportOptions,
  around: Surroundings,
): Promise<number> {
  const file = readAssetCsv(await readUtf8(path));
  if (file.kind === 'refused') throw new UsageError(`${path}: ${file.reason}`);
  const { columns, unused, warnings, rows } = file;
  const used = Object.entries(columns).map(([field, header]) => `${field} from "${header}"`);
  const notes = [
    `read ${rows.length} rows: ${used.join(', ')}`,
    ...(unused.length > 0 ? [`columns not used: ${unused.join(', ')}`] : []),
    ...warnings,
  ];
  await writeLines(around.stderr, notes);
  const outcomes = await send(rows, options, around);
  if (options.json) {
    await writeLines(
      around.stdout,
      outcomes.map((outcome) => JSON.stringify(outcome)),
    );
  } else {
    await writeOutcomes(outcomes, around);
  }
  return conclude(outcomes, options, around);
}

async function readUtf8(path: string): Promise<string> {
  const info = await stat(path).catch((cause: unknown) => {
    throw new UsageError(`cannot read ${path}`, { cause });
  });
  if (!info.isFile()) throw new UsageError(`${path} is not a file`);
  if (info.size > FILE_BYTES_MAX) {
    throw new UsageError(`${path} is larger than ${FILE_BYTES_MAX} bytes: import it in parts`);
  }
  const bytes = await readFile(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(
      `${path} is not UTF-8 text: save it as "CSV UTF-8" (a wrong letter would be a wrong serial)`,
    );
  }
}

async function send(
  rows: Parameters<typeof chunkRows>[0],
  options: ImportOptions,
  around: Surroundings,
): Promise<readonly Item[]> {
  const progress = progressOf(options.apply ? 'importing' : 'checking', around);
  const outcomes: Item[] = [];
  try {
    await withClient(options, around, async (client) => {
      for (const chunk of chunkRows(rows, CHUNK_ROWS)) {
        outcomes.push(...(await client.importRows(chunk, options.apply === true)));
        progress(outcomes.length, rows.length);
      }
    });
  } catch (error) {
    if (outcomes.length === 0 || !(error instanceof WorldError)) throw error;
    const so = options.apply ? 'imported' : 'checked';
    const message = `${outcomes.length} of ${rows.length} rows were ${so}, then: ${error.message}`;
    throw new WorldError(`${message} (importing the file again changes nothing twice)`, {
      cause: error,
    });
  }
  return outcomes.sort((a, b) => Number(a.line) - Number(b.line));
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
  outcomes: readonly Item[],
  { apply }: ImportOptions,
  around: Surroundings,
): Promise<number> {
  const counts = new Map<string, number>();
  for (const { disposition } of outcomes) {
    counts.set(String(disposition), (counts.get(String(disposition)) ?? 0) + 1);
  }
  const said = [...counts].map(([disposition, count]) => `${count} ${disposition}`).join(', ');
  const how = apply ? 'imported' : 'dry run, nothing written (--apply writes)';
  await write(around.stderr, `${how}: ${said === '' ? 'no rows' : said}\n`);
  return apply && counts.has('block') ? EXIT.worldSaidNo : EXIT.done;
}
