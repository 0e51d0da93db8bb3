/** `ci relate|unrelate|relations`: how a CI hangs together with others. */
import type { Item } from '../client.ts';
import { write, writeLines } from '../output.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings } from '../surroundings.ts';
import { printable } from '../text.ts';
import { withClient } from '../with-client.ts';

interface Options extends ReachOptions {
  readonly json?: true;
}

export async function relateCommand(
  ci: string,
  stated: { readonly kind: string; readonly to: string },
  { reason, ...options }: Options & { readonly reason: string },
  around: Surroundings,
): Promise<number> {
  const path = `/api/v1/cis/${encodeURIComponent(ci)}/relations`;
  const made = await withClient(options, around, (client) =>
    client.post(path, { ...stated, reason }),
  );
  await write(around.stdout, `${lineOf(made, options)}\n`);
  return EXIT.done;
}

export async function unrelateCommand(
  relation: string,
  { reason, ...options }: Options & { readonly reason: string },
  around: Surroundings,
): Promise<number> {
  const path = `/api/v1/relations/${encodeURIComponent(relation)}/end`;
  const ended = await withClient(options, around, (client) => client.post(path, { reason }));
  await write(around.stdout, `${lineOf(ended, options)}\n`);
  return EXIT.done;
}

export async function relationsCommand(
  ci: string,
  options: Options,
  around: Surroundings,
): Promise<number> {
  const path = `/api/v1/cis/${encodeURIComponent(ci)}/relations`;
  const { items } = await withClient(options, around, (client) => client.page(path));
  await writeLines(
    around.stdout,
    items.map((item) => lineOf(item, options)),
  );
  return EXIT.done;
}

function lineOf(item: Item, { json }: Options): string {
  if (json) return JSON.stringify(item);
  const { id, ciId, kind, toCiId, toAssetId, actor, at, reason, endedAt } = item;
  const end = endedAt === undefined ? '' : `, ended ${String(endedAt)}`;
  return printable(
    `${id}  ${ciId} ${kind} ${toCiId ?? toAssetId}  by ${actor}, ${at}${end}: ${reason}`,
  );
}
