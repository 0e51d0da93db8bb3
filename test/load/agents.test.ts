/**
 * A hundred agents, each a process of its own, and one reconciler: they enroll, report, lose it,
 * go on looking, and come back. Nothing that they saw is lost, and they do not come back at once.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeBundle } from '../../agent/packaging/bundle.ts';
import { makeReconciler, type ReconcilerProcess } from '../reconciler-process.ts';

/** Two minutes on two cores that others use as well. */
const TIME_LIMIT_MS = 240_000;
/** Resident, with some room: fewer agents on a small machine are better than none. */
const AGENT_BYTES = 80 * 1024 * 1024;
const AGENTS = Math.max(10, Math.min(100, Math.floor(process.availableMemory() / 2 / AGENT_BYTES)));
/** As the single executables run: hundreds of compilers of their own would only cost memory. */
const NODE_FLAGS = ['--no-opt', '--no-maglev', '--liftoff-only', '--max-semi-space-size=1'];

let folder: string;
let reconciler: ReconcilerProcess;
const running: Set<ChildProcess> = new Set();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-agents-'));
  reconciler = await makeReconciler(join(folder, 'reconciler'));
  await writeBundle(join(folder, 'agent.mjs'), 'es');
});

afterEach(async () => {
  const exits = [...running].map((child) => once(child, 'exit'));
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(exits);
  await reconciler.kill();
  rmSync(folder, { recursive: true, force: true });
});

interface Agent {
  readonly dataFolder: string;
  /** When its session was up, Unix milliseconds, each time. */
  readonly connectedAtMs: readonly number[];
}

interface LogLine {
  readonly at?: unknown;
  readonly msg?: unknown;
}

function startAgent(number: number, config: string): Agent {
  const dataFolder = join(folder, `agent-${number}`);
  const args = [...NODE_FLAGS, join(folder, 'agent.mjs'), 'run', '--config', config];
  const child = spawn(process.execPath, [...args, '--data', dataFolder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const connectedAtMs: number[] = [];
  createInterface(child.stderr).on('line', (line) => {
    if (!line.startsWith('{')) return;
    const { at, msg }: LogLine = JSON.parse(line);
    if (msg === 'connected') connectedAtMs.push(Date.parse(String(at)));
  });
  return { dataFolder, connectedAtMs };
}

interface State {
  readonly installId: string;
  readonly lastLookAt?: string;
  readonly lost: number;
}

/** Undefined before the first look. The file is replaced whole, so it is read whole. */
function readState({ dataFolder }: Agent): State | undefined {
  try {
    return JSON.parse(readFileSync(join(dataFolder, 'state.json'), 'utf8')) as State;
  } catch {
    return undefined;
  }
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + TIME_LIMIT_MS / 3;
  while (!(await holds())) {
    if (Date.now() > deadlineMs) throw new Error(`${what}: not within the time limit`);
    await delay(100);
  }
}

const lastLookMs = (agent: Agent) => Date.parse(readState(agent)?.lastLookAt ?? '');

interface Listed<T> {
  readonly items: readonly T[];
}
interface Ci {
  readonly id: string;
}
interface CiRecords {
  readonly records: readonly { readonly key: string; readonly lastSeenAt: string }[];
}

/** When the reconciler says that each installation was last seen. */
async function seenByKey(): Promise<ReadonlyMap<string, number>> {
  const { items } = (await reconciler.ask('cis?limit=200')) as Listed<Ci>;
  const details = await Promise.all(items.map(({ id }) => reconciler.ask(`cis/${id}`)));
  return new Map(
    details
      .flatMap((detail) => (detail as CiRecords).records)
      .map(({ key, lastSeenAt }) => [key, Date.parse(lastSeenAt)]),
  );
}

/** The most that fall into any one second. */
function busiestSecond(timesMs: readonly number[]): number {
  const counts = timesMs.map(
    (from) => timesMs.filter((each) => each >= from && each < from + 1000).length,
  );
  return Math.max(0, ...counts);
}

const say = (text: string) => process.stdout.write(`      ${text}\n`);

describe(`${AGENTS} agents`, () => {
  it(
    'enroll, report, lose the reconciler and come back: nothing lost, no thundering herd',
    async () => {
      await reconciler.start();
      const created = await reconciler.ask('enrolment-tokens', { uses: AGENTS });
      writeFileSync(join(folder, 'token'), String(Reflect.get(Object(created), 'token')));
      const config = join(folder, 'agent.yaml');
      const lines = [
        `reconciler: ${reconciler.url}`,
        'tokenFile: token',
        'every: 10s',
        'spread: 4s',
      ];
      writeFileSync(config, `${lines.join('\n')}\n`);

      const startedMs = Date.now();
      const agents = Array.from({ length: AGENTS }, (_, number) => startAgent(number, config));
      await until('all connected', () =>
        agents.every(({ connectedAtMs }) => connectedAtMs.length > 0),
      );
      await until('all looked', () => agents.every((agent) => readState(agent)?.lastLookAt));
      say(`${AGENTS} enrolled and connected within ${seconds(Date.now() - startedMs)}`);

      await reconciler.kill();
      const killedMs = Date.now();
      const lookedMeanwhile = () => agents.filter((agent) => lastLookMs(agent) > killedMs).length;
      await until('many looked meanwhile', () => lookedMeanwhile() >= AGENTS / 3);
      say(`${lookedMeanwhile()} looked while it was away`);
      const looks = new Map(
        agents.map((agent) => [readState(agent)?.installId ?? '', lastLookMs(agent)]),
      );
      expect(looks.size).toBe(AGENTS);

      const backMs = Date.now();
      await reconciler.start();
      const answeringMs = Date.now();
      const returns = () =>
        agents.map(({ connectedAtMs }) => connectedAtMs.find((each) => each > killedMs));
      await until('all connected again', () => returns().every((each) => each !== undefined));
      const timesMs = returns().flatMap((each) => (each === undefined ? [] : [each]));
      const firstMs = Math.min(...timesMs);
      const spreadMs = Math.max(...timesMs) - firstMs;
      const busiest = busiestSecond(timesMs);
      say(
        `away for ${seconds(answeringMs - killedMs)}, answering after ${seconds(answeringMs - backMs)}`,
      );
      say(`back within ${seconds(spreadMs)} of the first, at most ${busiest} in one second`);

      await until('all that was seen is known', async () => {
        const seen = await seenByKey();
        return [...looks].every(([key, lookMs]) => (seen.get(key) ?? 0) >= lookMs);
      });
      expect(agents.map((agent) => readState(agent)?.lost)).toEqual(agents.map(() => 0));
      const { items } = (await reconciler.ask('observers')) as Listed<{
        readonly connected: boolean;
        readonly lost: number;
      }>;
      expect(items.filter(({ connected, lost }) => connected && lost === 0)).toHaveLength(AGENTS);
      // Full jitter over a ceiling of four seconds and more: a herd would come within one.
      expect(spreadMs).toBeGreaterThan(2_000);
      expect(busiest).toBeLessThan(AGENTS / 2);
    },
    TIME_LIMIT_MS,
  );
});

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
