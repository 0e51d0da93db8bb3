/**
 * Neighbors and their inventory from LLDP-MIB (IEEE 802.1AB) and LLDP-EXT-MED-MIB (ANSI/TIA-1057):
 * the switch tells serial, model and maker of the phones, access points and cameras on its ports.
 */
import { formatMac, parseMac } from '@muster/facts/mac';
import type { Neighbor } from '@muster/facts/observation';
import type { Column } from '../agent.ts';
import { numberOf, octetsOf, textOf, type Value } from '../value.ts';
import { formatAddress, readAddressIndex } from './address-index.ts';
import type { Ports } from './interfaces.ts';
import { type Row, rowsOf } from './table.ts';

const LLDP = '1.0.8802.1.1.2.1';
const LOCAL = {
  subtype: `${LLDP}.3.7.1.2`,
  id: `${LLDP}.3.7.1.3`,
  descr: `${LLDP}.3.7.1.4`,
} as const;
const REMOTE = {
  chassisSubtype: `${LLDP}.4.1.1.4`,
  chassisId: `${LLDP}.4.1.1.5`,
  portSubtype: `${LLDP}.4.1.1.6`,
  portId: `${LLDP}.4.1.1.7`,
  portDescr: `${LLDP}.4.1.1.8`,
  sysName: `${LLDP}.4.1.1.9`,
  sysDescr: `${LLDP}.4.1.1.10`,
  capabilities: `${LLDP}.4.1.1.12`,
} as const;
const MANAGEMENT = `${LLDP}.4.2.1.3`;
const MED_TABLE = `${LLDP}.5.4795.1.3.3.1`;
const MED = {
  hardware: `${MED_TABLE}.1`,
  firmware: `${MED_TABLE}.2`,
  software: `${MED_TABLE}.3`,
  serial: `${MED_TABLE}.4`,
  maker: `${MED_TABLE}.5`,
  model: `${MED_TABLE}.6`,
  assetTag: `${MED_TABLE}.7`,
} as const;

export const LLDP_REMOTE_COLUMNS: readonly string[] = [...Object.values(REMOTE), MANAGEMENT];
/** The device's own ports, which matter where it has neighbors. */
export const LLDP_LOCAL_COLUMNS: readonly string[] = Object.values(LOCAL);
/** Both. */
export const LLDP_COLUMNS: readonly string[] = [...LLDP_REMOTE_COLUMNS, ...LLDP_LOCAL_COLUMNS];
export const LLDP_MED_COLUMNS: readonly string[] = Object.values(MED);

/** LldpSystemCapabilitiesMap, by bit. */
const CAPABILITIES = [
  'other',
  'repeater',
  'bridge',
  'access-point',
  'router',
  'telephone',
  'docsis',
  'station',
] as const;

/** A neighbor with what LLDP-MED says of it. */
export interface LldpRemote {
  readonly neighbor: Neighbor;
  readonly inventory?: MedInventory;
}

export interface MedInventory {
  readonly hardware?: string;
  readonly firmware?: string;
  readonly software?: string;
  readonly serial?: string;
  readonly maker?: string;
  readonly model?: string;
  readonly assetTag?: string;
}

export interface LldpOptions {
  /** The family is known to number LLDP ports by ifIndex. */
  readonly portIsIfIndex?: boolean;
  /** ifIndex by bridge port: some agents number LLDP ports by bridge port. */
  readonly bridgePorts: ReadonlyMap<number, number>;
}

/** Whether the walk of `LLDP_REMOTE_COLUMNS` found a neighbor. */
export function hasLldp(columns: readonly Column[]): boolean {
  return columns.some(({ oid, cells }) => oid === REMOTE.chassisId && cells.length > 0);
}

/** @param columns the walks of `LLDP_REMOTE_COLUMNS` and `LLDP_LOCAL_COLUMNS`. */
export function parseLldp(
  columns: readonly Column[],
  medColumns: readonly Column[],
  ports: Ports,
  options: LldpOptions,
): readonly LldpRemote[] {
  const local = rowsOf<keyof typeof LOCAL>(columns, LOCAL);
  const inventories = rowsOf<keyof typeof MED>(medColumns, MED);
  const addresses = managementAddresses(columns);
  const remotes: LldpRemote[] = [];
  for (const [index, row] of rowsOf<keyof typeof REMOTE>(columns, REMOTE)) {
    const [, localPort] = index.split('.');
    if (localPort === undefined || row.get('chassisId') === undefined) continue;
    const neighbor = parseNeighbor(
      row,
      localPortName(localPort, local.get(localPort), ports, options),
      addresses.get(index),
    );
    const inventory = parseInventory(inventories.get(index));
    remotes.push({ neighbor, ...(inventory && { inventory }) });
  }
  return remotes;
}

/** LLDP-V2-MIB (IEEE 802.1AB-2009): the same columns, one further on, indexed by ifIndex. */
const LLDP_V2 = { table: '1.3.111.2.802.1.1.13.1.4.1.1', firstColumn: 5 } as const;
/** Where an LLDP-MIB's own columns begin. */
const FIRST_COLUMN = 4;

/**
 * Columns of a remote table that is indexed by ifIndex: LLDP-V2-MIB's, or a maker's copy of
 * LLDP-MIB's.
 */
export function lldpByIfIndexColumns(copy?: string): readonly string[] {
  return Object.values(remoteByIfIndex(copy));
}

/** @param columns the walk of `lldpByIfIndexColumns`. */
export function parseLldpByIfIndex(
  columns: readonly Column[],
  ports: Ports,
  copy?: string,
): readonly LldpRemote[] {
  const remotes: LldpRemote[] = [];
  for (const [index, row] of rowsOf<keyof typeof REMOTE>(columns, remoteByIfIndex(copy))) {
    const ifIndex = index.split('.')[1];
    if (ifIndex === undefined || row.get('chassisId') === undefined) continue;
    const port = ports.nameOf(Number(ifIndex)) ?? ifIndex;
    remotes.push({ neighbor: parseNeighbor(row, port, undefined) });
  }
  return remotes;
}

function remoteByIfIndex(copy: string | undefined): Readonly<Record<keyof typeof REMOTE, string>> {
  const table = copy ?? LLDP_V2.table;
  const first = copy === undefined ? LLDP_V2.firstColumn : FIRST_COLUMN;
  const column = (n: number): string => `${table}.${first + n}`;
  return {
    chassisSubtype: column(0),
    chassisId: column(1),
    portSubtype: column(2),
    portId: column(3),
    portDescr: column(4),
    sysName: column(5),
    sysDescr: column(6),
    capabilities: column(8),
  };
}

function parseNeighbor(
  row: Row<keyof typeof REMOTE>,
  localPort: string,
  address: string | undefined,
): Neighbor {
  const chassisId = idOf(numberOf(row.get('chassisSubtype')), row.get('chassisId'), CHASSIS_FORM);
  const portId = idOf(numberOf(row.get('portSubtype')), row.get('portId'), PORT_FORM);
  const portDescription = row.text('portDescr');
  const systemName = row.text('sysName')?.slice(0, 256);
  const platform = row.text('sysDescr');
  const capabilities = capabilitiesOf(row.get('capabilities'));
  return {
    protocol: 'lldp',
    localPort,
    ...(chassisId !== undefined && { chassisId }),
    ...(portId !== undefined && { portId }),
    ...(portDescription !== undefined && { portDescription }),
    ...(systemName !== undefined && { systemName }),
    ...(platform !== undefined && { platform }),
    ...(address !== undefined && { address }),
    ...(capabilities.length > 0 && { capabilities }),
  };
}

/** LldpChassisIdSubtype and LldpPortIdSubtype number the same forms differently. */
const CHASSIS_FORM: Readonly<Record<number, 'mac' | 'address'>> = { 4: 'mac', 5: 'address' };
const PORT_FORM: Readonly<Record<number, 'mac' | 'address'>> = { 3: 'mac', 4: 'address' };

function idOf(
  subtype: number | undefined,
  value: Value | undefined,
  forms: Readonly<Record<number, 'mac' | 'address'>>,
): string | undefined {
  const octets = octetsOf(value);
  const form = forms[subtype ?? 0];
  if (octets !== undefined && form === 'mac') {
    const mac = formatMac(octets) ?? parseMac(textOf(value) ?? '');
    if (mac !== undefined) return mac;
  }
  // networkAddress: a family number (1 is IPv4), then the address.
  if (octets !== undefined && form === 'address') {
    const address = formatAddress(octets.subarray(1));
    if (address !== undefined) return address;
  }
  return textOf(value)?.slice(0, 256);
}

/**
 * lldpRemLocalPortNum is an LLDP port number, which is an ifIndex on some devices, a bridge port on
 * others, and neither on many; lldpLocPortTable says what the port is.
 */
function localPortName(
  number: string,
  row: Row<keyof typeof LOCAL> | undefined,
  ports: Ports,
  options: LldpOptions,
): string {
  const byIfIndex = ports.nameOf(Number(number));
  if (options.portIsIfIndex === true && byIfIndex !== undefined) return byIfIndex;
  const named = namedPort(row, ports);
  if (named !== undefined) return named;
  const bridged = options.bridgePorts.get(Number(number));
  const byBridgePort = bridged === undefined ? undefined : ports.nameOf(bridged);
  return byBridgePort ?? byIfIndex ?? row?.text('id')?.slice(0, 256) ?? number;
}

function namedPort(row: Row<keyof typeof LOCAL> | undefined, ports: Ports): string | undefined {
  const id = row?.text('id');
  const descr = row?.text('descr');
  const mac = idOf(numberOf(row?.get('subtype')), row?.get('id'), PORT_FORM);
  for (const text of [id, descr]) {
    const found = text === undefined ? undefined : ports.find('name', text);
    if (found !== undefined) return found.name;
  }
  for (const text of [id, descr]) {
    const found = text === undefined ? undefined : ports.find('alias', text);
    if (found !== undefined) return found.name;
  }
  if (mac !== undefined && parseMac(mac) !== undefined) return ports.find('mac', mac)?.name;
  return undefined;
}

/** Index of the remote to its first management address, which is in the index itself. */
function managementAddresses(columns: readonly Column[]): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>();
  for (const { index } of columns.find(({ oid }) => oid === MANAGEMENT)?.cells ?? []) {
    const arcs = index.split('.');
    const remote = arcs.slice(0, 3).join('.');
    const address = readAddressIndex(arcs.slice(3).join('.'));
    if (address !== undefined && !addresses.has(remote)) addresses.set(remote, address);
  }
  return addresses;
}

function capabilitiesOf(value: Value | undefined): string[] {
  const bits = octetsOf(value)?.[0];
  if (bits === undefined) return [];
  return CAPABILITIES.filter((_, bit) => (bits & (0x80 >> bit)) !== 0);
}

function parseInventory(row: Row<keyof typeof MED> | undefined): MedInventory | undefined {
  if (row === undefined) return undefined;
  const inventory: { -readonly [K in keyof MedInventory]: string } = {};
  for (const field of MED_FIELDS) {
    const text = row.text(field)?.slice(0, 256);
    if (text !== undefined) inventory[field] = text;
  }
  return Object.keys(inventory).length === 0 ? undefined : inventory;
}

const MED_FIELDS = [
  'hardware',
  'firmware',
  'software',
  'serial',
  'maker',
  'model',
  'assetTag',
] as const;
