/** A whole core on a folder of its own, for tests: with a clock that is set by hand. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InventoryEvent } from '@muster/facts/inventory';
import { openReconciler } from '../open.ts';
import type { ReconcilerOptions } from '../options.ts';
import type { Reconciler } from '../ports.ts';
import { NOON } from './observations.ts';

export interface TestCore extends AsyncDisposable {
  readonly core: Reconciler;
  readonly folder: string;
  readonly events: InventoryEvent[];
  /** Sets the clock, in milliseconds after noon. */
  setTime(at: number): void;
  /** Closes and opens again on the same folder. */
  reopen(): Promise<Reconciler>;
}

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

export async function openTestCore(change: Partial<ReconcilerOptions> = {}): Promise<TestCore> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-core-'));
  const events: InventoryEvent[] = [];
  let now = NOON + 60_000;
  const open = async (): Promise<Reconciler> => {
    const core = await openReconciler({
      dataFolder: folder,
      now: () => new Date(now),
      random: (octets) => randomBytes(octets),
      logger: SILENT,
      limits: { readers: 1 },
      ...change,
    });
    core.onEvent((event) => events.push(event));
    return core;
  };
  let core = await open();
  return {
    get core() {
      return core;
    },
    folder,
    events,
    setTime: (at) => {
      now = NOON + at;
    },
    reopen: async () => {
      await core.close();
      core = await open();
      return core;
    },
    [Symbol.asyncDispose]: async () => {
      await core.close();
      rmSync(folder, { recursive: true });
    },
  };
}
