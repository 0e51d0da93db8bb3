/** `label`: asset labels as a PDF, from what the inventory holds. */
import { writeFile } from 'node:fs/promises';
import type { Label } from '@muster/labels/layout';
import { renderLabels } from '@muster/labels/pdf';
import { STOCKS, stockOf } from '@muster/labels/stock';
import { LabelError } from '@muster/labels/symbol';
import type { SymbolKind } from '@muster/labels/symbol-kind';
import { type Labelled, type LabelWording, labelOf } from '../../assets/labels.ts';
import type { ApiClient, Item } from '../client.ts';
import { write } from '../output.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError, WorldError } from '../surroundings.ts';
import { withClient } from '../with-client.ts';

export interface LabelOptions extends ReachOptions, LabelWording {
  readonly tag?: readonly string[];
  readonly stock: string;
  readonly symbol: SymbolKind;
  readonly skip: number;
  readonly out: string;
}

export async function labelCommand(
  words: readonly string[],
  options: LabelOptions,
  around: Surroundings,
): Promise<number> {
  const stock = stockOf(options.stock);
  if (stock === undefined) throw new UsageError(`there is no stock ${options.stock}`);
  if (options.link?.includes('{tag}') === false) {
    throw new UsageError('--link has no {tag}: every label would say the same');
  }
  const tags = options.tag ?? [];
  if ((words.length === 0) === (tags.length === 0)) {
    throw new UsageError('name what is to be labelled: words to search for, or --tag TAG …');
  }
  const assets = await withClient(options, around, (client) =>
    tags.length > 0 ? byTags(client, tags) : bySearch(client, words.join(' ')),
  );
  const labels = assets.flatMap((asset): Label[] => {
    const label = labelOf(asset, options);
    return label === undefined ? [] : [label];
  });
  if (labels.length === 0) throw new WorldError('no asset record that is meant has a tag');
  const pdf = await renderLabels(labels, { ...options, stock }).catch((error: unknown) => {
    if (error instanceof LabelError) throw new UsageError(error.message, { cause: error });
    throw error;
  });
  await writeFile(options.out, pdf).catch((cause: unknown) => {
    throw new UsageError(`cannot write ${options.out}`, { cause });
  });
  const untagged = assets.length - labels.length;
  const left = untagged === 0 ? '' : `; ${untagged} without a tag left out`;
  await write(around.stdout, `${options.out}: ${labels.length} labels for ${stock.name}${left}\n`);
  return EXIT.done;
}

/** `label stocks`: what can be printed on. */
export async function stocksCommand({ stdout }: Surroundings): Promise<number> {
  const lines = STOCKS.map(({ id, name }) => `${id.padEnd(18)} ${name}\n`);
  await write(stdout, lines.join(''));
  return EXIT.done;
}

async function bySearch(client: ApiClient, q: string): Promise<readonly Labelled[]> {
  const assets: Labelled[] = [];
  for await (const { items } of client.all('/api/v1/assets', { q })) {
    assets.push(...items.map(labelledOf));
  }
  return assets;
}

/** Each by its very tag, in the order given: a search would also find what merely contains it. */
async function byTags(client: ApiClient, tags: readonly string[]): Promise<readonly Labelled[]> {
  const assets: Labelled[] = [];
  for (const tag of tags) {
    const found = (await bySearch(client, tag)).find((asset) => asset.tag === tag);
    assets.push(found ?? (await reservedTag(client, tag)));
  }
  return assets;
}

/** A label may be printed before there is anything to put it on. */
async function reservedTag(client: ApiClient, tag: string): Promise<Labelled> {
  const { items } = await client.page('/api/v1/tags/reserved', { tag });
  if (items.length > 0) return { tag };
  throw new WorldError(`no asset record has the tag ${tag}, and it was not reserved`);
}

function labelledOf(item: Item): Labelled {
  const labelled: { -readonly [K in keyof Labelled]: Labelled[K] } = {};
  for (const name of ['tag', 'serial', 'vendor', 'model'] as const) {
    const value = item[name];
    if (typeof value === 'string') labelled[name] = value;
  }
  return labelled;
}
