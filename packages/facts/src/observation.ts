/**
 * The observation: what one observer's source saw of one subject at one time (DESIGN §5).
 * Immutable, and the only thing that travels. An unobserved field is absent.
 *
 * Long, because it is one table in two notations: the interfaces are the vocabulary,
 * `observationSchema` is the same as JSON Schema (draft 2020-12), and the compiler holds the two to
 * each other (`isolatedDeclarations` forbids exporting the inferred type).
 */
import { type Static, type TSchema, Type } from 'typebox';
import { type Parsed, parserOf } from './parsed.ts';

export const OBSERVATION_SCHEMA_ID = 'muster.observation/1';

/** The way a subject was seen. */
export const SOURCES = [
  'agent',
  'snmp',
  'ssh',
  'mqtt',
  'dhcp',
  'arp',
  'mdns',
  'ssdp',
  'redfish',
  'import',
] as const;
export type Source = (typeof SOURCES)[number];

/** What a subject is. `unknown` is never stated: an unrecognized class is absent. */
export const DEVICE_CLASSES = [
  'laptop',
  'desktop',
  'server',
  'vm',
  'container',
  'switch',
  'router',
  'firewall',
  'access-point',
  'wireless-controller',
  'load-balancer',
  'printer',
  'ups',
  'pdu',
  'phone',
  'mobile',
  'tablet',
  'camera',
  'sensor',
  'gateway',
  'controller',
  'actuator',
  'display',
  'wearable',
  'storage',
  'stack',
  'chassis',
  'module',
  'peripheral',
  'monitor',
  'dock',
  'appliance',
] as const;
export type DeviceClass = (typeof DEVICE_CLASSES)[number];

/** What a MAC address is worth: only `burned-in` ones prove identity. */
export const MAC_KINDS = [
  'burned-in',
  'dock',
  'adapter',
  'bluetooth',
  'virtual',
  'randomised',
  'redundancy',
  'multicast',
] as const;
export type MacKind = (typeof MAC_KINDS)[number];

export const COMPONENT_KINDS = [
  'board',
  'chassis',
  'cpu',
  'memory',
  'disk',
  'nic',
  'gpu',
  'battery',
  'monitor',
  'usb',
  'dock',
  'tpm',
  'bmc',
  'module',
  'line-card',
  'supervisor',
  'power-supply',
  'fan',
  'transceiver',
  'stack-member',
  'backplane',
  'container',
  'port',
  'sensor',
  'vm',
  'software',
  'other',
] as const;
export type ComponentKind = (typeof COMPONENT_KINDS)[number];

export interface Observer {
  readonly id: string;
  readonly kind: 'agent' | 'collector' | 'import';
  readonly version: string;
  readonly site?: string;
}

/** The subject's own identity. Serials are as printed by the source; canonical forms are computed. */
export interface Device {
  readonly vendor?: string;
  readonly model?: string;
  readonly partNumber?: string;
  /** The system serial: what the maker's label on the whole device says. */
  readonly serial?: string;
  readonly chassisSerial?: string;
  readonly boardSerial?: string;
  /** SMBIOS system UUID (DSP0134 §7.2.1) in its printed form. */
  readonly uuid?: string;
  /** The OS's own machine id, a cloud instance id or another stable id of lesser trust. */
  readonly machineId?: string;
  readonly assetTag?: string;
  readonly hostname?: string;
  readonly hardwareRevision?: string;
  readonly formFactor?: string;
  readonly sku?: string;
  readonly family?: string;
  /** SNMP engine ID (RFC 3411) as lower-case hex. */
  readonly engineId?: string;
  /** EUI-64 of a Zigbee, Thread or LoRaWAN device. */
  readonly eui64?: string;
  readonly imei?: string;
  /** The device's base MAC, where it states one apart from its interfaces. */
  readonly baseMac?: string;
  /** An RFC 3339 full-date, or its year or year-month where no more is known. */
  readonly manufacturedOn?: string;
}

export interface Firmware {
  readonly vendor?: string;
  readonly version?: string;
  readonly releasedOn?: string;
}

export interface Os {
  readonly name: string;
  readonly version?: string;
  readonly build?: string;
  readonly kernel?: string;
  readonly installedOn?: string;
}

export interface Component {
  readonly kind: ComponentKind;
  /** Unique within the observation and stable from one observation to the next. */
  readonly key: string;
  readonly parent?: string;
  readonly slot?: string;
  readonly name?: string;
  readonly vendor?: string;
  readonly model?: string;
  readonly partNumber?: string;
  readonly serial?: string;
  readonly assetTag?: string;
  readonly firmware?: string;
  readonly hardwareRevision?: string;
  readonly sizeBytes?: number;
  readonly speedBitsPerSecond?: number;
  readonly manufacturedOn?: string;
  /** What else is known of this kind of component, under names the profile documents. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

export interface NetworkInterface {
  readonly name: string;
  /** ifIndex (RFC 2863) or the OS's index. */
  readonly index?: number;
  readonly mac?: string;
  readonly macKind?: MacKind;
  readonly addresses?: readonly string[];
  readonly speedBitsPerSecond?: number;
  readonly kind?: string;
  readonly up?: boolean;
  readonly description?: string;
  readonly driver?: string;
}

export interface Neighbor {
  readonly protocol: 'lldp' | 'cdp' | 'fdp' | 'edp' | 'mndp' | 'other';
  readonly localPort: string;
  readonly chassisId?: string;
  readonly portId?: string;
  readonly portDescription?: string;
  readonly systemName?: string;
  readonly platform?: string;
  readonly address?: string;
  readonly capabilities?: readonly string[];
}

/** An address learned behind one of the subject's ports: FDB joined with ARP. */
export interface Attachment {
  readonly mac: string;
  /** Absent for an ARP or ND entry whose port is not known. */
  readonly port?: string;
  readonly vlan?: number;
  readonly address?: string;
}

export interface Place {
  readonly site?: string;
  readonly location?: string;
  readonly segment?: string;
  /** The native key of the record through which the subject was seen, and the port there. */
  readonly via?: { readonly key: string; readonly port?: string };
}

export interface Custody {
  readonly user?: string;
  readonly lastLoginAt?: string;
}

export interface Posture {
  readonly diskEncrypted?: boolean;
  readonly secureBoot?: boolean;
  readonly tpmVersion?: string;
  readonly virtualization?: string;
  readonly mdm?: string;
}

export interface Power {
  readonly batteryPercent?: number;
  readonly batterySerial?: string;
  readonly cycleCount?: number;
  readonly designCapacityMilliwattHours?: number;
  readonly fullCapacityMilliwattHours?: number;
  readonly powerSource?: string;
}

/** Where an identity fact could have come from, who won, and why. */
export interface Candidate {
  /** The fact it is about, as a path: "device.serial". */
  readonly field: string;
  readonly value?: string;
  readonly state: 'sound' | 'suspect' | 'placeholder' | 'empty' | 'derived';
  /** OID, command or file. */
  readonly from: string;
  readonly chosen?: boolean;
  readonly why?: string;
}

/** What could not be read. Never taken as removed. */
export interface Unread {
  readonly what: string;
  readonly why: 'permission' | 'timeout' | 'unsupported' | 'truncated' | 'absent' | 'failed';
  /** What to do so that it can be read. */
  readonly hint?: string;
}

export interface Observation {
  readonly schema: typeof OBSERVATION_SCHEMA_ID;
  /** UUIDv7 (RFC 9562): the idempotency key. */
  readonly id: string;
  /** RFC 3339 UTC with milliseconds. */
  readonly observedAt: string;
  readonly observer: Observer;
  readonly source: Source;
  /** Who interpreted it: an OS reader, a device family, a convention, a connector. */
  readonly profile: string;
  /** The native key of the record within the source. */
  readonly key: string;
  readonly presence: 'seen' | 'left';
  readonly class?: DeviceClass;
  readonly device: Device;
  readonly firmware?: Firmware;
  readonly os?: Os;
  readonly components?: readonly Component[];
  readonly interfaces?: readonly NetworkInterface[];
  readonly neighbors?: readonly Neighbor[];
  readonly attachments?: readonly Attachment[];
  readonly place?: Place;
  readonly custody?: Custody;
  readonly posture?: Posture;
  readonly power?: Power;
  readonly candidates?: readonly Candidate[];
  readonly unread?: readonly Unread[];
  /** What has no place above, by profile; kept, never used for identity. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** SHA-256 over what is stable (see `digest.ts`), lower-case hex. */
  readonly digest: string;
}

/** An observation before its observer has stamped it with id, digest and its own identity. */
export type Sighting = Omit<Observation, 'schema' | 'id' | 'observer' | 'digest'>;

const closed = { additionalProperties: false } as const;
/** A short fact. 256 is four times the longest serial, model or host name met in recordings. */
const short = Type.String({ minLength: 1, maxLength: 256 });
/** A description or version text (sysDescr is at most 255 octets; some CLIs print more). */
const long = Type.String({ minLength: 1, maxLength: 1024 });
const time = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  description: 'RFC 3339, UTC, milliseconds',
});
const date = Type.String({ pattern: '^\\d{4}(-\\d{2}(-\\d{2})?)?$' });
const mac = Type.String({
  pattern: '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$',
  description: 'Six octets, lower-case hex, colons',
});
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const optional = Type.Optional;
const oneOf = <const V extends readonly string[]>(values: V) =>
  Type.Unsafe<V[number]>(Type.String({ enum: [...values] }));

const schema = Type.Object(
  {
    schema: Type.Literal(OBSERVATION_SCHEMA_ID),
    id: Type.String({
      pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
      description: 'UUIDv7 (RFC 9562): the idempotency key',
    }),
    observedAt: time,
    observer: Type.Object(
      {
        id: short,
        kind: oneOf(['agent', 'collector', 'import']),
        version: short,
        site: optional(short),
      },
      closed,
    ),
    source: oneOf(SOURCES),
    profile: short,
    key: Type.String({ minLength: 1, maxLength: 512 }),
    presence: oneOf(['seen', 'left']),
    class: optional(oneOf(DEVICE_CLASSES)),
    device: Type.Object(
      {
        vendor: optional(short),
        model: optional(short),
        partNumber: optional(short),
        serial: optional(short),
        chassisSerial: optional(short),
        boardSerial: optional(short),
        uuid: optional(short),
        machineId: optional(short),
        assetTag: optional(short),
        hostname: optional(short),
        hardwareRevision: optional(short),
        formFactor: optional(short),
        sku: optional(short),
        family: optional(short),
        engineId: optional(short),
        eui64: optional(short),
        imei: optional(short),
        baseMac: optional(mac),
        manufacturedOn: optional(date),
      },
      closed,
    ),
    firmware: optional(
      Type.Object(
        { vendor: optional(short), version: optional(long), releasedOn: optional(date) },
        closed,
      ),
    ),
    os: optional(
      Type.Object(
        {
          name: short,
          version: optional(long),
          build: optional(short),
          kernel: optional(short),
          installedOn: optional(date),
        },
        closed,
      ),
    ),
    components: optional(
      Type.Array(
        Type.Object(
          {
            kind: oneOf(COMPONENT_KINDS),
            key: short,
            parent: optional(short),
            slot: optional(short),
            name: optional(short),
            vendor: optional(short),
            model: optional(short),
            partNumber: optional(short),
            serial: optional(short),
            assetTag: optional(short),
            firmware: optional(short),
            hardwareRevision: optional(short),
            sizeBytes: optional(count),
            speedBitsPerSecond: optional(count),
            manufacturedOn: optional(date),
            details: optional(
              Type.Record(
                Type.String({ maxLength: 64 }),
                Type.Union([Type.String({ maxLength: 1024 }), Type.Number(), Type.Boolean()]),
                { maxProperties: 64 },
              ),
            ),
          },
          closed,
        ),
        { maxItems: 8192 },
      ),
    ),
    interfaces: optional(
      Type.Array(
        Type.Object(
          {
            name: short,
            index: optional(count),
            mac: optional(mac),
            macKind: optional(oneOf(MAC_KINDS)),
            addresses: optional(Type.Array(short, { maxItems: 256 })),
            speedBitsPerSecond: optional(count),
            kind: optional(short),
            up: optional(Type.Boolean()),
            description: optional(long),
            driver: optional(short),
          },
          closed,
        ),
        { maxItems: 16384 },
      ),
    ),
    neighbors: optional(
      Type.Array(
        Type.Object(
          {
            protocol: oneOf(['lldp', 'cdp', 'fdp', 'edp', 'mndp', 'other']),
            localPort: short,
            chassisId: optional(short),
            portId: optional(short),
            portDescription: optional(long),
            systemName: optional(short),
            platform: optional(long),
            address: optional(short),
            capabilities: optional(Type.Array(short, { maxItems: 32 })),
          },
          closed,
        ),
        { maxItems: 8192 },
      ),
    ),
    attachments: optional(
      Type.Array(
        Type.Object(
          {
            mac,
            port: optional(short),
            vlan: optional(Type.Integer({ minimum: 0, maximum: 4095 })),
            address: optional(short),
          },
          closed,
        ),
        { maxItems: 131_072 },
      ),
    ),
    place: optional(
      Type.Object(
        {
          site: optional(short),
          location: optional(short),
          segment: optional(short),
          via: optional(
            Type.Object(
              { key: Type.String({ minLength: 1, maxLength: 512 }), port: optional(short) },
              closed,
            ),
          ),
        },
        closed,
      ),
    ),
    custody: optional(Type.Object({ user: optional(short), lastLoginAt: optional(time) }, closed)),
    posture: optional(
      Type.Object(
        {
          diskEncrypted: optional(Type.Boolean()),
          secureBoot: optional(Type.Boolean()),
          tpmVersion: optional(short),
          virtualization: optional(short),
          mdm: optional(short),
        },
        closed,
      ),
    ),
    power: optional(
      Type.Object(
        {
          batteryPercent: optional(Type.Number({ minimum: 0, maximum: 100 })),
          batterySerial: optional(short),
          cycleCount: optional(count),
          designCapacityMilliwattHours: optional(count),
          fullCapacityMilliwattHours: optional(count),
          powerSource: optional(short),
        },
        closed,
      ),
    ),
    candidates: optional(
      Type.Array(
        Type.Object(
          {
            field: short,
            value: optional(long),
            state: oneOf(['sound', 'suspect', 'placeholder', 'empty', 'derived']),
            from: short,
            chosen: optional(Type.Boolean()),
            why: optional(long),
          },
          closed,
        ),
        { maxItems: 512 },
      ),
    ),
    unread: optional(
      Type.Array(
        Type.Object(
          {
            what: short,
            why: oneOf(['permission', 'timeout', 'unsupported', 'truncated', 'absent', 'failed']),
            hint: optional(long),
          },
          closed,
        ),
        { maxItems: 256 },
      ),
    ),
    extensions: optional(
      Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: 16 }),
    ),
    digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  },
  closed,
);

/** The published JSON Schema. `observation.schema.json` is this, kept in step by a test. */
export const observationSchema: TSchema = schema;

/** Fails to compile when schema and interface differ. */
type Deep<T> = T extends readonly (infer U)[]
  ? readonly Deep<U>[]
  : T extends object
    ? { readonly [K in keyof T]: Deep<T[K]> }
    : T;
type Agrees =
  Deep<Static<typeof schema>> extends Deep<Observation>
    ? Deep<Observation> extends Deep<Static<typeof schema>>
      ? true
      : never
    : never;
const agrees: Agrees = true;
void agrees;

const parse = parserOf(schema);

/**
 * How deep extensions may nest. Devices report a few levels; thousands of brackets are an attack on
 * whatever walks the value by recursion (`JSON.stringify` included).
 */
export const EXTENSION_DEPTH_MAX = 32;

/**
 * Validates an observation: the published schema, and the depth of extensions, which JSON Schema
 * cannot bound. Their size is bounded by that of the message that carried them.
 */
export function parseObservation(input: unknown): Parsed<Observation> {
  const parsed = parse(input);
  if (parsed.kind === 'parsed' && isDeeper(parsed.value.extensions, EXTENSION_DEPTH_MAX)) {
    const message = `must not nest deeper than ${EXTENSION_DEPTH_MAX}`;
    return { kind: 'refused', problems: [{ path: '/extensions', message }] };
  }
  return parsed;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((member) => isDeeper(member, levels - 1));
}
