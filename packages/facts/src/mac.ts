/** MAC addresses: every notation in, one canonical form out, and what an address is worth. */

import prefixes from './mac-prefixes.json' with { type: 'json' };
import type { MacKind } from './observation.ts';

const CANONICAL = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;
const BARE = /^[0-9a-f]{12}$/;
/** "0:1b:2:3:4:5" (macOS, Solaris), "00-1B-…" (Windows), "00 1b …" (SNMP hex strings). */
const OCTETS = /^[0-9a-f]{1,2}([:\-. ])[0-9a-f]{1,2}(?:\1[0-9a-f]{1,2}){4}$/;
/** "001b.0203.0405" (Cisco), "001b-0203-0405" (Huawei, H3C). */
const QUADS = /^[0-9a-f]{4}([.:-])[0-9a-f]{4}\1[0-9a-f]{4}$/;
/** "001b02-030405" (HPE). */
const HALVES = /^[0-9a-f]{6}[:-][0-9a-f]{6}$/;
/** Longer than any notation; what is longer is not looked at. */
const NOTATION_MAX = 32;

/**
 * Reads a MAC address in any common notation.
 *
 * @returns six lower-case octets with colons, or undefined
 */
export function parseMac(text: string): string | undefined {
  if (CANONICAL.test(text)) return text;
  if (text.length > NOTATION_MAX) return undefined;
  const trimmed = text.trim().toLowerCase();
  const bare = trimmed.startsWith('0x') ? trimmed.slice(2) : trimmed;
  if (BARE.test(bare) || QUADS.test(bare) || HALVES.test(bare)) {
    return colons(bare.replace(/[.:-]/g, ''));
  }
  if (!OCTETS.test(bare)) return undefined;
  return bare
    .split(/[:\-. ]/)
    .map((octet) => octet.padStart(2, '0'))
    .join(':');
}

/** Six octets in canonical form; undefined when there are not exactly six. */
export function formatMac(octets: Uint8Array): string | undefined {
  if (octets.length !== 6) return undefined;
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join(':');
}

function colons(hex: string): string {
  return hex.replace(/(..)(?!$)/g, '$1:');
}

/** What is known of the interface that carries an address. */
export interface MacHint {
  readonly interfaceName?: string;
  /** The driver's name (Linux) or the adapter's description (Windows). */
  readonly driver?: string;
  /** "usb", "pci", … where the reader knows it. */
  readonly bus?: string;
}

/**
 * What an address is worth, by its bits, the ranges hypervisors and redundancy protocols use
 * (`mac-prefixes.json`) and what is known of its interface.
 *
 * @param mac in canonical form
 */
export function macKindOf(mac: string, hint: MacHint = {}): MacKind {
  const first = Number.parseInt(mac.slice(0, 2), 16);
  if (startsWithAny(mac, prefixes.redundancy)) return 'redundancy';
  if ((first & 0x01) === 0x01) return 'multicast';
  if (startsWithAny(mac, prefixes.virtual)) return 'virtual';
  const told = kindByHint(mac, hint);
  if (told !== undefined) return told;
  if ((first & 0x02) === 0) return 'burned-in';
  return VIRTUAL_NAME.test(hint.interfaceName ?? '') ? 'virtual' : 'randomised';
}

const VIRTUAL_NAME =
  /^(?:veth|docker|br-|virbr|vnet|vmnet|vboxnet|tap|tun|cni|flannel|cali|lxc|lxd|dummy|ifb|bridge|macvtap|macvlan)/i;
const BLUETOOTH = /bluetooth|^bnep\d|^btusb$/i;
const DOCK = /\bdock(?:ing)?\b/i;
const USB_DRIVER =
  /^(?:r8152|r8153_ecm|ax88179_178a|ax88179|asix|cdc_ether|cdc_ncm|cdc_eem|cdc_subset|aqc111|smsc75xx|smsc95xx|lan78xx|dm9601|sr9700|sr9800|mcs7830|pegasus|rtl8150|rndis_host|ipheth|kalmia)$/;
/** systemd names an interface after its address when it hangs on USB. */
const USB_NAME = /^enx[0-9a-f]{12}$/;
const USB_WORD = /\busb\b/i;

function kindByHint(
  mac: string,
  { interfaceName = '', driver = '', bus = '' }: MacHint,
): MacKind | undefined {
  if (BLUETOOTH.test(interfaceName) || BLUETOOTH.test(driver)) return 'bluetooth';
  if (DOCK.test(interfaceName) || DOCK.test(driver)) return 'dock';
  // Single-board computers have their only, soldered Ethernet on USB.
  if (startsWithAny(mac, prefixes.onboardUsb)) return undefined;
  if (USB_DRIVER.test(driver) || USB_WORD.test(driver) || USB_WORD.test(bus)) return 'adapter';
  return USB_NAME.test(interfaceName) ? 'adapter' : undefined;
}

function startsWithAny(mac: string, groups: Readonly<Record<string, readonly string[]>>): boolean {
  return Object.values(groups).some((list) => list.some((prefix) => mac.startsWith(prefix)));
}
