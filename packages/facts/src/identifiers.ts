/** The identifiers of an observation's subject: typed, canonical, each with how far it may vote. */
import { parseEui64 } from './eui64.ts';
import type { Identifier, IdentifierScheme } from './inventory.ts';
import { macKindOf, parseMac } from './mac.ts';
import type { Device, MacKind, Observation } from './observation.ts';
import { type JudgedField, type Judgement, judgeValue } from './placeholders.ts';
import { normalizeSerial } from './serial.ts';
import { parseUuid } from './uuid.ts';
import { normalizeVendor } from './vendor.ts';

/** The parts of an observation that hold identity. Components are parts, not the subject. */
export type Identified = Pick<Observation, 'class' | 'device' | 'interfaces'>;

/** Identifiers of an observation, without duplicates, none with an empty value. */
export function identifiersOf(observation: Identified): readonly Identifier[] {
  const found = new Map<string, Identifier>();
  for (const identifier of [
    ...serialsOf(observation),
    ...idsOf(observation.device),
    ...macsOf(observation),
  ]) {
    const key = `${identifier.scheme} ${identifier.scope ?? ''} ${identifier.value}`;
    const known = found.get(key);
    if (known === undefined || (known.trust !== 'sound' && identifier.trust === 'sound')) {
      found.set(key, identifier);
    }
  }
  return [...found.values()];
}

function* serialsOf({ class: deviceClass, device, interfaces = [] }: Identified) {
  const vendor = device.vendor === undefined ? '' : normalizeVendor(device.vendor);
  const scope = vendor === '' ? {} : { scope: vendor };
  const macs = new Set(interfaces.map(({ mac = '' }) => mac.replaceAll(':', '').toUpperCase()));
  if (device.baseMac !== undefined) macs.add(device.baseMac.replaceAll(':', '').toUpperCase());
  const serials: readonly [IdentifierScheme, JudgedField, string | undefined][] = [
    [deviceClass === 'module' ? 'serial.module' : 'serial.system', 'serial', device.serial],
    ['serial.chassis', 'serial', device.chassisSerial],
    ['serial.board', 'serial', device.boardSerial],
    ['asset-tag', 'assetTag', device.assetTag],
  ];
  for (const [scheme, field, printed] of serials) {
    if (printed === undefined) continue;
    const value = normalizeSerial(printed);
    if (value === '') continue;
    let judged = judgeValue(field, printed);
    if (judged.trust === 'sound' && macs.has(value)) judged = suspect('derived from a MAC address');
    if (judged.trust === 'sound' && field === 'serial' && isVirtual(deviceClass)) {
      judged = suspect(`a ${deviceClass} has no serial of its own`);
    }
    yield { scheme, ...(field === 'serial' ? scope : {}), value, printed, ...judged };
  }
}

function* idsOf(device: Device): Generator<Identifier> {
  if (device.uuid !== undefined) {
    const value = parseUuid(device.uuid);
    if (value !== undefined) {
      yield { scheme: 'smbios-uuid', value, printed: device.uuid, ...judgeValue('uuid', value) };
    }
  }
  if (device.eui64 !== undefined) {
    const value = parseEui64(device.eui64);
    if (value !== undefined)
      yield { scheme: 'eui64', value, printed: device.eui64, trust: 'sound' };
  }
  const plain: readonly [IdentifierScheme, string | undefined, Judgement][] = [
    ['imei', device.imei, { trust: 'sound' }],
    ['engine-id', device.engineId, { trust: 'sound' }],
    ['machine-id', device.machineId, suspect('an id of the installation, not of the machine')],
    ['hostname', device.hostname, suspect('a name')],
  ];
  for (const [scheme, printed, judged] of plain) {
    const value = printed?.trim().toLowerCase() ?? '';
    if (printed !== undefined && value !== '') yield { scheme, value, printed, ...judged };
  }
}

const MAC_TRUST: Readonly<Record<MacKind, Judgement>> = {
  'burned-in': { trust: 'sound' },
  dock: suspect('belongs to a dock'),
  adapter: suspect('belongs to an adapter'),
  bluetooth: suspect('a Bluetooth address'),
  virtual: suspect('a virtual address'),
  randomised: suspect('a locally administered address'),
  redundancy: { trust: 'impossible', why: 'shared by a redundancy protocol' },
  multicast: { trust: 'impossible', why: 'a multicast address' },
};

function* macsOf({ device, interfaces = [] }: Identified): Generator<Identifier> {
  if (device.baseMac !== undefined) yield* macOf(device.baseMac, macKindOf(device.baseMac));
  for (const { mac, macKind, name, driver } of interfaces) {
    if (mac === undefined) continue;
    const hint = { interfaceName: name, ...(driver === undefined ? {} : { driver }) };
    yield* macOf(mac, macKind ?? macKindOf(mac, hint));
  }
}

function* macOf(printed: string, kind: MacKind): Generator<Identifier> {
  const value = parseMac(printed);
  if (value === undefined) return;
  const judged = judgeValue('mac', value);
  yield { scheme: 'mac', value, printed, ...(judged.trust === 'sound' ? MAC_TRUST[kind] : judged) };
}

function isVirtual(deviceClass: Observation['class']): boolean {
  return deviceClass === 'vm' || deviceClass === 'container';
}

function suspect(why: string): Judgement {
  return { trust: 'suspect', why };
}
