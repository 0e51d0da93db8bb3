/** Network adapters of Windows: WMI's list, with the addresses of their configurations. */
import { macKindOf, parseMac } from '@muster/facts/mac';
import type { MacKind, NetworkInterface } from '@muster/facts/observation';
import { judgeValue } from '@muster/facts/placeholders';
import { present } from '../present.ts';
import {
  countIn,
  type Instance,
  type Instances,
  instancesOf,
  listIn,
  textIn,
} from './instances.ts';

/** Windows lists every miniport it ever made; only what has a MAC can be met on a network. */
export function interfacesOf(instances: Instances): readonly NetworkInterface[] {
  const configurations = instancesOf(instances, 'Win32_NetworkAdapterConfiguration');
  const interfaces: NetworkInterface[] = [];
  for (const adapter of instancesOf(instances, 'Win32_NetworkAdapter')) {
    const configuration = configurations.find(
      (each) => textIn(each, 'Index') === textIn(adapter, 'Index', 'DeviceID'),
    );
    const mac = macOf(textIn(adapter, 'MACAddress') ?? textIn(configuration ?? {}, 'MACAddress'));
    if (mac !== undefined) interfaces.push(interfaceOf(adapter, configuration, mac));
  }
  return unique(interfaces);
}

function macOf(text: string | undefined): string | undefined {
  const mac = text === undefined ? undefined : parseMac(text);
  return mac === undefined || judgeValue('mac', mac).trust === 'impossible' ? undefined : mac;
}

function interfaceOf(
  adapter: Instance,
  configuration: Instance | undefined,
  mac: string,
): NetworkInterface {
  const description = textIn(adapter, 'ProductName', 'Description', 'Name') ?? 'adapter';
  const addresses = listIn(configuration ?? {}, 'IPAddress');
  const speed = countIn(adapter, 'Speed');
  const status = countIn(adapter, 'NetConnectionStatus');
  const isWireless = /wi-?fi|wireless|802\.11/i.test(description);
  return present<NetworkInterface>({
    name: textIn(adapter, 'NetConnectionID') ?? description,
    index: countIn(adapter, 'InterfaceIndex'),
    mac,
    macKind: macKind(mac, textIn(adapter, 'PNPDeviceID') ?? '', description),
    addresses: addresses.length === 0 ? undefined : addresses.slice(0, 256),
    // 2^63 - 1 is what Windows says when there is no link.
    speedBitsPerSecond: speed === undefined || speed === 0 || speed > 1e13 ? undefined : speed,
    kind: isWireless
      ? 'wifi'
      : /^Ethernet/.test(textIn(adapter, 'AdapterType') ?? '')
        ? 'ethernet'
        : undefined,
    up: status === undefined ? undefined : status === 2,
    description,
    driver: textIn(adapter, 'ServiceName'),
  });
}

/** Enumerators of plug and play whose devices are made by software or by a hypervisor. */
const VIRTUAL_BUS = /^(?:ROOT|SWD|VMBUS|COMPOSITEBUS|\{)/i;

function macKind(mac: string, pnpDeviceId: string, description: string): MacKind {
  const kind = macKindOf(mac, {
    driver: description,
    bus: pnpDeviceId.split('\\')[0]?.toLowerCase() ?? '',
  });
  return VIRTUAL_BUS.test(pnpDeviceId) && kind !== 'multicast' ? 'virtual' : kind;
}

/** Two adapters may have one connection name; the description tells them apart. */
function unique(interfaces: readonly NetworkInterface[]): readonly NetworkInterface[] {
  const taken = new Set<string>();
  return interfaces.map((each) => {
    const name = taken.has(each.name) ? `${each.name} (${each.index ?? each.mac})` : each.name;
    taken.add(name);
    return { ...each, name };
  });
}
