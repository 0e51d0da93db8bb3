/** Dashboard queries at a steady pace while something else goes on, timed from when they were due. */
import { setTimeout } from 'node:timers/promises';
import type { Inventory } from '@muster/reconciler/ports';

/** One in 50 ms: a dozen people who click and a few screens that refresh. */
const INTERVAL_MS = 50;

export interface Dashboard {
  stop(): Promise<readonly number[]>;
}

/** @param ids CIs to look at, as far as there are any yet */
export function openDashboard(inventory: Inventory, ids: readonly string[]): Dashboard {
  const latencies: number[] = [];
  const underway: Promise<void>[] = [];
  const controller = new AbortController();
  const start = performance.now();
  const ask = async (turn: number): Promise<void> => {
    // From when it was due: a question that the event loop kept waiting has waited.
    const due = start + turn * INTERVAL_MS;
    await questionOf(inventory, ids, turn);
    latencies.push(performance.now() - due);
  };
  const pace = async (): Promise<void> => {
    for (let turn = 0; !controller.signal.aborted; turn += 1) {
      underway.push(ask(turn));
      await setTimeout(Math.max(0, start + (turn + 1) * INTERVAL_MS - performance.now()));
    }
  };
  const pacing = pace();
  return {
    stop: async () => {
      controller.abort();
      await pacing;
      await Promise.all(underway);
      return latencies;
    },
  };
}

/** Of ten questions four are the list, four a CI's page, one a search, one the figures. */
async function questionOf(
  inventory: Inventory,
  ids: readonly string[],
  turn: number,
): Promise<unknown> {
  const id = ids[(turn * 7919) % Math.max(ids.length, 1)];
  switch (turn % 10) {
    case 0:
      return inventory.stats();
    case 1:
      return inventory.listCis({
        q: `serial:${(turn % 256).toString(16).padStart(2, '0')}a`,
        limit: 50,
      });
    case 2:
    case 3:
      return inventory.listCis({ limit: 50 });
    case 4:
      return inventory.listCis({ q: 'class:server', sort: 'hostname', limit: 50 });
    case 5:
      return inventory.listFindings({ state: 'open', limit: 50 });
    default:
      return id === undefined ? inventory.listCis({ limit: 50 }) : inventory.getCi(id);
  }
}
