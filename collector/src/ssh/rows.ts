/**
 * What is read from one command's output: rows, each saying what it is about. Values are as the
 * device printed them, but for MAC addresses (canonical) and what printed nothing ("N/A", "--").
 */
import type { ComponentKind } from '@muster/facts/observation';

/**
 * - `device`: about the answering device as a whole.
 * - `unit`: a chassis of its own within it: a stack member, a cluster's node.
 * - `part`: something built into a device or unit.
 * - `neighbor`, `fdb`, `arp`: what its protocols and tables know of others.
 * - `interface`: one of its ports.
 * - `ap`: an access point it controls; `vm`: a guest it runs.
 */
export type RowKind =
  | 'device'
  | 'unit'
  | 'part'
  | 'neighbor'
  | 'fdb'
  | 'arp'
  | 'interface'
  | 'ap'
  | 'vm';

/** Every fact a row may state; absent where the output did not say. */
export interface Row {
  readonly is: RowKind;
  /** Of a part: what it is. */
  readonly part?: ComponentKind;
  readonly name?: string;
  /** Slot, position, or member number. */
  readonly slot?: string;
  readonly vendor?: string;
  readonly model?: string;
  readonly partNumber?: string;
  readonly serial?: string;
  /** Of the software that runs; of a part, its firmware. */
  readonly version?: string;
  readonly hardwareRevision?: string;
  readonly hostname?: string;
  readonly mac?: string;
  readonly uuid?: string;
  readonly assetTag?: string;
  readonly machineId?: string;
  readonly description?: string;
  readonly role?: string;
  /** Of a neighbor, an FDB entry or an ARP entry: our port. */
  readonly port?: string;
  readonly vlan?: string;
  readonly address?: string;
  readonly protocol?: 'lldp' | 'cdp' | 'fdp' | 'edp' | 'mndp' | 'other';
  readonly chassisId?: string;
  readonly portId?: string;
  readonly portDescription?: string;
  readonly systemName?: string;
  readonly platform?: string;
  readonly capabilities?: string;
  readonly state?: string;
}

/** A fact's name, for tables that map a column or a label to it. */
export type Field = Exclude<keyof Row, 'is' | 'part' | 'protocol'>;

/** What the device says of itself in one output: chassis and stack members first. */
export interface Identity {
  readonly serials: readonly string[];
  readonly models: readonly string[];
  readonly versions: readonly string[];
  readonly hostnames: readonly string[];
  readonly macs: readonly string[];
}

/**
 * The device first, then its units, then what is built in, then what is only plugged in, then what
 * it controls.
 */
const ORDER: readonly ((row: Row) => boolean)[] = [
  ({ is }) => is === 'device',
  ({ is }) => is === 'unit',
  ({ is, part }) => is === 'part' && part !== 'transceiver',
  ({ is, part }) => is === 'part' && part === 'transceiver',
  ({ is }) => is === 'ap',
];

export function identityOf(rows: readonly Row[]): Identity {
  const ordered = ORDER.flatMap((belongs) => rows.filter(belongs));
  const collect = (of: (row: Row) => readonly (string | undefined)[]) => [
    ...new Set(ordered.flatMap(of).filter((value) => value !== undefined)),
  ];
  const own = (row: Row) => row.is !== 'ap';
  const versions = collect((row) => (own(row) ? [row.version] : []));
  return {
    serials: collect(({ serial }) => [serial]),
    models: collect(({ model, partNumber }) => [model, partNumber]),
    // As part numbers count as models: a list of parts states no other version than the parts' own.
    versions:
      versions.length > 0 ? versions : collect((row) => (own(row) ? [row.hardwareRevision] : [])),
    hostnames: collect((row) => (own(row) ? [row.hostname] : [])),
    macs: collect(({ mac }) => [mac]),
  };
}
