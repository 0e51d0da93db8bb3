/**
 * Group commit: deliveries that wait while a transaction runs share the next one, so that one
 * flush to the disk acknowledges them all.
 */
import type { Done, Engine } from '../engine.ts';
import { type PreparedItem, parkItem } from '../intake/prepare.ts';
import type { IngestResult } from '../ports.ts';
import { StorageError } from '../store/port.ts';
import type { Delivery } from './plan.ts';

interface Waiting {
  readonly delivery: Delivery;
  readonly now: number;
  readonly resolve: (done: Done<IngestResult>) => void;
  readonly reject: (reason: unknown) => void;
}

export interface Group {
  ingest(delivery: Delivery, now: number): Promise<Done<IngestResult>>;
}

export function openGroup(
  engine: Pick<Engine, 'ingest'>,
  options: {
    readonly itemsMax: number;
    /** Runs a callback after what has arrived meanwhile was taken in. */
    readonly soon: (callback: () => void) => void;
    readonly onFault: (fault: { readonly error: unknown; readonly id: string }) => void;
  },
): Group {
  const waiting: Waiting[] = [];
  let isRunning = false;
  const run = async (): Promise<void> => {
    const group = takeGroup(waiting, options.itemsMax);
    if (group.length > 0) await commitGroup(engine, group, options.onFault);
    isRunning = waiting.length > 0;
    if (isRunning) options.soon(() => void run());
  };
  return {
    ingest: (delivery, now) =>
      new Promise((resolve, reject) => {
        waiting.push({ delivery, now, resolve, reject });
        if (isRunning) return;
        isRunning = true;
        options.soon(() => void run());
      }),
  };
}

/** As many deliveries as fit, at least one. */
function takeGroup(waiting: Waiting[], itemsMax: number): readonly Waiting[] {
  let items = 0;
  const count = waiting.findIndex(({ delivery }, index) => {
    items += delivery.items.length;
    return index > 0 && items > itemsMax;
  });
  return waiting.splice(0, count < 0 ? waiting.length : count);
}

async function commitGroup(
  engine: Pick<Engine, 'ingest'>,
  group: readonly Waiting[],
  onFault: (fault: { readonly error: unknown; readonly id: string }) => void,
): Promise<void> {
  const now = Math.max(...group.map((each) => each.now));
  try {
    const { value, events } = await engine.ingest(
      group.map(({ delivery }) => delivery),
      now,
    );
    for (const [index, { resolve }] of group.entries()) {
      const result = value[index] ?? NOTHING;
      // Events belong to the transaction: they go out once, in its order.
      resolve({ value: result, events: index === 0 ? events : [] });
    }
  } catch (error) {
    await commitApart(engine, group, error, now, onFault);
  }
}

const NOTHING: IngestResult = { counts: {}, exceptions: [], wanted: [] };

/**
 * A fault of ours in one item must not keep its neighbors out: the group is taken delivery by
 * delivery, then item by item, and the item at fault is parked. The storage's troubles are not
 * anybody's fault and are handed on: sending again may help.
 */
async function commitApart(
  engine: Pick<Engine, 'ingest'>,
  group: readonly Waiting[],
  error: unknown,
  now: number,
  onFault: (fault: { readonly error: unknown; readonly id: string }) => void,
): Promise<void> {
  for (const each of group) {
    try {
      if (error instanceof StorageError) throw error;
      each.resolve(await ingestApart(engine, each.delivery, now, onFault));
    } catch (reason) {
      each.reject(reason);
    }
  }
}

async function ingestApart(
  engine: Pick<Engine, 'ingest'>,
  delivery: Delivery,
  now: number,
  onFault: (fault: { readonly error: unknown; readonly id: string }) => void,
): Promise<Done<IngestResult>> {
  const whole = await attempt(engine, delivery, now);
  if (whole.kind === 'done') return whole.done;
  const { observerId, items } = delivery;
  const [item] = items;
  if (items.length <= 1) {
    if (item === undefined || item.kind === 'parked') throw whole.error;
    onFault({ error: whole.error, id: item.id });
    const parked = parkItem(item, 'could not be reconciled: an internal fault, written to the log');
    return ingestApart(engine, { observerId, items: [{ ...parked, id: item.id }] }, now, onFault);
  }
  const middle = Math.ceil(items.length / 2);
  const halves: readonly (readonly PreparedItem[])[] = [
    items.slice(0, middle),
    items.slice(middle),
  ];
  let all: Done<IngestResult> = { value: NOTHING, events: [] };
  for (const half of halves) {
    all = add(all, await ingestApart(engine, { observerId, items: half }, now, onFault));
  }
  return all;
}

type Attempt =
  | { readonly kind: 'done'; readonly done: Done<IngestResult> }
  | { readonly kind: 'failed'; readonly error: unknown };

async function attempt(
  engine: Pick<Engine, 'ingest'>,
  delivery: Delivery,
  now: number,
): Promise<Attempt> {
  try {
    const { value, events } = await engine.ingest([delivery], now);
    return { kind: 'done', done: { value: value[0] ?? NOTHING, events } };
  } catch (error) {
    if (error instanceof StorageError) throw error;
    return { kind: 'failed', error };
  }
}

function add(some: Done<IngestResult>, others: Done<IngestResult>): Done<IngestResult> {
  const counts = { ...some.value.counts };
  for (const [name, count = 0] of Object.entries(others.value.counts)) {
    const disposition = name as keyof typeof counts;
    counts[disposition] = (counts[disposition] ?? 0) + count;
  }
  return {
    value: {
      counts,
      exceptions: [...some.value.exceptions, ...others.value.exceptions],
      wanted: [...some.value.wanted, ...others.value.wanted],
    },
    events: [...some.events, ...others.events],
  };
}
