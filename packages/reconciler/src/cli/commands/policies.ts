/** `policies`, `learn`, `adopt`, `accept`. */
import type { ApiClient, Item } from '../client.ts';
import { write, writeLines } from '../output.ts';
import { progressOf } from '../progress.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError } from '../surroundings.ts';
import { formatTable } from '../table.ts';
import { withClient } from '../with-client.ts';

interface JsonOptions extends ReachOptions {
  readonly json?: true;
}

export async function policiesCommand(options: JsonOptions, around: Surroundings): Promise<number> {
  const policies = await withClient(options, around, (client) => client.get('/api/v1/policies'));
  if (options.json) {
    await write(around.stdout, `${JSON.stringify(policies)}\n`);
    return EXIT.done;
  }
  const rules = Array.isArray(policies.rules) ? policies.rules : [];
  const rows = ruleRows(rules);
  await writeTable(['#', 'findings', 'name', 'rule'], rows, around);
  return EXIT.done;
}

function ruleRows(rules: readonly Item[]): readonly (readonly string[])[] {
  return rules.map(({ name, rule, findings }, index) => [
    String(index + 1),
    findings === undefined ? '' : String(findings),
    name === undefined ? '' : String(name),
    JSON.stringify(rule),
  ]);
}

interface LearnOptions extends JsonOptions {
  readonly until?: string;
  readonly end?: true;
  readonly reason?: string;
}

export async function learnCommand(
  segment: string | undefined,
  options: LearnOptions,
  around: Surroundings,
): Promise<number> {
  const segments =
    segment === undefined
      ? await withClient(options, around, (client) => client.page('/api/v1/segments'))
      : { items: [await learn(segment, options, around)] };
  const { items } = segments;
  if (options.json)
    await writeLines(
      around.stdout,
      items.map((each) => JSON.stringify(each)),
    );
  else {
    const members = ['segment', 'unknown', 'until', 'isOver', 'actor', 'reason'] as const;
    const rows = items.map((item) => members.map((member) => String(item[member])));
    await writeTable(['segment', 'unknown', 'until (UTC)', 'over', 'by', 'reason'], rows, around);
  }
  if (segment !== undefined && !options.json) {
    const next = options.end
      ? 'what was not adopted is rogue within minutes'
      : `what is there: muster adopt '${segment}' --reason …`;
    await write(around.stderr, `${next}\n`);
  }
  return EXIT.done;
}

/** @throws UsageError */
async function learn(segment: string, options: LearnOptions, around: Surroundings): Promise<Item> {
  const { until, end, reason } = options;
  if (reason === undefined) throw new UsageError('say why: --reason TEXT');
  if ((until === undefined) === (end === undefined)) {
    throw new UsageError('say until when (--until 2026-12-31), or that it is over (--end)');
  }
  const time = until === undefined ? undefined : timeOf(until);
  const body = { segment, reason, ...(time === undefined ? {} : { until: time }) };
  return withClient(options, around, (client) => client.post('/api/v1/segments/learn', body));
}

function timeOf(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new UsageError(`"${text}" is no date such as 2026-12-31`);
  return time.toISOString();
}

interface AdoptOptions extends JsonOptions {
  readonly apply?: true;
  readonly reason: string;
  readonly owner?: string;
  readonly technicalOwner?: string;
  readonly site?: string;
}

export async function adoptCommand(
  segment: string,
  options: AdoptOptions,
  around: Surroundings,
): Promise<number> {
  const { apply = false, reason, owner, technicalOwner, site, json } = options;
  const body = { segment, apply, reason, owner, technicalOwner, site };
  const devices = await withClient(options, around, (client) => adoptAll(client, body, around));
  if (json)
    await writeLines(
      around.stdout,
      devices.map((each) => JSON.stringify(each)),
    );
  else {
    const members = [
      'ciId',
      'disposition',
      'class',
      'vendor',
      'model',
      'serial',
      'reason',
    ] as const;
    const rows = devices.map((item) => members.map((member) => String(item[member] ?? '')));
    await writeTable(['device', ...members.slice(1)], rows, around);
    const made = devices.filter(({ disposition }) => disposition === 'create').length;
    const said = apply
      ? `${made} asset records made and linked`
      : `${made} would be made; nothing was written (--apply does it)`;
    await write(around.stderr, `${said}, ${devices.length - made} left to a person\n`);
  }
  return EXIT.done;
}

async function adoptAll(
  client: ApiClient,
  body: object,
  around: Surroundings,
): Promise<readonly Item[]> {
  const progress = progressOf('adopting', around);
  const devices: Item[] = [];
  for (let after: unknown; ; ) {
    const stated = after === undefined ? body : { ...body, after };
    const round = await client.post('/api/v1/segments/adopt', stated);
    if (Array.isArray(round.devices)) devices.push(...round.devices);
    progress(devices.length, devices.length);
    if (round.next === undefined) return devices;
    after = round.next;
  }
}

export async function acceptCommand(
  finding: string,
  options: JsonOptions & { readonly reason: string },
  around: Surroundings,
): Promise<number> {
  const { reason, json } = options;
  const path = `/api/v1/findings/${encodeURIComponent(finding)}/accept`;
  const accepted = await withClient(options, around, (client) => client.post(path, { reason }));
  const { id, kind, state, subject } = accepted;
  const said = json ? JSON.stringify(accepted) : `${id}: ${kind} of ${subject} is ${state}`;
  await write(around.stdout, `${said}\n`);
  return EXIT.done;
}

async function writeTable(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  { stdout, env }: Surroundings,
): Promise<void> {
  const isColored = stdout.isTTY === true && env.NO_COLOR === undefined;
  const width = stdout.isTTY === true ? stdout.columns : undefined;
  const options = { isColored, ...(width === undefined ? {} : { width }) };
  await writeLines(stdout, formatTable(headers, rows, options));
}
