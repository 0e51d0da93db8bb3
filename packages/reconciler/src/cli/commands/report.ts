/** `report`: figures with their history as a page to print, or as CSV. */
import { writeFile } from 'node:fs/promises';
import { write } from '../output.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError } from '../surroundings.ts';
import { withClient } from '../with-client.ts';

export interface ReportOptions extends ReachOptions {
  readonly html?: string;
  readonly csv?: string;
  readonly days?: number;
}

export async function reportCommand(
  name: string,
  options: ReportOptions,
  around: Surroundings,
): Promise<number> {
  const { html, csv, days } = options;
  if (html === undefined && csv === undefined) {
    throw new UsageError('name a file: --html FILE or --csv FILE, or both; - is standard output');
  }
  await withClient(options, around, async (client) => {
    for (const [format, path] of [
      ['html', html],
      ['csv', csv],
    ] as const) {
      if (path === undefined) continue;
      const query = days === undefined ? '' : `?days=${days}`;
      const { octets } = await client.download(`/api/v1/reports/${name}.${format}${query}`);
      await put(path, octets, around);
    }
  });
  return EXIT.done;
}

async function put(path: string, octets: Buffer, { stdout, stderr }: Surroundings): Promise<void> {
  if (path === '-') return write(stdout, octets.toString('utf8'));
  await writeFile(path, octets).catch((cause: unknown) => {
    throw new UsageError(`cannot write ${path}`, { cause });
  });
  await write(stderr, `${path}: ${octets.length} octets\n`);
}
