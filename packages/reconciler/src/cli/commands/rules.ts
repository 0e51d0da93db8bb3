/** `rules show|try|apply`: the rules of identity, what others would do, and putting them in force. */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient, Item } from '../client.ts';
import { isColored, write, writeLines } from '../output.ts';
import { progressOf } from '../progress.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError, WorldError } from '../surroundings.ts';
import { formatTable } from '../table.ts';
import { printable } from '../text.ts';
import { withClient } from '../with-client.ts';

export interface RulesOptions extends ReachOptions {
  readonly json?: true;
  readonly reason?: string;
}

/** How often it is asked how far it is. */
const POLL_MS = 200;

export async function showRulesCommand(
  options: RulesOptions,
  around: Surroundings,
): Promise<number> {
  const rules = await withClient(options, around, (client) => client.get('/api/v1/rules'));
  await write(around.stdout, `${JSON.stringify(rules, undefined, 2)}\n`);
  return EXIT.done;
}

export async function tryRulesCommand(
  path: string,
  options: RulesOptions,
  around: Surroundings,
): Promise<number> {
  const rules = await readRules(path);
  const trial = await withClient(options, around, async (client) => {
    const { id } = await client.post('/api/v1/rules/try', { rules });
    return finished(client, String(id), around);
  });
  if (options.json) {
    await write(around.stdout, `${JSON.stringify(trial)}\n`);
    return EXIT.done;
  }
  await writeDifferences(trial, around);
  const { ruleVersion, records, joins, splits, ownerChanges } = trial;
  const found = `${joins} joins, ${splits} splits, ${ownerChanges} changes of owner`;
  await write(
    around.stderr,
    `rules ${printable(String(ruleVersion))} over ${records} records, nothing written: ${found}\n`,
  );
  return EXIT.done;
}

export async function applyRulesCommand(
  path: string,
  options: RulesOptions,
  around: Surroundings,
): Promise<number> {
  const rules = await readRules(path);
  const decision = await withClient(options, around, (client) =>
    client.post('/api/v1/rules/apply', { rules, reason: options.reason }),
  );
  const said = `${decision.id}: rules ${decision.ruleVersion} are in force; to take it back: muster ci undo ${decision.id}`;
  await write(around.stdout, `${options.json ? JSON.stringify(decision) : printable(said)}\n`);
  return EXIT.done;
}

async function readRules(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`cannot read ${path}`, { cause });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${path} is not JSON (muster rules show prints the rules in force)`, {
      cause,
    });
  }
}

async function finished(client: ApiClient, id: string, around: Surroundings): Promise<Item> {
  const progress = progressOf('trying', around);
  for (;;) {
    const state = await client.get(`/api/v1/rules/try/${id}`);
    if (state.state === 'failed') throw new WorldError(printable(String(state.message)));
    progress(Number(state.done), Math.max(1, Number(state.total)));
    if (state.state === 'done') return state.trial as Item;
    await delay(POLL_MS, undefined, { signal: around.signal });
  }
}

interface Difference {
  readonly kind: string;
  readonly cis: readonly string[];
  readonly ownerChange: boolean;
  readonly for: readonly { readonly says: string }[];
  readonly against: readonly { readonly says: string }[];
  readonly assets: readonly { readonly id: string; readonly tag?: string }[];
}

async function writeDifferences({ differences }: Item, around: Surroundings): Promise<void> {
  if (!Array.isArray(differences) || differences.length === 0) return;
  const saying = (all: Difference['for']): string => all.map(({ says }) => says).join('; ');
  const rows = differences.map((each: Difference) =>
    [
      each.kind,
      each.cis.join(' '),
      each.ownerChange ? each.assets.map(({ id, tag }) => tag ?? id).join(' ') : '',
      saying(each.for),
      saying(each.against),
    ].map(printable),
  );
  const { columns: width } = around.stdout;
  const lines = formatTable(['WOULD', 'CIS', 'OWNER OF', 'FOR', 'AGAINST'], rows, {
    isColored: isColored(around),
    ...(width !== undefined && { width }),
  });
  await writeLines(around.stdout, lines);
}
