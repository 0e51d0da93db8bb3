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

/** Whether the group bit is set. @param mac in canonical form */
export function isMulticast(mac: string): boolean {
  return '13579bdf'.includes(mac.charAt(1));
}

/** Whether no maker assigned it (IEEE 802, U/L bit). @param mac in canonical form */
export function isLocallyAdministered(mac: string): boolean {
  return '2367abef'.includes(mac.charAt(1));
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
  if (REDUNDANCY.test(mac)) return 'redundancy';
  const told = kindByHint(mac, hint);
  // Random Bluetooth addresses may have the group bit set.
  if (told === 'bluetooth') return told;
  if (isMulticast(mac)) return 'multicast';
  if (VIRTUAL.test(mac)) return 'virtual';
  if (told !== undefined) return told;
  if (!isLocallyAdministered(mac)) return 'burned-in';
  return VIRTUAL_NAME.test(hint.interfaceName ?? '') ? 'virtual' : 'randomised';
}

/**
 * Whether a hypervisor gave the address to a guest, and keeps it unique among its own: a guest keeps
 * it for as long as it lives, so it says nearly as much as a burned-in one. Addresses that a hypervisor
 * or a container engine gives to its host's own side are the same on many hosts, or gone tomorrow.
 *
 * @param mac in canonical form
 * @param interfaceName what the subject calls the interface, where it said so
 */
export function isGuestMac(mac: string, interfaceName: string = ''): boolean {
  return GUEST.test(mac) && !HOST_SIDE.test(mac) && !VIRTUAL_NAME.test(interfaceName);
}

const REDUNDANCY = startsWithAny(prefixes.redundancy);
const GUEST = startsWithAny(prefixes.guest);
const HOST_SIDE = startsWithAny(prefixes.hostSide);
const VIRTUAL = startsWithAny(prefixes.virtual);
const ONBOARD_USB = startsWithAny(prefixes.onboardUsb);
/** Names of interfaces that no plug belongs to; they tell only about locally administered addresses. */
const VIRTUAL_NAME =
  /^(?:br-|bridge|cali|cilium|cni|docker|dummy|flannel|ham|ifb|kube|lxc|lxd|macvlan|macvtap|podman|tailscale|tap|tun|utun|vboxnet|vethernet|veth|virbr|vmbr|vmnet|vnet|wg|zt)/i;
/** Linux drivers, and descriptions of Windows adapters, without hardware behind them. */
const VIRTUAL_DRIVER =
  /^(?:virtio_net|vmxnet3?|xen-netfront|vif|hv_netvsc|netvsc|veth|tun|tap|dummy|bridge|bonding|team|macvlan|ipvlan|vxlan|wireguard)$|\bvirtual\b|^tap-windows|\bwan miniport\b/i;
const BLUETOOTH = /bluetooth|^bnep\d|^bnep$|^btusb$/i;
const DOCK = /\bdock(?:ing)?\b/i;
/** Linux drivers of USB network adapters, docks' included, and of tethered phones. */
const USB_DRIVER =
  /^(?:aqc111|asix|ax88179|ax88179_178a|cdc_eem|cdc_ether|cdc_mbim|cdc_ncm|cdc_subset|ch9200|cx82310_eth|dm9601|huawei_cdc_ncm|ipheth|kalmia|kaweth|lan78xx|mcs7830|pegasus|qmi_wwan|r8152|r8153_ecm|rndis_host|rtl8150|smsc75xx|smsc95xx|sr9700|sr9800|zaurus)$/;
const USB_WORD = /\busb\b|\bAX88179|\bRTL8153|\bRNDIS\b/i;
/** systemd names an interface after its address only when it hangs on USB. */
const USB_NAME = /^enx[0-9a-f]{12}$/;

function kindByHint(
  mac: string,
  { interfaceName = '', driver = '', bus = '' }: MacHint,
): MacKind | undefined {
  if (BLUETOOTH.test(interfaceName) || BLUETOOTH.test(driver)) return 'bluetooth';
  if (DOCK.test(interfaceName) || DOCK.test(driver)) return 'dock';
  if (VIRTUAL_DRIVER.test(driver)) return 'virtual';
  // Single-board computers have their only, soldered Ethernet on USB.
  if (ONBOARD_USB.test(mac)) return undefined;
  if (USB_DRIVER.test(driver) || USB_WORD.test(driver) || USB_WORD.test(bus)) return 'adapter';
  return USB_NAME.test(interfaceName) ? 'adapter' : undefined;
}

/** One pattern for all prefixes of a kind: macKindOf is asked for every port of every switch. */
function startsWithAny(groups: Readonly<Record<string, readonly string[]>>): RegExp {
  return new RegExp(`^(?:${Object.values(groups).flat().join('|')})`);
}
