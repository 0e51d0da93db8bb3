/**
 * The observation: what one observer's source saw of one subject at one time (DESIGN §5).
 * Immutable, and the only thing that travels. An unobserved field is absent.
 *
 * This is the vocabulary alone; `observation-schema.ts` says the same as JSON Schema, for those who
 * receive observations. Who only makes them loads no validator.
 */

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

export const RISK_TIERS = ['low', 'medium', 'high', 'critical'] as const;
export type RiskTier = (typeof RISK_TIERS)[number];

/** What of a thing's taxonomy has no place elsewhere in an observation, and what is not known of it. */
export interface Classification {
  /** How it reaches the network: "zigbee", "lorawan", "wifi", several as "wifi, bluetooth". */
  readonly connectivity?: string;
  /** What the organisation uses it for; only the gateway's owner or the operator can say. */
  readonly businessFunction?: string;
  readonly riskTier?: RiskTier;
  /** Of class, connectivity, firmware, location, businessFunction and riskTier: what nobody said. */
  readonly missing?: readonly string[];
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
  readonly classification?: Classification;
  readonly candidates?: readonly Candidate[];
  readonly unread?: readonly Unread[];
  /** What has no place above, by profile; kept, never used for identity. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** SHA-256 over what is stable (see `digest.ts`), lower-case hex. */
  readonly digest: string;
}

/** An observation before its observer has stamped it with id, digest and its own identity. */
export type Sighting = Omit<Observation, 'schema' | 'id' | 'observer' | 'digest'>;
