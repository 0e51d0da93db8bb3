/** `tags scheme|next|list` and `asset tag`: asset tags by a scheme. */
import type { Item } from '../client.ts';
import type { Column } from '../columns.ts';
import { type FormatOptions, formatOf, write, writeItems, writeLines } from '../output.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError } from '../surroundings.ts';
import { printable } from '../text.ts';
import { withClient } from '../with-client.ts';
import { pathOf, type ShowOptions } from './lifecycle.ts';

export async function tagSchemeCommand(
  template: string | undefined,
  options: ShowOptions & { readonly type?: readonly string[]; readonly reason?: string },
  around: Surroundings,
): Promise<number> {
  const { reason, type = [], json } = options;
  if (template !== undefined && reason === undefined) {
    throw new UsageError('setting a scheme needs --reason TEXT');
  }
  if (template === undefined && type.length > 0) {
    throw new UsageError('--type goes with a template');
  }
  const types = Object.fromEntries(type.map(pairOf));
  const tags = await withClient(options, around, async (client) => {
    if (template !== undefined)
      await client.post('/api/v1/tags/scheme', { template, types, reason });
    return client.get('/api/v1/tags');
  });
  if (json) await write(around.stdout, `${JSON.stringify(tags)}\n`);
  else await writeLines(around.stdout, linesOf(tags).map(printable));
  return EXIT.done;
}

function pairOf(text: string): readonly [string, string] {
  const [name = '', code = ''] = text.split('=', 2);
  if (name === '' || code === '') throw new UsageError(`"${text}" is no CLASS=CODE`);
  return [name, code];
}

function linesOf({ scheme, sequences }: Item): readonly string[] {
  const { template, types } = (scheme ?? {}) as Item;
  if (template === undefined) {
    return ["no scheme yet: muster tags scheme '[SITE]-[TYPE]-[YEAR]-[SEQ]' --reason …"];
  }
  const codes = Object.entries(types ?? {}).map(([name, code]) => `${name}=${String(code)}`);
  const rows = Array.isArray(sequences) ? sequences : [];
  return [
    `${template}${codes.length === 0 ? '' : `  (${codes.join(', ')})`}`,
    ...rows.map(({ around, last }: Item) => `  ${around} is at ${last}`),
  ];
}

interface Codes {
  readonly site?: string;
  readonly type?: string;
}

export async function nextTagsCommand(
  options: ShowOptions & Codes & { readonly count: number },
  around: Surroundings,
): Promise<number> {
  const { site, type, count, json } = options;
  const reserved = await withClient(options, around, (client) =>
    client.post('/api/v1/tags/reserve', { site, type, count }),
  );
  const tags = Array.isArray(reserved.tags) ? reserved.tags.map(String) : [];
  await writeLines(around.stdout, json ? [JSON.stringify(reserved)] : tags);
  const passed = Array.isArray(reserved.taken) ? reserved.taken.length : 0;
  if (passed > 0) around.stderr.write(`${passed} passed over: asset records have those tags\n`);
  return EXIT.done;
}

const RESERVED: readonly Column[] = [
  { header: 'tag', member: 'tag', isBrief: true },
  { header: 'reserved (UTC)', member: 'reservedAt', isBrief: true },
  { header: 'by', member: 'actor', isBrief: true },
  { header: 'asset', member: 'assetId', isBrief: true },
];

export async function listTagsCommand(
  options: ReachOptions & FormatOptions & { readonly unused?: true },
  around: Surroundings,
): Promise<number> {
  if (options.json && options.csv) throw new UsageError('--json or --csv, not both');
  const { items } = await withClient(options, around, (client) =>
    client.page('/api/v1/tags/reserved', { unused: options.unused }),
  );
  await writeItems(items, RESERVED, formatOf(options), around);
  return EXIT.done;
}

export async function tagAssetCommand(
  named: string,
  options: ShowOptions & Codes & { readonly tag?: string; readonly reason?: string },
  around: Surroundings,
): Promise<number> {
  const { site, type, tag, reason, json } = options;
  const asset = await withClient(options, around, (client) =>
    client.post(pathOf(named, 'tag'), { site, type, tag, reason }),
  );
  await write(
    around.stdout,
    `${json ? JSON.stringify(asset) : printable(`${asset.id}: ${asset.tag}`)}\n`,
  );
  return EXIT.done;
}
