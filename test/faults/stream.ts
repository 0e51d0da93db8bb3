/** A stream of observations from several observers about one small fleet, the same for one seed. */
import { observe, touch } from '@muster/reconciler/testing/observations';

export interface StreamedBatch {
  readonly observerId: string;
  readonly items: readonly { readonly id: string }[];
}

export interface StreamShape {
  /** At least so many items in all. */
  readonly items: number;
  readonly observers: number;
  readonly batchItems: number;
  readonly seed: number;
}

/**
 * Each observer states devices of its own and some that others state too (by another source), and
 * goes round: new, touched, changed, touched… Items of one observer come in order of time.
 */
export function makeStream({
  items,
  observers,
  batchItems,
  seed,
}: StreamShape): readonly StreamedBatch[] {
  const random = openRandom(seed);
  const perObserver = Math.ceil(items / observers);
  const streams = Array.from({ length: observers }, (_, observer) =>
    batchesOf(observer, itemsOf(observer, perObserver, random), batchItems),
  );
  // As they would arrive: the observers take turns, not quite evenly.
  const merged: StreamedBatch[] = [];
  while (streams.some((stream) => stream.length > 0)) {
    const waiting = streams.filter((stream) => stream.length > 0);
    const next = waiting[random(waiting.length)]?.shift();
    if (next !== undefined) merged.push(next);
  }
  return merged;
}

const SECOND = 1000;
const SOURCES = ['agent', 'snmp', 'ssh', 'mqtt'] as const;

function itemsOf(
  observer: number,
  count: number,
  random: (below: number) => number,
): readonly { readonly id: string }[] {
  const devices = Math.max(1, Math.ceil(count / 5));
  const last = new Map<number, ReturnType<typeof observe>>();
  return Array.from({ length: count }, (_, step) => {
    const device = step < devices ? step : random(devices);
    // All in the past of whatever clock runs, and each at a time of its own.
    const at = -30 * 86_400_000 + step * SECOND + observer;
    const known = last.get(device);
    if (known !== undefined && random(3) > 0) return touch(known, at);
    const stated = stateDevice(observer, device, at, known === undefined ? 0 : random(4));
    last.set(device, stated);
    return stated;
  });
}

function stateDevice(observer: number, device: number, at: number, version: number) {
  const source = SOURCES[observer % SOURCES.length] ?? 'agent';
  // Every third device is stated by all observers, the others by one.
  const name = device % 3 === 0 ? `shared-${device}` : `own-${observer}-${device}`;
  const number = device % 3 === 0 ? device : 100_000 * (observer + 1) + device;
  return observe({
    at,
    source,
    key: `${source}-${observer}-${device}`,
    class: device % 2 === 0 ? 'server' : 'switch',
    device: {
      vendor: 'Contoso',
      model: `M${device % 7}`,
      serial: `KT${(number * 7919).toString(36).toUpperCase()}Q`,
      hostname: name,
    },
    firmware: { version: `1.${version}` },
    interfaces: [{ name: 'eth0', addresses: [`10.0.${observer}.${device % 250}`], up: true }],
    ...(source === 'snmp' ? { attachments: [{ mac: '00:1b:21:00:00:01', port: 'Gi1' }] } : {}),
  });
}

function batchesOf(
  observer: number,
  items: readonly { readonly id: string }[],
  size: number,
): StreamedBatch[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => ({
    observerId: `observer-${observer}`,
    items: items.slice(index * size, (index + 1) * size),
  }));
}

/** A small generator of whole numbers (mulberry32), so that a run can be repeated from its seed. */
export function openRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
