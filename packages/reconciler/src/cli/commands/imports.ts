/** `import show|undo|resolve`: what became of imports, and what people do about them. */
import type { Item } from '../client.ts';
import { membersOf, sayCounts } from '../columns.ts';
import { isColored, write, writeLines } from '../output.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings } from '../surroundings.ts';
import { formatTable } from '../table.ts';
import { printable } from '../text.ts';
import { withClient } from '../with-client.ts';

interface ShowOptions extends ReachOptions {
  readonly json?: true;
}

const PATH = '/api/v1/imports';

export async function showImportCommand(
  named: string,
  options: ShowOptions,
  around: Surroundings,
): Promise<number> {
  const path = `${PATH}/${encodeURIComponent(named)}`;
  const rows: Item[] = [];
  const shown = await withClient(options, around, async (client) => {
    const found = await client.get(path);
    for await (const { items } of client.all(`${path}/rows`, {})) rows.push(...items);
    return found;
  });
  if (options.json) {
    await writeLines(
      around.stdout,
      [shown, ...rows].map((item) => JSON.stringify(item)),
    );
    return EXIT.done;
  }
  await writeLines(around.stdout, importLines(shown));
  await writeRows(rows, around);
  return EXIT.done;
}

export async function undoImportCommand(
  named: string,
  { reason, ...options }: ShowOptions & { readonly reason: string },
  around: Surroundings,
): Promise<number> {
  const path = `${PATH}/${encodeURIComponent(named)}/undo`;
  const undone = await withClient(options, around, (client) => client.post(path, { reason }));
  if (options.json) await write(around.stdout, `${JSON.stringify(undone)}\n`);
  else await writeLines(around.stdout, importLines(undone));
  return EXIT.done;
}

export async function resolveReviewCommand(
  review: string,
  {
    as,
    asset,
    reason,
    ...options
  }: ShowOptions & {
    readonly as: string;
    readonly asset?: string;
    readonly reason: string;
  },
  around: Surroundings,
): Promise<number> {
  const path = `/api/v1/import-reviews/${encodeURIComponent(review)}`;
  const body = { as, reason, ...(asset === undefined ? {} : { asset }) };
  const resolved = await withClient(options, around, (client) => client.post(path, body));
  if (options.json) await write(around.stdout, `${JSON.stringify(resolved)}\n`);
  else {
    const { assetId } = membersOf(resolved.resolved);
    const about = assetId === undefined ? '' : `: ${String(assetId)}`;
    await writeLines(around.stdout, [`${review} is resolved as ${as}${about}`]);
  }
  return EXIT.done;
}

function importLines({ id, actor, at, mode, counts, openReviews, file, undone }: Item): string[] {
  const { name, sha256 } = membersOf(file);
  const { removed, restored, kept, ...by } = membersOf(undone);
  return [
    `${id}  by ${actor}, ${at}, ${mode}`,
    ...(name === undefined ? [] : [`file  ${String(name)}  sha256 ${String(sha256)}`]),
    `rows  ${sayCounts(counts)}`,
    ...(Number(openReviews) === 0 ? [] : [`${String(openReviews)} wait: muster import reviews`]),
    ...(by.at === undefined
      ? []
      : [
          `undone by ${String(by.actor)}, ${String(by.at)}: ${String(by.reason)}`,
          `records  ${String(removed)} removed, ${String(restored)} restored, ${String(kept)} kept as they are`,
        ]),
  ].map(printable);
}

async function writeRows(rows: readonly Item[], around: Surroundings): Promise<void> {
  if (rows.length === 0) return;
  const { columns } = around.stdout;
  const lines = formatTable(
    ['LINE', 'DISPOSITION', 'ASSET', 'UNDONE', 'REASON'],
    rows.map(({ line, disposition, assetId, undone, reason, kept }) =>
      [line, disposition, assetId, undone, kept ?? reason].map((each) => String(each ?? '')),
    ),
    { isColored: isColored(around), ...(columns !== undefined && { width: columns }) },
  );
  await writeLines(around.stdout, ['', ...lines]);
}
