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
  if (uuid.startsWith('12345678-1234-') || isCounting(octets, 1)) {
    return impossible('a counting run');
  }
  if (isCounting(octets.slice(8), 1) && isCounting(octetsOf(swapUuidByteOrder(uuid)), 1)) {
    return impossible('a counting run');
  }
  if (uuid.endsWith('-ffffffffffff')) return impossible('its node part was never programmed');
  if (NODE_ONLY.test(uuid)) {
    const node = judgeMac(uuid.slice(24).replace(/(..)(?!$)/g, '$1:'));
    return node.trust === 'sound' ? node : impossible('its node part is no address');
  }
  return distinct < UUID_OCTETS_MIN ? suspect('hardly any variety') : SOUND;
}

const SHARED_MACS: ReadonlyMap<string, string> = new Map(
  Object.entries(lists.mac.impossible).flatMap(([why, macs]) =>
    macs.map((mac): [string, string] => [mac, why]),
  ),
);
const SHARED_PREFIXES: readonly (readonly [string, string])[] = Object.entries(
  lists.mac.impossiblePrefixes,
).flatMap(([why, prefixes]) => prefixes.map((prefix) => [why, prefix] as const));
const SHARED_PREFIX = new RegExp(`^(?:${SHARED_PREFIXES.map(([, prefix]) => prefix).join('|')})`);

/**
 * Says nothing of an address's kind (`macKindOf`): a random Bluetooth address may have the multicast
 * bit set.
 *
 * @param mac in canonical form
 */
export function judgeMac(mac: string): Judgement {
  const shared = SHARED_MACS.get(mac) ?? (SHARED_PREFIX.test(mac) ? whyPrefix(mac) : undefined);
  if (shared !== undefined) return impossible(`shared by many devices: ${shared}`);
  if (/^(..)(?::\1){5}$/.test(mac)) return impossible('one repeated octet');
  if (mac.startsWith('00:00:00:00:00')) return impossible('never programmed');
  if (MAC_STEPS.has(octetAt(mac, 3) - octetAt(mac, 0)) && isCountingMac(mac)) {
    return impossible('a counting run');
  }
  if (mac.startsWith('de:ad:be:ef')) return impossible('a word, not an address');
  if (mac.endsWith(':00:00:00') || mac.endsWith(':ff:ff:ff')) {
    return suspect('the part its maker assigns was never programmed');
  }
  return SOUND;
}

/** "00:01:02:03:04:05", "00:11:22:33:44:55", "12:34:56:78:9a:bc". */
const MAC_STEPS: ReadonlySet<number> = new Set([0x01, 0x11, 0x22]);

function isCountingMac(mac: string): boolean {
  const octets = octetsOf(mac);
  return isCounting(octets, (octets[1] ?? 0) - (octets[0] ?? 0));
}

function whyPrefix(mac: string): string | undefined {
  return SHARED_PREFIXES.find(([, prefix]) => mac.startsWith(prefix))?.[0];
}

/** The octets of a canonical UUID or MAC, whatever stands between them. */
function octetsOf(canonical: string): number[] {
  const octets: number[] = [];
  for (let at = 0; at < canonical.length; at += 2) {
    if (canonical[at] === '-' || canonical[at] === ':') at += 1;
    octets.push(octetAt(canonical, at));
  }
  return octets;
}

function octetAt(text: string, start: number): number {
  return Number.parseInt(text.slice(start, start + 2), 16);
}

function isCounting(octets: readonly number[], step: number): boolean {
  return octets.every((octet, index) => index === 0 || octet - (octets[index - 1] ?? 0) === step);
}
