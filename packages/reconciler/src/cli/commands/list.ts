/** `query`, `findings`, `assets`, `observers`, `export`: what is in the inventory. */
import type { Query } from '../client.ts';
import type { Listing } from '../columns.ts';
import { type FormatOptions, formatOf, writeListing } from '../output.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError } from '../surroundings.ts';
import { withClient } from '../with-client.ts';

export interface ListOptions extends ReachOptions, FormatOptions {
  readonly limit?: number;
}

/** A screen or two; whoever wants all says so, or asks for JSON or CSV. */
const TABLE_ROWS = 100;

const PATHS: Readonly<Record<Listing, string>> = {
  cis: '/api/v1/cis',
  assets: '/api/v1/assets',
  findings: '/api/v1/findings',
  'import-reviews': '/api/v1/import-reviews',
  imports: '/api/v1/imports',
  observers: '/api/v1/observers',
  queue: '/api/v1/queue',
};

export async function listCommand(
  listing: Listing,
  query: Query,
  options: ListOptions,
  around: Surroundings,
): Promise<number> {
  if (options.json && options.csv) throw new UsageError('--json or --csv, not both');
  const format = formatOf(options);
  const limit = options.limit ?? (format === 'table' ? TABLE_ROWS : undefined);
  const { shown, total } = await withClient(options, around, async (client) => {
    const pages =
      listing === 'observers'
        ? [await client.page(PATHS.observers)]
        : client.all(PATHS[listing], query, limit);
    return writeListing(listing, pages, format, around);
  });
  if (format === 'table' && around.stderr.isTTY === true) {
    const more = shown < total ? ` of ${total}; --limit N shows more` : '';
    around.stderr.write(`${shown}${more}\n`);
  }
  return EXIT.done;
}

export interface ExportOptions extends ReachOptions, FormatOptions {}

/** `export WHAT`: everything, as CSV where nothing is said. */
export async function exportCommand(
  what: 'cis' | 'assets' | 'findings',
  options: ExportOptions,
  around: Surroundings,
): Promise<number> {
  const format: FormatOptions = options.json ? {} : { csv: true };
  return listCommand(what, {}, { ...options, ...format }, around);
}
