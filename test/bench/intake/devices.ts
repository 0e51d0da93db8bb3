/** A made-up fleet: device by number, 1.5 kB of facts each, the same on every run. */
import { createHash } from 'node:crypto';
import { digestOf } from '@muster/facts/digest';
import { OBSERVATION_SCHEMA_ID, type Observation } from '@muster/facts/observation';
import { formatUuid7 } from '@muster/facts/uuid7';
import { TOUCH_SCHEMA_ID, type Touch } from '@muster/facts/wire';

const OBSERVER = { id: 'bench-observer', kind: 'agent', version: '1.0.0', site: 'bench' } as const;

export interface Told {
  /** When it was observed, in milliseconds since the Unix epoch. */
  readonly at: number;
  /** 0 for the first version of the facts, 1 for the changed one. */
  readonly version: number;
}

/** What a device's source says of it. Values are spread like real ones: serials do not sort by number. */
export function observationOf(device: number, told: Told): Observation {
  const hash = createHash('sha256').update(`device ${device}`).digest('hex');
  const facts = factsOf(device, hash, told.version);
  const unstamped = {
    schema: OBSERVATION_SCHEMA_ID,
    observedAt: new Date(told.at).toISOString(),
    source: 'agent',
    profile: 'linux',
    key: keyOf(device),
    presence: 'seen',
    ...facts,
  } as const;
  const whole = {
    ...unstamped,
    id: idOf(device, told),
    observer: OBSERVER,
    digest: digestOf(unstamped),
  };
  // As it comes off the wire: a plain value that nobody else holds.
  return JSON.parse(JSON.stringify(whole));
}

export function touchOf(device: number, digest: string, told: Told): Touch {
  return {
    schema: TOUCH_SCHEMA_ID,
    id: idOf(device, told),
    observedAt: new Date(told.at).toISOString(),
    observer: { ...OBSERVER },
    source: 'agent',
    key: keyOf(device),
    presence: 'seen',
    digest,
  };
}

/** The identifiers by which a device is looked up, apart from its key. */
export function identifiersOf({ device, interfaces }: Observation): readonly string[] {
  return [
    `serial ${device.serial}`,
    `uuid ${device.uuid}`,
    `mac ${interfaces?.[0]?.mac}`,
    `machine ${device.machineId}`,
  ];
}

function keyOf(device: number): string {
  return `bench-${device.toString().padStart(7, '0')}`;
}

function idOf(device: number, { at, version }: Told): string {
  const random = createHash('sha256').update(`${device} ${at} ${version}`).digest();
  return formatUuid7(at, random.subarray(0, 10));
}

function factsOf(device: number, hash: string, version: number) {
  const serial = hash.slice(0, 10).toUpperCase();
  const octets = hash.slice(10, 16).replace(/(..)(?!$)/g, '$1:');
  const part = (from: number) => hash.slice(from, from + 12).toUpperCase();
  return {
    class: device % 10 === 0 ? 'server' : 'laptop',
    device: {
      vendor: 'Contoso Computer Inc.',
      model: `Workhorse ${300 + (device % 40)}`,
      serial,
      uuid: hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'),
      machineId: hash.slice(16, 48),
      hostname: `host-${hash.slice(48, 56)}`,
      sku: `WH${300 + (device % 40)}-EU`,
    },
    firmware: { vendor: 'Contoso', version: `1.${20 + version}.3`, releasedOn: '2026-03-14' },
    os: { name: 'Debian GNU/Linux', version: '12 (bookworm)', kernel: '6.1.0-28-amd64' },
    components: [
      {
        kind: 'cpu',
        key: 'cpu0',
        vendor: 'Contoso',
        model: 'Core 8-4200U @ 2.40GHz',
        slot: 'U3E1',
      },
      {
        kind: 'memory',
        key: 'dimm0',
        slot: 'DIMM A',
        partNumber: 'M471A2K43',
        serial: part(2),
        sizeBytes: 17_179_869_184,
      },
      {
        kind: 'memory',
        key: 'dimm1',
        slot: 'DIMM B',
        partNumber: 'M471A2K43',
        serial: part(4),
        sizeBytes: 17_179_869_184,
      },
      {
        kind: 'disk',
        key: 'nvme0n1',
        model: 'NV3 1024GB',
        serial: part(20),
        sizeBytes: 1_024_209_543_168,
        firmware: 'E2010650',
      },
      { kind: 'battery', key: 'BAT0', vendor: 'Simplo', model: '5B10W', serial: part(24) },
      {
        kind: 'gpu',
        key: '0000:00:02.0',
        vendor: 'Contoso',
        model: 'UHD Graphics 620 (rev 07)',
        slot: 'onboard',
      },
      { kind: 'tpm', key: 'tpm0', vendor: 'Nuvoton', model: 'NPCT75x', firmware: '7.2.3.1' },
    ],
    interfaces: [
      {
        name: 'enp0s31f6',
        index: 2,
        mac: `00:1b:21:${octets}`,
        addresses: [addressOf(device)],
        up: true,
        driver: 'e1000e',
        speedBitsPerSecond: 1_000_000_000,
      },
      { name: 'wlp0s20f3', index: 3, up: false, driver: 'iwlwifi' },
    ],
    posture: { secureBoot: true, tpmVersion: '2.0', diskEncrypted: true },
    custody: { user: `user${device % 50_000}` },
  } as const;
}

function addressOf(device: number): string {
  return `10.${(device >> 16) & 255}.${(device >> 8) & 255}.${device & 255}`;
}
