/** `asset show|set`: one asset record, and what people write into it. */
import type { Item } from '../client.ts';
import { write, writeLines } from '../output.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError } from '../surroundings.ts';
import { printable } from '../text.ts';
import { withClient } from '../with-client.ts';

interface ShowOptions extends ReachOptions {
  readonly json?: true;
}

export async function showAssetCommand(
  named: string,
  options: ShowOptions,
  around: Surroundings,
): Promise<number> {
  const asset = await withClient(options, around, (client) => client.get(pathOf(named)));
  await show(asset, options, around);
  return EXIT.done;
}

export async function setAssetCommand(
  named: string,
  values: readonly string[],
  options: ShowOptions & { readonly reason: string },
  around: Surroundings,
): Promise<number> {
  const body = { ...changesOf(values), reason: options.reason };
  const asset = await withClient(options, around, (client) => client.patch(pathOf(named), body));
  await show(asset, options, around);
  return EXIT.done;
}

function pathOf(named: string): string {
  return `/api/v1/assets/${encodeURIComponent(named)}`;
}

const FIELD = 'fields.';

/** @throws UsageError where a value has no name */
function changesOf(values: readonly string[]): {
  readonly changes: Readonly<Record<string, string | null>>;
  readonly fields?: Readonly<Record<string, string | null>>;
} {
  const changes: Record<string, string | null> = {};
  const fields: Record<string, string | null> = {};
  for (const each of values) {
    const at = each.indexOf('=');
    if (at < 1) throw new UsageError(`"${each}" is no NAME=VALUE, such as owner=Ada`);
    const name = each.slice(0, at);
    const value = each.slice(at + 1) || null;
    if (name.startsWith(FIELD)) fields[name.slice(FIELD.length)] = value;
    else changes[name] = value;
  }
  return Object.keys(fields).length === 0 ? { changes } : { changes, fields };
}

async function show(asset: Item, { json }: ShowOptions, { stdout }: Surroundings): Promise<void> {
  if (json) return write(stdout, `${JSON.stringify(asset)}\n`);
  const { fields, links, openFindings, history, ...plain } = asset;
  const values = [...Object.entries(plain), ...Object.entries(fields ?? {})];
  await writeLines(stdout, [
    ...values.map(([name, value]) => printable(`${name.padEnd(20)} ${String(value)}`)),
    ...listed('links', links, linkLine),
    ...listed('open findings', openFindings, ({ id, kind, reason }) => `${id}  ${kind}  ${reason}`),
    ...listed('history', history, ({ at, actor, kind }) => `${at}  ${actor}  ${kind}`),
  ]);
}

function linkLine({ ciId, method, actor, linkedAt, unlinkedAt }: Item): string {
  const end = unlinkedAt === undefined ? '' : ` until ${String(unlinkedAt)}`;
  return `${ciId}  ${method} by ${actor}, from ${linkedAt}${end}`;
}

function listed(title: string, items: unknown, line: (item: Item) => string): readonly string[] {
  if (!Array.isArray(items) || items.length === 0) return [];
  return ['', title, ...items.map((item: Item) => printable(`  ${line(item)}`))];
}
