/** `queue list|show|assign|except|reopen|resolve`: what waits for people, and what they do about it. */
import type { ApiClient, Item, Query } from '../client.ts';
import { isColored, write, writeLines } from '../output.ts';
import { progressOf } from '../progress.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError } from '../surroundings.ts';
import { formatTable } from '../table.ts';
import { printable } from '../text.ts';
import { withClient } from '../with-client.ts';
import { type ListOptions, listCommand } from './list.ts';

interface FilterOptions {
  readonly kind?: string;
  readonly owner?: string;
  readonly unassigned?: true;
  readonly overdue?: true;
  readonly state?: 'open' | 'excepted';
}

function filterOf({ kind, owner, unassigned, overdue, state }: FilterOptions): Query {
  if (owner !== undefined && unassigned) throw new UsageError('--owner or --unassigned, not both');
  return { kind, owner: unassigned ? '' : owner, overdue, state };
}

export function listQueueCommand(
  options: ListOptions & FilterOptions,
  around: Surroundings,
): Promise<number> {
  return listCommand('queue', filterOf(options), options, around);
}

interface ShowOptions extends ReachOptions {
  readonly json?: true;
}

export async function showQueueCommand(
  finding: string,
  options: ShowOptions,
  around: Surroundings,
): Promise<number> {
  const path = `/api/v1/queue/${encodeURIComponent(finding)}`;
  const found = await withClient(options, around, (client) => client.get(path));
  if (options.json) await write(around.stdout, `${JSON.stringify(found)}\n`);
  else await writeLines(around.stdout, linesOf(found, around));
  return EXIT.done;
}

/** Values of asset records that stand side by side. */
const SIDES = [
  'tag',
  'serial',
  'vendor',
  'model',
  'state',
  'owner',
  'custodian',
  'site',
  'location',
  'orderNumber',
  'createdAt',
  'for',
  'against',
] as const;

function linesOf(found: Item, around: Surroundings): readonly string[] {
  const finding = found.finding as Item;
  const ci = found.ci as Item | undefined;
  const proposal = found.proposal as Item | undefined;
  const { columns: width } = around.stdout;
  const assets = found.assets as readonly Item[];
  const rows = SIDES.map((name) => [name, ...assets.map((asset) => cellOf(asset[name]))]).filter(
    ([, ...cells]) => cells.some((cell) => cell !== ''),
  );
  const table = formatTable(['', ...assets.map(({ id }) => String(id))], rows, {
    isColored: isColored(around),
    ...(width !== undefined && { width }),
  });
  return [
    `${finding.id}  ${finding.kind}  ${finding.severity}  ${finding.state}${finding.overdue === true ? '  OVERDUE' : ''}`,
    String(finding.reason),
    `owner ${finding.assignee ?? 'nobody'}, due ${finding.dueAt ?? 'not yet said'}, open for ${finding.ageHours} h`,
    ...(ci === undefined
      ? []
      : [
          `waiting: ${[ci.id, ci.vendor, ci.model, ci.serial, ci.hostname].filter(Boolean).join(' ')}`,
        ]),
    ...(found.serial === undefined ? [] : [`shared serial: ${found.serial}`]),
    ...(assets.length === 0 ? [] : ['', ...table]),
    ...(proposal === undefined
      ? []
      : [
          '',
          `proposed: ${proposal.resolution} ${proposal.assetId ?? ''}`,
          String(proposal.reason),
        ]),
    '',
    ...(found.history as readonly Item[]).map(({ at, actor, kind }) => `${at}  ${actor}  ${kind}`),
  ].map((line) => (line.includes('\u001b[1m') ? line : printable(line)));
}

function cellOf(value: unknown): string {
  if (value === undefined) return '';
  return printable(Array.isArray(value) ? value.join('; ') : String(value));
}

interface ActOptions extends ReachOptions, FilterOptions {
  readonly apply?: true;
  readonly json?: true;
}

/** So many at once; the API takes more, but a bar should move. */
const CHUNK = 100;

export async function actOnFindingsCommand(
  act: string,
  named: readonly string[],
  input: object,
  options: ActOptions,
  around: Surroundings,
): Promise<number> {
  const { kind, owner, unassigned, overdue, apply = false } = options;
  const isFiltered = [kind, owner, unassigned, overdue].some((each) => each !== undefined);
  if (named.length > 0 && isFiltered) throw new UsageError('name findings or filters, not both');
  if (named.length === 0 && !isFiltered) {
    throw new UsageError('name findings, or say which: --kind, --owner, --unassigned, --overdue');
  }
  const outcomes = await withClient(options, around, async (client) => {
    const ids = named.length > 0 ? named : await idsOf(client, filterOf(options));
    return actInChunks(client, act, ids, { ...input, apply }, around);
  });
  const isDone = ({ outcome }: Item): boolean => outcome === 'done';
  const lines = outcomes.map((each) =>
    options.json
      ? JSON.stringify(each)
      : printable(`${each.finding}  ${each.outcome}  ${each.says}`),
  );
  await writeLines(around.stdout, lines);
  const done = outcomes.filter(isDone).length;
  const how = apply ? '' : '; nothing was written, --apply does it';
  around.stderr.write(`${done} done, ${outcomes.length - done} not${how}\n`);
  return done === outcomes.length ? EXIT.done : EXIT.worldSaidNo;
}

async function idsOf(client: ApiClient, filter: Query): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const page of client.all('/api/v1/queue', filter)) {
    ids.push(...page.items.map(({ id }) => String(id)));
  }
  return ids;
}

async function actInChunks(
  client: ApiClient,
  act: string,
  ids: readonly string[],
  input: object,
  around: Surroundings,
): Promise<readonly Item[]> {
  const progress = progressOf(act, around);
  const outcomes: Item[] = [];
  for (let at = 0; at < ids.length; at += CHUNK) {
    const findings = ids.slice(at, at + CHUNK);
    const answer = await client.post(`/api/v1/queue/${act}`, { ...input, findings });
    outcomes.push(...(answer.outcomes as readonly Item[]));
    progress(outcomes.length, ids.length);
  }
  return outcomes;
}

interface ResolveOptions {
  readonly proposed?: true;
  readonly retire?: string;
  readonly correct?: string;
  readonly serial?: string;
  readonly override?: string;
  readonly procurement?: string | true;
}

/** @throws UsageError unless exactly one is said */
export function resolutionOf(options: ResolveOptions): object {
  const { proposed, retire, correct, serial, override, procurement } = options;
  if ((correct === undefined) !== (serial === undefined)) {
    throw new UsageError('--correct and --serial belong together');
  }
  const said = [
    proposed && { kind: 'proposed' },
    retire && { kind: 'retire', asset: retire },
    correct && { kind: 'correct-serial', asset: correct, serial: serial || null },
    override && { kind: 'override', asset: override },
    procurement && {
      kind: 'procurement-review',
      ...(procurement === true ? {} : { to: procurement }),
    },
  ].filter((each) => typeof each === 'object');
  const [only] = said;
  if (only !== undefined && said.length === 1) return only;
  throw new UsageError('say one: --proposed, --retire, --correct, --override or --procurement');
}
