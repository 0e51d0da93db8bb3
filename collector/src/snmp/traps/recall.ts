/**
 * What the last visit to each device said of its ports, kept so that what a targeted read finds can
 * be told in the device's own words: its key, its ports' names, which of them lead to others. Packed,
 * since there are thousands of devices and a notification concerns one.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Sighting } from '@muster/facts/observation';
import { uplinksOf } from '../uplinks.ts';

export interface Recalled {
  /** The sighting that holds the ports, without attachments. */
  readonly sighting: Sighting;
  /** Ports with a neighbor that forwards for others, and ports with very many addresses. */
  readonly uplinks: ReadonlySet<string>;
  readonly ownMacs: ReadonlySet<string>;
}

/**
 * An access point or a host of virtual machines has some dozens of addresses behind its port; more
 * are another switch, whether it says so or not.
 */
const CROWD_MIN = 100;
/** A router has an address in every VLAN. */
const ADDRESSES_MAX = 512;

interface Packed {
  readonly bytes: Uint8Array;
  readonly crowded: readonly string[];
  readonly addresses: readonly string[];
}

export class Recall {
  readonly #byPoll = new Map<string, Packed>();
  readonly #byAddress = new Map<string, Set<string>>();

  /** @param sightings what a visit came to */
  remember(pollId: string, sightings: readonly Sighting[]): void {
    const found = sightings.find(({ key, source }) => source === 'snmp' && key.endsWith('#0'));
    if (found === undefined) return;
    const { attachments = [], ...sighting } = found;
    const addresses = (found.interfaces ?? [])
      .flatMap(({ addresses: own = [] }) => own)
      .filter(isOwn)
      .slice(0, ADDRESSES_MAX);
    const counts = Map.groupBy(attachments, ({ port }) => port);
    const crowded = [...counts].flatMap(([port, each]) =>
      port !== undefined && each.length >= CROWD_MIN ? [port] : [],
    );
    this.#forgetAddresses(pollId);
    for (const address of addresses) {
      const polls = this.#byAddress.get(address) ?? new Set();
      this.#byAddress.set(address, polls.add(pollId));
    }
    this.#byPoll.set(pollId, { bytes: pack(sighting), crowded, addresses });
  }

  /** Nothing before the first visit. */
  recall(pollId: string): Recalled | undefined {
    const packed = this.#byPoll.get(pollId);
    if (packed === undefined) return undefined;
    const sighting = unpack(packed.bytes);
    const macs = [
      sighting.device.baseMac,
      ...(sighting.interfaces ?? []).map(({ mac }) => mac),
    ].flatMap((mac) => mac ?? []);
    return {
      sighting,
      uplinks: new Set([...uplinksOf(sighting.neighbors ?? []), ...packed.crowded]),
      ownMacs: new Set(macs),
    };
  }

  /** The polls of the devices that have this address on one of their interfaces. */
  pollsAt(address: string): readonly string[] {
    return [...(this.#byAddress.get(address) ?? [])];
  }

  #forgetAddresses(pollId: string): void {
    for (const address of this.#byPoll.get(pollId)?.addresses ?? []) {
      const polls = this.#byAddress.get(address);
      polls?.delete(pollId);
      if (polls?.size === 0) this.#byAddress.delete(address);
    }
  }
}

/** Loopback and link-local addresses are on every device. */
function isOwn(address: string): boolean {
  return !/^(?:127\.|169\.254\.|0\.|::1$|fe80:)/i.test(address);
}

function pack(sighting: Omit<Sighting, 'attachments'>): Uint8Array {
  // The copy lets go of the chunk it was packed into: 40 kB for some 2 kB (Buffer.copyBytesFrom keeps it).
  return new Uint8Array(deflateRawSync(JSON.stringify(sighting), { level: 1 }));
}

/** Our own text: what was packed above, in this process. */
function unpack(bytes: Uint8Array): Sighting {
  return JSON.parse(inflateRawSync(bytes).toString('utf8')) as Sighting;
}
