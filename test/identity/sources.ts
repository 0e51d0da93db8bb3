/** What each source says of a thing: the same truth, through the eyes it has. */
import type { Observation, Sighting, Source } from '@muster/facts/observation';
import type { Thing } from './devices.ts';
import type { Random } from './random.ts';

/** A sighting, and which thing its record truly is about. */
export interface Told {
  readonly truth: string;
  readonly sighting: Sighting;
}

type Device = Observation['device'];

/** An address that a thousand cheap Bluetooth adapters share. */
const SHARED_BLUETOOTH = '00:1a:7d:da:71:13';

/** The agent on the host: everything firmware states, and every interface there is just now. */
export function byAgent(thing: Thing, at: string, extras: AgentExtras): Told {
  const interfaces = [
    ...thing.macs.map((mac, index) => ({ name: `eth${index}`, mac })),
    ...(extras.dockMac === undefined
      ? []
      : [{ name: 'enx0', mac: extras.dockMac, driver: 'r8152' }]),
    ...(extras.roamingMac === undefined ? [] : [{ name: 'wlan0', mac: extras.roamingMac }]),
    ...(thing.sharedBluetooth ? [{ name: 'hci0 bluetooth', mac: SHARED_BLUETOOTH }] : []),
  ];
  return told(thing, at, 'agent', thing.installId, {
    class: thing.class,
    device: {
      ...firmwareOf(thing),
      ...(thing.kind === 'container' && extras.host !== undefined ? firmwareOf(extras.host) : {}),
      hostname: thing.hostname,
      machineId: thing.machineId,
    },
    interfaces,
  });
}

export interface AgentExtras {
  readonly dockMac?: string;
  readonly roamingMac?: string;
  /** The machine a container runs on: its firmware shows through. */
  readonly host?: Thing;
}

/** A DHCP server's lease: an address, a name, nothing else. */
export function byDhcp(truth: string, mac: string, hostname: string, at: string): Told {
  return {
    truth,
    sighting: {
      observedAt: at,
      source: 'dhcp',
      profile: 'dhcp',
      key: `dhcp:${mac}`,
      presence: 'seen',
      device: { hostname },
      interfaces: [{ name: 'lease', mac }],
    },
  };
}

/** A switch or printer over SNMP. Routers of a redundant pair show the address they share. */
export function bySnmp(thing: Thing, at: string): Told {
  const engine = thing.engineId === undefined ? {} : { engineId: thing.engineId };
  return told(thing, at, 'snmp', `snmp:${thing.engineId ?? thing.hostname}#${thing.id}`, {
    class: thing.class,
    device: {
      vendor: thing.vendor,
      model: thing.model,
      serial: thing.serial,
      hostname: thing.hostname,
      ...(thing.members === undefined ? engine : {}),
    },
    interfaces: [
      ...thing.macs.map((mac, index) => ({ name: `Gi1/0/${index}`, mac })),
      ...(thing.kind === 'switch' ? [{ name: 'Vlan10', mac: '00:00:5e:00:01:0a' }] : []),
    ],
  });
}

/** The same over SSH, where one family gives a module's serial for the chassis. */
export function bySsh(thing: Thing, at: string): Told {
  return told(thing, at, 'ssh', `ssh:${thing.hostname}#${thing.id}`, {
    class: thing.class,
    device: {
      vendor: thing.vendor,
      model: thing.model,
      serial: thing.otherSerial ?? thing.serial,
      hostname: thing.hostname,
    },
    interfaces: thing.macs.map((mac, index) => ({ name: `Gi1/0/${index}`, mac })),
  });
}

/** A server's management controller: its UUID and addresses agree, its serial need not. */
export function byRedfish(thing: Thing, at: string): Told {
  return told(thing, at, 'redfish', `redfish:${thing.id}`, {
    class: thing.class,
    device: {
      vendor: thing.vendor,
      model: thing.model,
      serial: thing.otherSerial ?? thing.serial,
      uuid: thing.uuid,
    },
    interfaces: thing.macs.map((mac, index) => ({ name: `nic${index}`, mac })),
  });
}

/** A radio thing through its gateway, under either of two conventions. */
export function byMqtt(
  thing: Thing,
  at: string,
  convention: 'zigbee2mqtt' | 'homeassistant',
): Told {
  return told(thing, at, 'mqtt', `${convention}:${thing.eui64 ?? thing.id}`, {
    class: thing.class,
    device: {
      vendor: thing.vendor,
      model: thing.model,
      ...(thing.eui64 === undefined ? {} : { eui64: thing.eui64 }),
      ...(convention === 'homeassistant' ? { serial: thing.serial } : {}),
    },
  });
}

/** The reseller's shipping list, typed by a person now and then. */
export function byPurchase(thing: Thing, at: string, random: Random, mistyped: number): Told {
  const serial = random.chance(mistyped) ? thing.serial.replace(/0/, 'O') : thing.serial;
  return told(thing, at, 'import', `import:shipping:${thing.id}`, {
    class: thing.class,
    device: { vendor: thing.vendor, model: thing.model, serial },
  });
}

function told(
  thing: Thing,
  observedAt: string,
  source: Source,
  key: string,
  facts: Pick<Sighting, 'device' | 'class' | 'interfaces'>,
): Told {
  return {
    truth: thing.id,
    sighting: { observedAt, source, profile: source, key, presence: 'seen', ...facts },
  };
}

function firmwareOf(thing: Thing): Device {
  return {
    vendor: thing.vendor,
    model: thing.model,
    serial: thing.serial,
    boardSerial: thing.boardSerial,
    uuid: thing.uuid,
    ...(thing.assetTag === undefined ? {} : { assetTag: thing.assetTag }),
    ...(thing.chassisSerial === undefined ? {} : { chassisSerial: thing.chassisSerial }),
  };
}
