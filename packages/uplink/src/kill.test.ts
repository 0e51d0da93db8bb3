/** Real processes, really killed: what was printed as durable is acknowledged or still there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTestFolder, optionsFor, type TestFolder } from './testing/fixtures.ts';
import { StandIn, type Treatment } from './testing/stand-in.ts';
import type { WriterOptions } from './testing/writer.ts';
import { openUplink } from './uplink.ts';

const WRITER = fileURLToPath(new URL('./testing/writer.ts', import.meta.url));
const KILLS = 5;
/** Each run starts a process, on a machine that may be busy with others. */
const TIME_LIMIT_MS = 60_000;

let folder: TestFolder;
let reconciler: StandIn;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = await makeTestFolder();
  reconciler = await new StandIn().start();
});

afterEach(async () => {
  child?.kill('SIGKILL');
  await reconciler.stop();
  await folder.remove();
  expect(reconciler.complaints).toEqual([]);
});

/** Lets it write for a random moment after its first key. @returns what it said is durable */
async function writeAndKill(options: WriterOptions): Promise<readonly string[]> {
  const writer = spawn(process.execPath, [WRITER, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = writer;
  let printed = '';
  writer.stdout.on('data', (chunk) => {
    if (printed === '') setTimeout(() => writer.kill('SIGKILL'), Math.random() * 120);
    printed += String(chunk);
  });
  await once(writer, 'close');
  return printed.split('\n').slice(0, -1);
}

describe('an observer that is killed at any point', () => {
  it(
    'delivers all that it said was durable, each once in effect',
    async () => {
      const fates: Treatment[] = [
        'ack',
        'ack',
        'ack-twice',
        'store-then-cut',
        'cut',
        'refuse-retry',
      ];
      const treat = () => fates[Math.floor(Math.random() * fates.length)] ?? 'ack';
      reconciler.options = { window: 3, treat };
      const { path: dataFolder } = folder;
      const limits = { backoffFirstMs: 1, backoffMaxMs: 5 };
      const durable: string[] = [];
      for (let run = 0; run < KILLS; run += 1) {
        // Every third run the reconciler is away.
        if (run % 3 === 1) await reconciler.stop();
        if (run % 3 === 2) await reconciler.start();
        const { url } = reconciler;
        durable.push(
          ...(await writeAndKill({ dataFolder, reconciler: url, prefix: `r${run}`, limits })),
        );
      }
      await reconciler.stop();
      await reconciler.start();
      const uplink = await openUplink(optionsFor(dataFolder, reconciler.url, { limits }));
      expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
      const { health } = uplink.status();
      await uplink.close();

      const taken = reconciler.observations.map(({ key }) => key);
      expect(durable.length).toBeGreaterThan(KILLS);
      expect(durable.filter((key) => !taken.includes(key))).toEqual([]);
      expect(taken).toHaveLength(new Set(taken).size);
      expect([health.lost, reconciler.enrolled.size]).toEqual([0, 1]);
    },
    TIME_LIMIT_MS,
  );

  it(
    'counts what it lost at its bounds, no more and no less',
    async () => {
      const { url } = reconciler;
      await reconciler.stop();
      const { path: dataFolder } = folder;
      const limits = { spoolBatches: 3 };
      const durable: string[] = [];
      for (let run = 0; run < 3; run += 1)
        durable.push(
          ...(await writeAndKill({ dataFolder, reconciler: url, prefix: `r${run}`, limits })),
        );
      await reconciler.start();
      const uplink = await openUplink(optionsFor(dataFolder, url));
      expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
      const { lost } = uplink.status().health;
      await uplink.close();

      const taken = new Set(reconciler.observations.map(({ key }) => key));
      const missing = durable.filter((key) => !taken.has(key));
      expect(missing.length).toBeGreaterThan(0);
      expect(lost).toBeGreaterThanOrEqual(missing.length);
      // A kill may fall between writing and saying so: one sighting a run that nobody knows of.
      expect(lost).toBeLessThanOrEqual(missing.length + 3);
    },
    TIME_LIMIT_MS,
  );
});
