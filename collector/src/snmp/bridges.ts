/**
 * Edge truth across devices: a port behind which another bridge is learned, one that was visited and
 * shows an address table of its own, leads to that bridge. What is learned there is attached to the
 * other one, also where no LLDP says so.
 */
import type { Sighting } from '@muster/facts/observation';
import { edgeOf } from './uplinks.ts';

/** Own addresses of one bridge: a chassis has one for each port. */
const OWN_MAX = 1024;

interface Bridge {
  readonly own: ReadonlySet<number>;
  readonly uplinks: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

export class Bridges {
  readonly #byPoll = new Map<string, Bridge>();
  /** How many of the bridges have the address as their own. */
  readonly #owners = new Map<number, number>();

  /** @returns what the visit came to, without what is attached to other bridges */
  visited(pollId: string, sightings: readonly Sighting[]): readonly Sighting[] {
    const found = sightings.find(({ key }) => key.endsWith('#0'));
    if (found === undefined) return sightings;
    const { attachments = [] } = found;
    const own = attachments.some(({ port }) => port !== undefined)
      ? ownOf(found)
      : new Set<number>();
    const uplinks = new Set<string>();
    for (const { mac, port } of attachments) {
      if (port === undefined || uplinks.has(port)) continue;
      const address = numberOf(mac);
      if (!own.has(address) && this.#owners.has(address)) uplinks.add(port);
    }
    this.#learn(pollId, { own, uplinks });
    if (uplinks.size === 0) return sightings;
    const { attachments: _, ...rest } = found;
    const left = edgeOf(attachments, uplinks);
    const pruned = { ...rest, ...(left.length > 0 && { attachments: left }) };
    return sightings.map((each) => (each === found ? pruned : each));
  }

  /** The ports of the last visit that lead to another bridge. */
  uplinksOf(pollId: string): ReadonlySet<string> {
    return this.#byPoll.get(pollId)?.uplinks ?? NONE;
  }

  #learn(pollId: string, bridge: Bridge): void {
    for (const address of this.#byPoll.get(pollId)?.own ?? []) {
      const left = (this.#owners.get(address) ?? 1) - 1;
      if (left > 0) this.#owners.set(address, left);
      else this.#owners.delete(address);
    }
    for (const address of bridge.own) {
      this.#owners.set(address, (this.#owners.get(address) ?? 0) + 1);
    }
    this.#byPoll.set(pollId, bridge);
  }
}

function ownOf({ device, interfaces = [] }: Sighting): ReadonlySet<number> {
  const macs = [device.baseMac, ...interfaces.map(({ mac }) => mac)];
  return new Set(
    macs.flatMap((mac) => (mac === undefined ? [] : [numberOf(mac)])).slice(0, OWN_MAX),
  );
}

/** 48 bits: thousands of devices have tens of thousands of addresses. */
function numberOf(mac: string): number {
  return Number.parseInt(mac.replaceAll(':', ''), 16);
}
