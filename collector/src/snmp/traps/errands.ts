/**
 * What notifications have asked to be read and has not been read yet, by device: the same port or
 * address asked for ten times is read once. Pure but for what it keeps; time is given.
 */
import type { Hint } from './hints.ts';

/** One device's errand: all that is to be read of it, in one go. */
export interface Errand {
  readonly pollId: string;
  readonly addresses: readonly Wanted[];
  readonly ports: readonly WantedPort[];
  /** Read the whole device: why. */
  readonly device?: string;
}

export interface Wanted {
  readonly mac: string;
  readonly vlan?: number;
  readonly tries: number;
}

export interface WantedPort {
  readonly ifIndex: number;
  readonly tries: number;
}

/** A device is read at most this often; what comes meanwhile is read together. */
const GAP_MS = 100;
/** More than this is told by one whole visit for less. */
const ADDRESSES_MAX = 256;
const PORTS_MAX = 64;
/**
 * When to look again where nothing was found: a station speaks some time after its link is up, and
 * some switches tell of an address before their agent's table has it.
 */
const PORT_RETRIES_MS: readonly number[] = [1000, 4000, 15_000];
const ADDRESS_RETRIES_MS: readonly number[] = [300, 2000];

interface Desk {
  readonly addresses: Map<string, Wanted & { readonly atMs: number }>;
  readonly ports: Map<number, WantedPort & { readonly atMs: number }>;
  device: string | undefined;
  isOut: boolean;
  notBeforeMs: number;
}

export class Errands {
  readonly #desks = new Map<string, Desk>();

  add(pollId: string, hint: Hint, nowMs: number): void {
    const desk = this.#desk(pollId);
    switch (hint.kind) {
      case 'device':
        desk.device ??= hint.why;
        return;
      case 'port':
        desk.ports.set(hint.ifIndex, { ifIndex: hint.ifIndex, tries: 0, atMs: nowMs });
        break;
      case 'address': {
        const { mac, vlan } = hint;
        const wanted = { mac, tries: 0, atMs: nowMs, ...(vlan !== undefined && { vlan }) };
        desk.addresses.set(`${mac} ${vlan ?? ''}`, wanted);
      }
    }
    if (desk.addresses.size <= ADDRESSES_MAX && desk.ports.size <= PORTS_MAX) return;
    desk.addresses.clear();
    desk.ports.clear();
    desk.device ??= 'more changed than is read one by one';
  }

  /** What is due of one device that nobody is out for; it is out until `back`. */
  take(nowMs: number): Errand | undefined {
    for (const [pollId, desk] of this.#desks) {
      if (desk.isOut) continue;
      const at = dueMs(desk);
      // Kept while its gap lasts, however little is asked of it.
      if (at === Number.POSITIVE_INFINITY && desk.notBeforeMs <= nowMs) this.#desks.delete(pollId);
      if (at > nowMs) continue;
      const addresses = [...desk.addresses].filter(([, { atMs }]) => atMs <= nowMs);
      const ports = [...desk.ports].filter(([, { atMs }]) => atMs <= nowMs);
      for (const [key] of addresses) desk.addresses.delete(key);
      for (const [key] of ports) desk.ports.delete(key);
      const { device } = desk;
      desk.device = undefined;
      desk.isOut = true;
      return {
        pollId,
        addresses: addresses.map(([, wanted]) => wanted),
        ports: ports.map(([, wanted]) => wanted),
        ...(device !== undefined && { device }),
      };
    }
    return undefined;
  }

  /** @param missing what was not found where it was looked for: it is looked for again, some times */
  back(
    pollId: string,
    missing: { readonly addresses: readonly Wanted[]; readonly ports: readonly WantedPort[] },
    nowMs: number,
  ): void {
    const desk = this.#desk(pollId);
    desk.isOut = false;
    desk.notBeforeMs = nowMs + GAP_MS;
    for (const { tries, ...wanted } of missing.addresses) {
      const waitMs = ADDRESS_RETRIES_MS[tries];
      const key = `${wanted.mac} ${wanted.vlan ?? ''}`;
      if (waitMs === undefined || desk.addresses.has(key)) continue;
      desk.addresses.set(key, { ...wanted, tries: tries + 1, atMs: nowMs + waitMs });
    }
    for (const { ifIndex, tries } of missing.ports) {
      const waitMs = PORT_RETRIES_MS[tries];
      if (waitMs === undefined || desk.ports.has(ifIndex)) continue;
      desk.ports.set(ifIndex, { ifIndex, tries: tries + 1, atMs: nowMs + waitMs });
    }
  }

  /** When something is due that nobody is out for. */
  nextMs(): number | undefined {
    const waiting = [...this.#desks.values()].filter(({ isOut }) => !isOut).map(dueMs);
    return waiting.length === 0 ? undefined : Math.min(...waiting);
  }

  #desk(pollId: string): Desk {
    const known = this.#desks.get(pollId);
    if (known !== undefined) return known;
    const desk: Desk = {
      addresses: new Map(),
      ports: new Map(),
      device: undefined,
      isOut: false,
      notBeforeMs: 0,
    };
    this.#desks.set(pollId, desk);
    return desk;
  }
}

function dueMs({ addresses, ports, device, notBeforeMs }: Desk): number {
  const times = [...addresses.values(), ...ports.values()].map(({ atMs }) => atMs);
  const first = device === undefined ? Math.min(...times, Number.POSITIVE_INFINITY) : 0;
  return first === Number.POSITIVE_INFINITY ? first : Math.max(first, notBeforeMs);
}
