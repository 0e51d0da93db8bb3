/** `ci show`, and what people decide about CIs: join, split, never-same, lock, shared, undo. */
import type { Item } from '../client.ts';
import { isColored, write, writeLines } from '../output.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings } from '../surroundings.ts';
import { formatTable } from '../table.ts';
import { printable } from '../text.ts';
import { withClient } from '../with-client.ts';

export interface DecideOptions extends ReachOptions {
  readonly reason?: string;
  readonly json?: true;
}

export interface ShowOptions extends ReachOptions {
  readonly asOf?: string;
  readonly json?: true;
}

export async function decideCommand(
  input: object,
  options: DecideOptions,
  around: Surroundings,
): Promise<number> {
  const body = { ...input, reason: options.reason };
  const decision = await withClient(options, around, (client) =>
    client.post('/api/v1/decisions', body),
  );
  return tell(decision, options, around);
}

export async function undoCommand(
  id: string,
  options: DecideOptions,
  around: Surroundings,
): Promise<number> {
  const path = `/api/v1/decisions/${encodeURIComponent(id)}/undo`;
  const decision = await withClient(options, around, (client) =>
    client.post(path, { reason: options.reason }),
  );
  return tell(decision, options, around);
}

async function tell(decision: Item, { json }: DecideOptions, { stdout }: Surroundings) {
  const { id, kind, ciId, otherCiId, assetId } = decision;
  const about = [ciId, otherCiId, assetId].filter((each) => each !== undefined).join(' and ');
  const said = `${id}: ${kind}${about === '' ? '' : ` ${about}`}`;
  const against = Array.isArray(decision.against) ? decision.against : [];
  const warned = against.map(({ says }: Item) => `\nbut ${says}`).join('');
  const undo = kind === 'undo' ? '' : `; to take it back: muster ci undo ${id}`;
  await write(stdout, json ? `${JSON.stringify(decision)}\n` : `${said}${undo}${warned}\n`);
  return EXIT.done;
}

export async function showCiCommand(
  id: string,
  options: ShowOptions,
  around: Surroundings,
): Promise<number> {
  const ci = await withClient(options, around, (client) =>
    options.asOf === undefined
      ? client.get(`/api/v1/cis/${encodeURIComponent(id)}`)
      : client.get(`/api/v1/cis/${encodeURIComponent(id)}/as-of`, { at: options.asOf }),
  );
  if (options.json) {
    await write(around.stdout, `${JSON.stringify(ci)}\n`);
    return EXIT.done;
  }
  const { asset } = ci;
  if (typeof asset === 'object' && asset !== null) {
    await writeSection(
      { asset: [asset] },
      'asset',
      ['id', 'tag', 'state', 'owner', 'custodian'],
      around,
    );
  }
  for (const { member, columns } of SECTIONS) await writeSection(ci, member, columns, around);
  return EXIT.done;
}

/** As the API has it: one object, for it is asked by those who look for a fault. */
export async function showObservationCommand(
  id: string,
  options: ReachOptions,
  around: Surroundings,
): Promise<number> {
  const fate = await withClient(options, around, (client) =>
    client.get(`/api/v1/observations/${encodeURIComponent(id)}`),
  );
  await write(around.stdout, `${JSON.stringify(fate)}\n`);
  return EXIT.done;
}

const SECTIONS = [
  { member: 'facts', columns: ['attribute', 'value', 'source', 'observedAt', 'rejected'] },
  { member: 'records', columns: ['id', 'source', 'key', 'firstSeenAt', 'lastSeenAt'] },
  { member: 'decisions', columns: ['id', 'kind', 'actor', 'at', 'reason', 'undoneBy'] },
  { member: 'openFindings', columns: ['id', 'kind', 'reason'] },
  { member: 'findings', columns: ['id', 'kind', 'reason'] },
] as const;

async function writeSection(
  ci: Item,
  member: string,
  columns: readonly string[],
  around: Surroundings,
): Promise<void> {
  const items = ci[member];
  if (!Array.isArray(items) || items.length === 0 || typeof items[0] === 'string') return;
  const rows = items.map((item: Item) => columns.map((column) => cellOf(item[column])));
  const { columns: width } = around.stdout;
  const lines = formatTable(
    columns.map((column) => column.toUpperCase()),
    rows,
    { isColored: isColored(around), ...(width !== undefined && { width }) },
  );
  await writeLines(around.stdout, lines);
}

/** A rejected value stands with the source that stated it. */
function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (!Array.isArray(value)) return printable(String(value));
  return printable(value.map((each) => `${each.value} (${each.source})`).join(', '));
}
