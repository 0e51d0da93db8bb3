/**
 * The identifiers of an observation's subject (DESIGN §6): typed claims to identity in canonical
 * form, each with how far it may vote and why not further. Nothing is left out for being a
 * placeholder, so that a person sees what was printed; what has no canonical form is.
 */
import { judgeEngineId, parseEngineId } from './engine-id.ts';
import { parseEui64 } from './eui64.ts';
import { judgeImei, parseImei } from './imei.ts';
import type { Identifier, IdentifierScheme } from './inventory.ts';
import { impossible, type Judgement, SOUND, suspect } from './judgement.ts';
import { isGuestMac, macKindOf, parseMac } from './mac.ts';
import type { Device, MacKind, NetworkInterface, Observation } from './observation.ts';
import { judgeMac, judgeUuid } from './placeholder-octets.ts';
import { judgeValue } from './placeholders.ts';
import { normalizeSerial } from './serial.ts';
import { parseUuid, swapUuidByteOrder } from './uuid.ts';
import { normalizeVendor } from './vendor.ts';

/**
 * The parts of an observation that hold identity. Components are parts of the subject and have
 * identities of their own; only the board's maker is taken from them.
 */
export type Identified = Pick<Observation, 'class' | 'device' | 'interfaces' | 'components'>;

/**
 * How many MACs identify one subject at most: a stack of eight 48-port switches with an address a
 * port, and some. A chassis with more is known by its other identifiers, and by these.
 */
export const MAC_IDENTIFIERS_MAX = 512;

/** Each (scheme, scope, value) once, with the best trust found for it; no value is empty. */
export function identifiersOf(observation: Identified): readonly Identifier[] {
  const borrowed = borrowedBy(observation.class);
  return [
    ...serialsOf(observation, borrowed.serials),
    ...idsOf(observation.device, borrowed.uuid),
    ...macsOf(observation),
  ];
}

/** What a guest shows of its host, or makes up: never its own proof. */
function borrowedBy(deviceClass: Observation['class']): {
  readonly serials?: Judgement;
  readonly uuid?: Judgement;
} {
  if (deviceClass === 'vm') {
    return { serials: suspect("a virtual machine has no maker: invented, or its host's") };
  }
  if (deviceClass !== 'container') return {};
  const host = suspect("a container shows its host's");
  return { serials: host, uuid: host };
}

function serialsOf(observation: Identified, borrowed: Judgement | undefined): Identifier[] {
  const { class: deviceClass, device, components = [] } = observation;
  const repetitionOf = repetitionsIn(observation);
  const board = components.find(({ kind, vendor }) => kind === 'board' && vendor !== undefined);
  const ofMaker = scopeOf(device.vendor);
  const found: Identifier[] = [];
  const add = (scheme: IdentifierScheme, printed: string | undefined, scope: Scope) => {
    const value = normalizeSerial(printed ?? '');
    if (printed === undefined || value === '') return;
    const judged = worst(judgeValue('serial', printed), borrowed, repetitionOf(value));
    found.push({ scheme, ...scope, value, printed, ...judged });
  };
  add(deviceClass === 'module' ? 'serial.module' : 'serial.system', device.serial, ofMaker);
  add('serial.chassis', device.chassisSerial, ofMaker);
  add('serial.board', device.boardSerial, board === undefined ? ofMaker : scopeOf(board.vendor));
  const tag = normalizeSerial(device.assetTag ?? '');
  if (device.assetTag !== undefined && tag !== '') {
    const isSerial = found.some(({ value }) => value === tag);
    const judged = worst(
      judgeValue('assetTag', device.assetTag),
      isSerial ? suspect('repeats the serial') : repetitionOf(tag),
    );
    found.push({ scheme: 'asset-tag', value: tag, printed: device.assetTag, ...judged });
  }
  return found;
}

/**
 * Asks whether a canonical serial only repeats another fact, as some firmware prints it: it proves
 * nothing beyond that fact, and a model is shared by all devices of it.
 */
function repetitionsIn({
  device,
  interfaces = [],
}: Identified): (serial: string) => Judgement | undefined {
  const kinds = [device.model, device.partNumber, device.sku, device.vendor].map((printed) =>
    normalizeSerial(printed ?? ''),
  );
  const uuid = parseUuid(device.uuid ?? '');
  const uuids = uuid === undefined ? [] : [uuid, swapUuidByteOrder(uuid)].map(normalizeSerial);
  return (serial) => {
    if (kinds.includes(serial)) return impossible('names the kind of device, not the device');
    if (uuids.includes(serial.replace(/^VMWARE/, ''))) return suspect('derived from the UUID');
    if (device.eui64 !== undefined && parseEui64(serial) === parseEui64(device.eui64)) {
      return suspect('repeats the EUI-64');
    }
    const mac = BARE_MAC.test(serial) ? parseMac(serial) : undefined;
    if (mac === undefined) return undefined;
    const isOwn = mac === device.baseMac || interfaces.some((port) => port.mac === mac);
    return isOwn ? suspect('derived from a MAC address') : undefined;
  };
}

const BARE_MAC = /^[0-9A-F]{12}$/;

function idsOf(device: Device, borrowedUuid: Judgement | undefined): Identifier[] {
  const found: Identifier[] = [];
  const add = (
    scheme: IdentifierScheme,
    printed: string | undefined,
    parse: (printed: string) => string | undefined,
    judge: (canonical: string, printed: string) => Judgement,
  ) => {
    const value = printed === undefined ? undefined : parse(printed);
    if (printed === undefined || value === undefined || value === '') return;
    found.push({ scheme, value, printed, ...judge(value, printed) });
  };
  add('smbios-uuid', device.uuid, parseUuid, (uuid) => worst(judgeUuid(uuid), borrowedUuid));
  add('eui64', device.eui64, parseEui64, judgeEui64);
  add('imei', device.imei, parseImei, (_, printed) => judgeImei(printed));
  add('engine-id', device.engineId, parseEngineId, judgeEngineId);
  add('machine-id', device.machineId, parseMachineId, judgeMachineId);
  add('hostname', device.hostname, parseHostname, judgeHostname);
  return found;
}

function judgeEui64(eui64: string): Judgement {
  return /^(?:0+|f+)$/.test(eui64) ? impossible('never programmed') : SOUND;
}

/** /etc/machine-id and Windows' MachineGuid are UUIDs, cloud instance ids are not. */
function parseMachineId(printed: string): string {
  return parseUuid(printed) ?? printed.trim().toLowerCase();
}

function judgeMachineId(id: string): Judgement {
  const judged = parseUuid(id) === undefined ? judgeValue('serial', id) : judgeUuid(id);
  return worst(suspect('names the installation, and is copied with a disk image'), judged);
}

function parseHostname(printed: string): string {
  return printed.trim().toLowerCase().replace(/\.$/, '').normalize('NFC');
}

function judgeHostname(hostname: string): Judgement {
  return worst(suspect('a name, given and changed by people'), judgeValue('hostname', hostname));
}

const TRUST_OF_KIND: Readonly<Record<MacKind, Judgement>> = {
  'burned-in': SOUND,
  dock: suspect('belongs to a dock, which goes from host to host'),
  adapter: suspect('belongs to an adapter, which goes from host to host'),
  bluetooth: suspect('a Bluetooth address'),
  virtual: suspect('assigned by a hypervisor or a driver'),
  randomised: suspect('locally administered: random, or set by hand'),
  redundancy: impossible('shared by the members of a redundancy group'),
  multicast: impossible('a multicast address'),
};

/**
 * The scope of an address that a hypervisor gave to a guest: unique among the guests of one
 * organization, as hypervisors take care, where other virtual addresses are not.
 */
export const GUEST_SCOPE = 'guest';

/** Machines that people sit at: what they hold of a hypervisor's is their own side of it. */
const HOSTS_OF_GUESTS: ReadonlySet<Observation['class']> = new Set([
  'laptop',
  'desktop',
  'tablet',
  'container',
]);

function macsOf({ class: deviceClass, device, interfaces = [] }: Identified): Identifier[] {
  const found = new Map<string, Identifier>();
  const add = (printed: string, stated: MacKind | undefined, hint?: NetworkInterface) => {
    const value = parseMac(printed);
    if (value === undefined) return;
    const kind = kindOf(value, stated, hint);
    const judged = worst(judgeMac(value), TRUST_OF_KIND[kind]);
    const known = found.get(value);
    const isGuests =
      kind === 'virtual' && !HOSTS_OF_GUESTS.has(deviceClass) && isGuestMac(value, hint?.name);
    // The same address on a bond, a bridge and the port below it: what the port is counts.
    if (known === undefined || rank(judged) < rank(known)) {
      const scope = isGuests ? { scope: GUEST_SCOPE } : {};
      found.set(value, { scheme: 'mac', ...scope, value, printed, ...judged });
    }
  };
  if (device.baseMac !== undefined) add(device.baseMac, undefined);
  for (const port of interfaces) if (port.mac !== undefined) add(port.mac, port.macKind, port);
  const all = [...found.values()];
  if (all.length <= MAC_IDENTIFIERS_MAX) return all;
  return all.sort((a, b) => rank(a) - rank(b)).slice(0, MAC_IDENTIFIERS_MAX);
}

/** What the reader stated, unless the address itself says that no maker burned it in. */
function kindOf(
  mac: string,
  stated: MacKind | undefined,
  hint: NetworkInterface | undefined,
): MacKind {
  const { name: interfaceName = '', driver = '' } = hint ?? {};
  if (stated === undefined) return macKindOf(mac, { interfaceName, driver });
  const told = macKindOf(mac);
  if (stated === 'bluetooth') return stated;
  if (told === 'redundancy' || told === 'multicast') return told;
  return told === 'virtual' && stated === 'burned-in' ? told : stated;
}

interface Scope {
  readonly scope?: string;
}

function scopeOf(vendor: string | undefined): Scope {
  if (vendor === undefined || judgeValue('vendor', vendor).trust === 'impossible') return {};
  const scope = normalizeVendor(vendor);
  return scope === '' ? {} : { scope };
}

function rank({ trust }: Judgement): number {
  return trust === 'sound' ? 0 : trust === 'suspect' ? 1 : 2;
}

/** The first of the worst: what is said first explains best. */
function worst(first: Judgement, ...others: readonly (Judgement | undefined)[]): Judgement {
  return others.reduce<Judgement>(
    (bad, other) => (other !== undefined && rank(other) > rank(bad) ? other : bad),
    first,
  );
}
