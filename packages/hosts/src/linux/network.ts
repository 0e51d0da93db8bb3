/** Network interfaces from /sys/class/net. No privilege needed. */
import { macKindOf, parseMac } from '@muster/facts/mac';
import type { MacKind, NetworkInterface } from '@muster/facts/observation';
import { judgeValue } from '@muster/facts/placeholders';
import {
  found,
  type Host,
  type InterfaceAddress,
  linkName,
  namesIn,
  readLine,
  readNumber,
} from '../host/host.ts';
import { present } from '../present.ts';
import type { Probe } from '../probe.ts';

const NET = '/sys/class/net';
/** ARPHRD_LOOPBACK of linux/if_arp.h: says nothing about the host. */
const LOOPBACK = 772;

export const network: Probe = {
  name: 'network',
  read: async (host) => {
    const listed = await host.list(NET);
    if (listed.kind !== 'read') return {};
    const addresses = found(await host.addresses()) ?? [];
    const interfaces: NetworkInterface[] = [];
    for (const name of listed.value) {
      if (isPassingInterface(name)) continue;
      const read = await readInterface(host, name, addresses);
      if (read !== undefined) interfaces.push(read);
    }
    return { interfaces };
  },
};

/**
 * Ends of virtual cables that containers and guests bring along and take away: with them a busy
 * host would be another one every minute.
 */
export function isPassingInterface(name: string): boolean {
  return /^(?:veth|cali|lxc[0-9a-f]|cilium|flannel|vnet|tap[0-9a-f]|fwln|fwpr|fwbr|vif\d)/.test(
    name,
  );
}

async function readInterface(
  host: Host,
  name: string,
  addresses: readonly InterfaceAddress[],
): Promise<NetworkInterface | undefined> {
  const at = `${NET}/${name}`;
  const type = await readNumber(host, `${at}/type`);
  // bonding_masters and its like are files among the interfaces.
  if (type === undefined || type === LOOPBACK) return undefined;
  const driver = await linkName(host, `${at}/device/driver`);
  const bus = await linkName(host, `${at}/device/subsystem`);
  const speed = await readNumber(host, `${at}/speed`);
  const state = await readLine(host, `${at}/operstate`);
  const isRandom = (await readNumber(host, `${at}/addr_assign_type`)) === NET_ADDR_RANDOM;
  // An address that software makes up at each start is no fact of the host.
  const mac = isRandom && bus === undefined ? undefined : await readMac(host, at);
  const own = addresses.filter((each) => each.name === name).map(({ address }) => address);
  return present<NetworkInterface>({
    name,
    index: await readNumber(host, `${at}/ifindex`),
    mac,
    macKind: mac === undefined ? undefined : kindOfMac(mac, isRandom, { name, driver, bus }),
    addresses: own.length === 0 ? undefined : own,
    // -1 and 4294967295: there is no link to have a speed.
    speedBitsPerSecond:
      speed === undefined || speed <= 0 || speed > 0x7fff_ffff ? undefined : speed * 1_000_000,
    kind: await readKind(host, at, type, driver),
    up: state === 'up' ? true : state === 'down' ? false : undefined,
    driver,
  });
}

/** A member of a bond shows the bond's address: its own one stands elsewhere. */
async function readMac(host: Host, at: string): Promise<string | undefined> {
  const own =
    (await readLine(host, `${at}/bonding_slave/perm_hwaddr`)) ??
    (await readLine(host, `${at}/address`));
  const mac = own === undefined ? undefined : parseMac(own);
  return mac === undefined || judgeValue('mac', mac).trust === 'impossible' ? undefined : mac;
}

interface Interface {
  readonly name: string;
  readonly driver: string | undefined;
  readonly bus: string | undefined;
}

/** Buses on which hypervisors hang the adapters they make up. */
const VIRTUAL_BUSES = new Set(['virtio', 'vmbus', 'xen', 'vio']);
const VIRTUAL_DRIVERS = new Set(['vmxnet3', 'ena', 'gve', 'virtio_net']);

/** Of linux/netdevice.h. */
const NET_ADDR_RANDOM = 1;

function kindOfMac(mac: string, isRandom: boolean, { name, driver, bus }: Interface): MacKind {
  if (bus === undefined || VIRTUAL_BUSES.has(bus) || VIRTUAL_DRIVERS.has(driver ?? ''))
    return 'virtual';
  const kind = macKindOf(mac, { interfaceName: name, ...(driver && { driver }), bus });
  return kind === 'burned-in' && isRandom ? 'randomised' : kind;
}

/** ARPHRD_* of linux/if_arp.h, for what is met on hosts. */
const TYPES: Readonly<Record<number, string>> = {
  1: 'ethernet',
  32: 'infiniband',
  24: 'firewire',
  65534: 'tunnel',
  768: 'tunnel',
  769: 'tunnel',
  776: 'tunnel',
  778: 'tunnel',
  512: 'ppp',
  519: 'wwan',
  280: 'can',
};

async function readKind(
  host: Host,
  at: string,
  type: number,
  driver: string | undefined,
): Promise<string | undefined> {
  const uevent = await readLine(host, `${at}/uevent`);
  const stated = /^DEVTYPE=(.+)$/m.exec(uevent ?? '')?.[1];
  if (stated !== undefined) return stated === 'wlan' ? 'wifi' : stated;
  if ((await namesIn(host, `${at}/bonding`)).length > 0) return 'bond';
  if (type === 1 && driver === undefined && (await namesIn(host, `${at}/bridge`)).length > 0)
    return 'bridge';
  return TYPES[type];
}
