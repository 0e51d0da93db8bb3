/**
 * kill -9 of the core, again and again, during a stream of observations: what was not acknowledged
 * is sent again, as an observer's spool would. Afterwards the books are compared.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { verifyLedger } from '@muster/reconciler/ledger/chain';
import { LEDGER_ENTRIES, ledgerEntryOf } from '@muster/reconciler/store/ledger-row';
import type { Answered, Asked } from './core-process.ts';
import { openRandom, type StreamedBatch } from './stream.ts';

export const CORE_ENTRY: string = fileURLToPath(new URL('./core-process.ts', import.meta.url));
/** Unanswered batches of one observer. */
const WINDOW = 8;
/** A core that neither starts nor answers for so long has failed the test. */
const PATIENCE_MS = 60_000;

export interface KillRun {
  readonly folder: string;
  /** The address of a PostgreSQL database, instead of SQLite in the folder. */
  readonly database?: string;
  readonly batches: readonly StreamedBatch[];
  readonly kills: number;
  readonly seed: number;
}

/** @returns the batches in the order of their acknowledgments, and how often the core was killed */
export async function streamWithKills(run: KillRun): Promise<{
  readonly acknowledged: ReadonlySet<number>;
  readonly killed: number;
}> {
  const { batches, kills, seed } = run;
  const random = openRandom(seed);
  const acknowledged = new Set<number>();
  let killed = 0;
  while (acknowledged.size < batches.length) {
    const left = kills - killed;
    // Spread over what is left, and never at the same stage twice.
    const share = Math.max(1, Math.floor((batches.length - acknowledged.size) / (left + 2)));
    const killAfter = left > 0 ? acknowledged.size + 1 + random(share) : undefined;
    const wasKilled = await runOnce(run, acknowledged, killAfter, random);
    if (wasKilled) killed += 1;
  }
  return { acknowledged, killed };
}

/** One life of the core. @returns whether it was killed */
async function runOnce(
  { folder, database, batches }: KillRun,
  acknowledged: Set<number>,
  killAfter: number | undefined,
  random: (below: number) => number,
): Promise<boolean> {
  const core = fork(CORE_ENTRY, database === undefined ? [folder] : [folder, database], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(core, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
  const waiting = new Map<string, number[]>();
  for (const [index, { observerId }] of batches.entries()) {
    if (acknowledged.has(index)) continue;
    waiting.set(observerId, [...(waiting.get(observerId) ?? []), index]);
  }
  const sendNext = (observerId: string): void => {
    const next = waiting.get(observerId)?.shift();
    const batch = next === undefined ? undefined : batches[next];
    if (next === undefined || batch === undefined) return;
    const asked: Asked = { batch: next, observerId, items: batch.items };
    // The channel may be gone already: that is the point.
    core.send(asked, () => {});
  };
  let isDying = false;
  const ended = new Promise<boolean>((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error('the core does not answer')), PATIENCE_MS);
    core.on('message', (message) => {
      if (!isAnswer(message)) return;
      patience.refresh();
      acknowledged.add(message.batch);
      if (isDying) return;
      if (killAfter !== undefined && acknowledged.size >= killAfter) {
        // Sometimes at once, sometimes in the midst of what is still under way.
        isDying = true;
        setTimeout(() => core.kill('SIGKILL'), random(4) * 5);
      } else if (acknowledged.size === batches.length) {
        finish(core, patience, () => resolve(false));
      } else sendNext(batches[message.batch]?.observerId ?? '');
    });
    core.once('exit', (_, signal) => {
      clearTimeout(patience);
      resolve(signal === 'SIGKILL');
    });
  });
  for (const observerId of waiting.keys()) {
    for (let sent = 0; sent < WINDOW; sent += 1) sendNext(observerId);
  }
  return ended;
}

function isAnswer(message: unknown): message is Answered {
  return typeof message === 'object' && message !== null && 'batch' in message;
}

function finish(core: ChildProcess, patience: NodeJS.Timeout, done: () => void): void {
  clearTimeout(patience);
  core.removeAllListeners('exit');
  core.once('exit', done);
  core.disconnect();
}

export interface Books {
  readonly ledger: ReturnType<typeof verifyLedger>['kind'];
  /** Observations that ended more than once, or made two versions. */
  readonly twice: number;
  readonly fates: ReadonlySet<string>;
}

type Rows = readonly Record<string, unknown>[];

/** What a database says of itself, while nobody writes. */
export async function readBooks(all: (sql: string) => Promise<Rows>): Promise<Books> {
  const entries = (await all(`${LEDGER_ENTRIES} ORDER BY seq`)).map(ledgerEntryOf);
  const twice = await all(
    'SELECT 1 FROM record_version GROUP BY observation_id HAVING count(*) > 1',
  );
  return {
    ledger: verifyLedger(entries).kind,
    twice: twice.length,
    fates: new Set((await all('SELECT id FROM fate')).map(({ id }) => String(id))),
  };
}
