/** `stocktake start|scan|list|show|close`: what is really there, by scanner. */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { SCANS_MAX, type Scan } from '@muster/facts/stocktake';
import type { ApiClient, Item } from '../client.ts';
import { COLUMNS, type Column } from '../columns.ts';
import { type FormatOptions, formatOf, write, writeItems, writeLines } from '../output.ts';
import { progressOf } from '../progress.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError } from '../surroundings.ts';
import { printable } from '../text.ts';
import { withClient } from '../with-client.ts';
import type { ShowOptions } from './lifecycle.ts';

const PATH = '/api/v1/stocktakes';
const pathOf = (id: string, part = ''): string => `${PATH}/${encodeURIComponent(id)}${part}`;

interface Place {
  readonly site?: string;
  readonly location?: string;
}

export async function startStocktakeCommand(
  options: ShowOptions & Place,
  around: Surroundings,
): Promise<number> {
  const { site, location } = options;
  const started = await withClient(options, around, (client) =>
    client.post(PATH, { site, location }),
  );
  return tell(started, options, around, [
    `${started.id}: ${started.expected} asset records are expected ${whereOf(started)}`,
    `muster stocktake scan ${started.id}`,
  ]);
}

function whereOf({ site, location }: Item): string {
  const place = [site, location].filter((part) => part !== undefined).join(', ');
  return place === '' ? 'anywhere' : `at ${place}`;
}

async function tell(
  item: Item,
  { json }: ShowOptions,
  { stdout }: Surroundings,
  lines: readonly string[],
): Promise<number> {
  await writeLines(stdout, json ? [JSON.stringify(item)] : lines.map(printable));
  return EXIT.done;
}

interface ScanOptions extends ShowOptions {
  readonly serial?: string;
  readonly location?: string;
  readonly file?: string;
}

/** Scans of a file sent at once; those of a scanner go one by one, to be judged at once. */
const TOGETHER = 200;

export async function scanCommand(
  id: string,
  codes: readonly string[],
  options: ScanOptions,
  around: Surroundings,
): Promise<number> {
  const { serial, file } = options;
  if (serial !== undefined && codes.length !== 1) {
    throw new UsageError('--serial goes with one code');
  }
  if (file !== undefined && codes.length > 0) throw new UsageError('codes or --file, not both');
  await withClient(options, around, async (client) => {
    if (codes.length > 0) {
      const scans = codes.map((code) => ({ code, ...(serial !== undefined && { serial }) }));
      await send(client, id, scans.map(placed(options)), options, around);
    } else if (file !== undefined) await sendFile(client, id, file, options, around);
    else await follow(client, id, options, around);
  });
  return EXIT.done;
}

function placed({ location }: ScanOptions): (scan: Scan) => Scan {
  return (scan) => ({ ...(location !== undefined && { location }), ...scan });
}

async function sendFile(
  client: ApiClient,
  id: string,
  file: string,
  options: ScanOptions,
  around: Surroundings,
): Promise<void> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`cannot read ${file}`, { cause });
  });
  const scans = text.split(/\r?\n/).flatMap((line) => scanOf(line) ?? []);
  const progress = progressOf('scans', around);
  for (let at = 0; at < scans.length; at += TOGETHER) {
    const some = scans.slice(at, at + TOGETHER).map(placed(options));
    await send(client, id, some, options, around);
    progress(Math.min(at + TOGETHER, scans.length), scans.length);
  }
}

/** What a scanner types, line by line, until it ends. */
async function follow(
  client: ApiClient,
  id: string,
  options: ScanOptions,
  around: Surroundings,
): Promise<void> {
  if (around.stdin.isTTY === true) around.stderr.write('scan; Ctrl-D ends\n');
  const lines = createInterface({ input: around.stdin, signal: around.signal });
  for await (const line of lines) {
    const scan = scanOf(line);
    if (scan !== undefined) await send(client, id, [placed(options)(scan)], options, around);
  }
}

/** CODE, or CODE and SERIAL, or with LOCATION: by comma, semicolon or tab, as scanners are set up. */
function scanOf(line: string): Scan | undefined {
  const [code = '', serial = '', location = ''] = line.split(/[,;\t]/).map((part) => part.trim());
  if (code === '') return undefined;
  return { code, ...(serial !== '' && { serial }), ...(location !== '' && { location }) };
}

const VERDICT_WIDTH = 15;

async function send(
  client: ApiClient,
  id: string,
  scans: readonly Scan[],
  { json }: ShowOptions,
  around: Surroundings,
): Promise<void> {
  for (let at = 0; at < scans.length; at += SCANS_MAX) {
    const { items } = await client.envelopeOf(pathOf(id, '/scans'), {
      scans: scans.slice(at, at + SCANS_MAX),
    });
    const lines = items.map((each) =>
      json
        ? JSON.stringify(each)
        : printable(`${String(each.verdict).padEnd(VERDICT_WIDTH)} ${each.code}  ${each.says}`),
    );
    await writeLines(around.stdout, lines);
  }
}

const STOCKTAKES: readonly Column[] = [
  column('id'),
  column('site'),
  column('location'),
  column('startedAt', 'started (UTC)'),
  column('startedBy', 'by'),
  column('closedAt', 'closed (UTC)'),
  column('closedBy', 'closed by'),
  column('expected'),
  column('missing'),
  column('found'),
  column('elsewhere'),
  column('serial-differs'),
  column('retired'),
  column('unknown'),
];

export async function listStocktakesCommand(
  options: ReachOptions & FormatOptions,
  around: Surroundings,
): Promise<number> {
  if (options.json && options.csv) throw new UsageError('--json or --csv, not both');
  const format = formatOf(options);
  const { items } = await withClient(options, around, (client) => client.page(PATH));
  const flat = format === 'json' ? items : items.map(flatten);
  await writeItems(flat, STOCKTAKES, format, around);
  return EXIT.done;
}

/** With its counts beside the rest. */
function flatten(item: Item): Item {
  const { scanned } = item;
  return typeof scanned === 'object' && scanned !== null ? { ...item, ...scanned } : item;
}

const SCANS: readonly Column[] = [
  column('verdict'),
  column('code'),
  column('tag', 'asset'),
  { ...column('assetId'), isBrief: false },
  column('serial'),
  column('location'),
  column('at', 'at (UTC)'),
  column('by'),
  column('says'),
];

export async function showStocktakeCommand(
  id: string,
  options: ReachOptions &
    FormatOptions & { readonly what: 'counts' | 'missing' | 'scans'; readonly verdict?: string },
  around: Surroundings,
): Promise<number> {
  const { what, verdict, json, csv } = options;
  if (json && csv) throw new UsageError('--json or --csv, not both');
  if (verdict !== undefined && what !== 'scans')
    throw new UsageError('--verdict is of --what scans');
  return withClient(options, around, async (client) => {
    if (what === 'counts') return showCounts(await client.get(pathOf(id)), options, around);
    const items: Item[] = [];
    for await (const page of client.all(pathOf(id, `/${what}`), { verdict })) {
      items.push(...page.items);
    }
    await writeItems(items, what === 'scans' ? SCANS : COLUMNS.assets, formatOf(options), around);
    return EXIT.done;
  });
}

async function showCounts(
  stocktake: Item,
  options: FormatOptions & ShowOptions,
  around: Surroundings,
): Promise<number> {
  if (options.csv) {
    await writeItems([flatten(stocktake)], STOCKTAKES, 'csv', around);
    return EXIT.done;
  }
  const { id, closedAt, closedBy, expected, missing, scanned } = stocktake;
  const counts = Object.entries(scanned ?? {}).map(([name, count]) => `${name} ${String(count)}`);
  const end = closedAt === undefined ? 'open' : `closed ${closedAt} by ${closedBy}`;
  return tell(stocktake, options, around, [
    `${id} ${whereOf(stocktake)}, ${end}`,
    `expected ${expected}, missing ${missing}`,
    `scanned: ${counts.join(', ')}`,
  ]);
}

export async function closeStocktakeCommand(
  id: string,
  options: ShowOptions,
  around: Surroundings,
): Promise<number> {
  const closed = await withClient(options, around, (client) =>
    client.post(pathOf(id, '/close'), {}),
  );
  await showCounts(closed, options, around);
  if (options.json === undefined && closed.missing !== 0) {
    await write(around.stdout, `muster stocktake show ${id} --what missing\n`);
  }
  return EXIT.done;
}

function column(member: string, header: string = member): Column {
  return { header, member, isBrief: true };
}
