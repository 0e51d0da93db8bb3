/** Placeholders among UUIDs and MAC addresses: what no maker assigned, or gave to all alike. */

import { impossible, type Judgement, SOUND, suspect } from './judgement.ts';
import lists from './placeholders.json' with { type: 'json' };
import { swapUuidByteOrder } from './uuid.ts';

const SHARED_UUIDS: ReadonlySet<string> = new Set(
  lists.uuid.impossible.flatMap((uuid) => [uuid, swapUuidByteOrder(uuid)]),
);
/** Everything before the node part (the last six octets) is zero: boards that print only a MAC. */
const NODE_ONLY = /^00000000-0000-0000-0000-(?=.{12}$)/;
/** A random UUID has 15 distinct octets of 16; a handful means that somebody typed it. */
const UUID_OCTETS_MIN = 5;

/** @param uuid in canonical form */
export function judgeUuid(uuid: string): Judgement {
  if (SHARED_UUIDS.has(uuid)) return impossible('reported by many machines');
  const octets = octetsOf(uuid);
  const distinct = new Set(octets).size;
  if (distinct === 1) return impossible('one repeated octet');
  if (isCounting(octets, 1) || isCounting(octetsOf(swapUuidByteOrder(uuid)), 1)) {
    return impossible('a counting run');
  }
  if (uuid.startsWith('12345678-1234-')) return impossible('a counting run');
  if (uuid.endsWith('-ffffffffffff')) return impossible('its node part was never programmed');
  if (NODE_ONLY.test(uuid)) {
    const node = judgeMac(octets.slice(10).map(hex).join(':'));
    return node.trust === 'sound' ? node : impossible('its node part is no address');
  }
  if (distinct < UUID_OCTETS_MIN) return suspect('hardly any variety');
  return SOUND;
}

const SHARED_MACS: ReadonlyMap<string, string> = new Map(
  Object.entries(lists.mac.impossible).flatMap(([why, macs]) =>
    macs.map((mac): [string, string] => [mac, why]),
  ),
);
const SHARED_PREFIXES: readonly (readonly [string, string])[] = Object.entries(
  lists.mac.impossiblePrefixes,
).flatMap(([why, prefixes]) => prefixes.map((prefix) => [prefix, why] as const));

/**
 * Says nothing of an address's kind (`macKindOf`): a random Bluetooth address may have the multicast
 * bit set.
 *
 * @param mac in canonical form
 */
export function judgeMac(mac: string): Judgement {
  const shared = SHARED_MACS.get(mac) ?? SHARED_PREFIXES.find(([p]) => mac.startsWith(p))?.[1];
  if (shared !== undefined) return impossible(`shared by many devices: ${shared}`);
  const octets = octetsOf(mac);
  if (new Set(octets).size === 1) return impossible('one repeated octet');
  if (mac.startsWith('00:00:00:00:00')) return impossible('never programmed');
  if (isCounting(octets, 0x01) || isCounting(octets, 0x11) || isCounting(octets, 0x22)) {
    return impossible('a counting run');
  }
  if (mac.startsWith('de:ad:be:ef')) return impossible('a word, not an address');
  if (mac.endsWith(':00:00:00') || mac.endsWith(':ff:ff:ff')) {
    return suspect('the part its maker assigns was never programmed');
  }
  return SOUND;
}

function octetsOf(canonical: string): number[] {
  return (canonical.match(/[0-9a-f]{2}/g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

function isCounting(octets: readonly number[], step: number): boolean {
  return octets.every((octet, index) => index === 0 || octet - (octets[index - 1] ?? 0) === step);
}

function hex(octet: number): string {
  return octet.toString(16).padStart(2, '0');
}
