/** The things of the labelled world as they truly are. Names and formats are invented. */
import type { DeviceClass } from '@muster/facts/observation';
import type { Random } from './random.ts';
import type { Rates } from './rates.ts';

export type Kind =
  | 'laptop'
  | 'desktop'
  | 'server'
  | 'vm'
  | 'container'
  | 'blade'
  | 'switch'
  | 'stack'
  | 'printer'
  | 'thing';

/** One thing. Identity that changes during the year (a swapped board) is changed in place. */
export interface Thing {
  /** The truth: records of one thing carry its id. */
  readonly id: string;
  readonly kind: Kind;
  readonly class: DeviceClass;
  readonly vendor: string;
  readonly model: string;
  /** What firmware states, which may be a placeholder. */
  serial: string;
  boardSerial: string;
  uuid: string;
  macs: string[];
  hostname: string;
  /** The agent's installation and the system's machine id: both new after a re-image. */
  installId: string;
  machineId: string;
  assetTag?: string;
  readonly chassisSerial?: string;
  readonly eui64?: string;
  readonly engineId?: string;
  /** A wireless address that changes with the network. */
  readonly roams: boolean;
  readonly sharedBluetooth: boolean;
  readonly docked: boolean;
  /** What a second source states as serial, where it differs. */
  readonly otherSerial?: string;
  /** For members of a stack: all members, master first. */
  readonly members?: readonly Thing[];
}

/** What firmware says of serial, board serial and tag when nobody filled it in. */
const PLACEHOLDERS = [
  'To Be Filled By O.E.M.',
  'Default string',
  'System Serial Number',
  'None',
  '0123456789',
  'Not Specified',
  '............',
  '00000000',
] as const;
/** The UUIDs that many boards share. */
const SHARED_UUIDS = [
  '03000200-0400-0500-0006-000700080009',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
] as const;

interface Make {
  readonly vendor: string;
  readonly models: readonly [string, ...string[]];
  /** OUI of its burned-in addresses; the remaining three octets count up from a random start. */
  readonly oui: string;
  readonly serialLength: number;
}

const MAKES: Readonly<Record<Exclude<Kind, 'vm' | 'container'>, readonly [Make, ...Make[]]>> = {
  laptop: [
    {
      vendor: 'Dell Inc.',
      models: ['Latitude 5450', 'XPS 13 9340'],
      oui: 'a4:bb:6d',
      serialLength: 7,
    },
    { vendor: 'LENOVO', models: ['21CBCTO1WW', '20XW0055US'], oui: '54:e1:ad', serialLength: 8 },
    {
      vendor: 'HP',
      models: ['EliteBook 840 G10', 'ProBook 450 G9'],
      oui: '3c:52:82',
      serialLength: 10,
    },
  ],
  desktop: [
    {
      vendor: 'Dell Inc.',
      models: ['OptiPlex 7010', 'Precision 3660'],
      oui: 'd8:9e:f3',
      serialLength: 7,
    },
    { vendor: 'HP', models: ['EliteDesk 800 G9', 'Z2 Tower'], oui: '10:e7:c6', serialLength: 10 },
  ],
  server: [
    { vendor: 'HPE', models: ['ProLiant DL380 Gen11'], oui: '94:40:c9', serialLength: 10 },
    { vendor: 'Supermicro', models: ['SYS-120U-TNR'], oui: '3c:ec:ef', serialLength: 15 },
  ],
  blade: [{ vendor: 'HPE', models: ['ProLiant BL460c Gen10'], oui: '48:df:37', serialLength: 10 }],
  switch: [
    { vendor: 'Cisco', models: ['C9300-48P', 'C9200L-24T'], oui: '70:6b:b9', serialLength: 11 },
    { vendor: 'Aruba', models: ['JL728A', 'R8N85A'], oui: '88:3a:30', serialLength: 10 },
  ],
  stack: [{ vendor: 'Cisco', models: ['C9300-48P'], oui: '70:6b:b9', serialLength: 11 }],
  printer: [{ vendor: 'Brother', models: ['HL-L6400DW'], oui: '30:05:5c', serialLength: 15 }],
  thing: [
    { vendor: 'Northfield Radio', models: ['NR-TH1', 'NR-DW2'], oui: '00:12:4b', serialLength: 12 },
  ],
};

const CLASSES: Readonly<Record<Kind, DeviceClass>> = {
  laptop: 'laptop',
  desktop: 'desktop',
  server: 'server',
  vm: 'vm',
  container: 'container',
  blade: 'server',
  switch: 'switch',
  stack: 'switch',
  printer: 'printer',
  thing: 'sensor',
};

/** Makes things one by one; serials and addresses do not repeat within one maker. */
export class Factory {
  readonly #random: Random;
  readonly #rates: Rates;
  readonly #used = new Set<string>();
  #made = 0;

  constructor(random: Random, rates: Rates) {
    this.#random = random;
    this.#rates = rates;
  }

  make(kind: Kind, parts: Partial<Thing> = {}): Thing {
    const random = this.#random;
    const id = `${kind}-${this.#made++}`;
    const isVirtual = kind === 'vm' || kind === 'container';
    const make = isVirtual
      ? {
          vendor: 'VMware, Inc.',
          models: ['VMware Virtual Platform'] as const,
          oui: '00:50:56',
          serialLength: 0,
        }
      : random.pick(MAKES[kind]);
    const uuid = this.uuid();
    const serial = isVirtual
      ? `VMware-${uuid.replaceAll('-', ' ')}`
      : this.serial(make.serialLength);
    const thing: Thing = {
      id,
      kind,
      class: CLASSES[kind],
      vendor: make.vendor,
      model: random.pick(make.models),
      serial,
      boardSerial: this.serial(14),
      uuid: make.vendor.startsWith('Dell') ? dellUuid(serial) : uuid,
      macs: [this.mac(make.oui), this.mac(make.oui)],
      hostname: `${kind}-${random.text(6, '0123456789')}`,
      installId: this.uuid(),
      machineId: random.text(32, '0123456789abcdef'),
      roams: kind === 'laptop' && random.chance(this.#rates.randomisedMac),
      sharedBluetooth: kind === 'laptop' && random.chance(this.#rates.sharedBluetooth),
      docked: kind === 'laptop' && random.chance(this.#rates.docked),
      ...(kind === 'thing' ? { eui64: `00124b${random.text(10, '0123456789abcdef')}` } : {}),
      ...(kind === 'switch' || kind === 'stack'
        ? { engineId: `800000090300${random.text(12, '0123456789abcdef')}` }
        : {}),
      ...parts,
    };
    if (kind === 'desktop' && random.chance(this.#rates.whitebox)) neverFilledIn(thing, random);
    return thing;
  }

  serial(length: number): string {
    return this.#unique(() => this.#random.text(length));
  }

  mac(oui: string): string {
    return this.#unique(
      () => `${oui}${this.#random.text(6, '0123456789abcdef').replace(/../g, ':$&')}`,
    );
  }

  uuid(): string {
    const hex = this.#random.text(32, '0123456789abcdef');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  #unique(make: () => string): string {
    for (;;) {
      const value = make();
      if (this.#used.has(value)) continue;
      this.#used.add(value);
      return value;
    }
  }
}

/** A board of a maker who left everything to the next one: only its addresses are its own. */
function neverFilledIn(thing: Thing, random: Random): void {
  thing.serial = random.pick(PLACEHOLDERS);
  thing.boardSerial = random.chance(0.5) ? random.pick(PLACEHOLDERS) : thing.boardSerial;
  thing.uuid = random.chance(0.3) ? random.pick(SHARED_UUIDS) : thing.uuid;
  thing.assetTag = random.pick(PLACEHOLDERS);
}

/** The system UUID that maker writes: 4c4c4544-00AA-BB10-80CC-DDc04fEEFFGG, A to G the tag. */
export function dellUuid(tag: string): string {
  const code = (at: number, high = 0) =>
    ((tag.charCodeAt(at) & 0x7f) | high).toString(16).padStart(2, '0');
  return `4c4c4544-00${code(0)}-${code(1)}10-80${code(2)}-${code(3, 0x80)}c04f${code(4)}${code(5)}${code(6)}`;
}
