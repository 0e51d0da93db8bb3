/**
 * From one visit to sightings: one of the device; of a stack one as a whole and one per member,
 * exactly as over SNMP, so that the same device seen both ways gives records that join. Pure.
 */
import type {
  Component,
  DeviceClass,
  NetworkInterface,
  Sighting,
  Unread,
} from '@muster/facts/observation';
import { type Capture, type Sourced, sourced } from './captures.ts';
import type { Guest, HostFacts } from './hosts/host-facts.ts';
import { attachmentsOf, interfacesOf, neighborsOf } from './links.ts';
import type { Platform } from './platform.ts';
import { COMPONENTS_MAX, componentsOf, type Standing, standingOf, type Unit } from './units.ts';

export interface Visit {
  readonly platform: Platform;
  readonly observedAt: Date;
  /** "host:port" as asked for. */
  readonly address: string;
  /** "SHA256:…" of the host key. */
  readonly fingerprint: string;
  readonly identification: string;
  readonly oldAlgorithms: readonly string[];
  readonly captures: readonly Capture[];
  readonly host?: HostFacts;
  readonly unread: readonly Unread[];
  readonly site?: string;
}

export function sightingsOf(visit: Visit): readonly Sighting[] {
  if (visit.host !== undefined) return hostSightings(visit, visit.host);
  const rows = sourced(visit.captures);
  const standing = standingOf(rows);
  const main = standing.isStack
    ? stackSighting(visit, rows, standing)
    : deviceSighting(visit, rows, standing);
  const members = standing.isStack ? standing.units : [];
  return [
    main,
    ...members.map((unit) => memberSighting(visit, rows, standing, unit)),
    ...accessPoints(visit, rows, main.key),
  ];
}

/**
 * Host keys are shared by clones and by whole product lines, so a key alone names no device: the
 * serial or machine id makes it one. Without either, the address is all there is.
 */
function keyOf(visit: Visit, unit: string | undefined): string {
  return unit === undefined ? `ssh:${visit.address}#0` : `ssh:${visit.fingerprint}#${unit}`;
}

function base(visit: Visit, key: string): Omit<Sighting, 'device'> {
  return {
    observedAt: visit.observedAt.toISOString(),
    source: 'ssh',
    profile: visit.platform.id,
    key,
    presence: 'seen',
    ...(visit.site !== undefined && { place: { site: visit.site } }),
    extensions: {
      ssh: {
        identification: visit.identification,
        hostKey: visit.fingerprint,
        ...(visit.oldAlgorithms.length > 0 && { oldAlgorithms: visit.oldAlgorithms }),
      },
    },
  };
}

function hostSightings(visit: Visit, host: HostFacts): readonly Sighting[] {
  const main = hostSighting(visit, host);
  return [main, ...(host.guests ?? []).map((guest) => guestSighting(visit, main.key, guest))];
}

/** What the host knows of it: enough to be one with what the guest says of itself. */
function guestSighting(visit: Visit, host: string, guest: Guest): Sighting {
  const { kind, id, name, hostname, uuid, serial, interfaces = [] } = guest;
  const shared = base(visit, `${host} ${kind} ${id}`.slice(0, 512));
  return {
    ...shared,
    class: kind,
    device: {
      ...(hostname !== undefined && { hostname }),
      ...(serial !== undefined && { serial }),
      ...(uuid !== undefined && { uuid }),
    },
    ...(interfaces.length > 0 && { interfaces: interfaces.map(guestInterface) }),
    place: { ...shared.place, via: { key: host } },
    ...(name !== undefined && {
      extensions: { ...shared.extensions, [visit.platform.id]: { name } },
    }),
  };
}

/** Its host made the address up, or the operator did. */
function guestInterface({ name, mac }: Pick<NetworkInterface, 'name' | 'mac'>): NetworkInterface {
  return { name, ...(mac !== undefined && { mac, macKind: 'virtual' }) };
}

/** A part of the host, as its cards and disks are. */
function guestComponents(guests: readonly Guest[]): readonly Component[] {
  return guests.map(({ kind, id, name, hostname, serial, uuid }) => ({
    kind,
    key: `${kind}:${id}`,
    ...((name ?? hostname) !== undefined && { name: name ?? hostname }),
    ...(serial !== undefined && { serial }),
    ...(uuid !== undefined && { details: { uuid } }),
  }));
}

function hostSighting(visit: Visit, host: HostFacts): Sighting {
  const { device, os, firmware, interfaces, candidates = [], guests = [], more } = host;
  const components = [...host.components, ...guestComponents(guests)].slice(0, COMPONENTS_MAX);
  const shared = base(visit, keyOf(visit, device.serial ?? device.uuid ?? device.machineId));
  const unread = [...visit.unread, ...(host.unread ?? [])];
  return {
    ...shared,
    ...(host.class !== undefined && { class: host.class }),
    device,
    os,
    ...(firmware !== undefined && { firmware }),
    ...(components.length > 0 && { components }),
    ...(interfaces.length > 0 && { interfaces }),
    ...(candidates.length > 0 && { candidates }),
    ...(unread.length > 0 && { unread }),
    ...(more !== undefined && { extensions: { ...shared.extensions, [visit.platform.id]: more } }),
  };
}

/** Ports, neighbors and learned addresses belong to whoever answers. */
function linksOf(rows: readonly Sourced[]): Partial<Sighting> {
  const interfaces = interfacesOf(rows);
  const neighbors = neighborsOf(rows);
  const attachments = attachmentsOf(rows);
  return {
    ...(interfaces.length > 0 && { interfaces }),
    ...(neighbors.length > 0 && { neighbors }),
    ...(attachments.length > 0 && { attachments }),
  };
}

function deviceSighting(visit: Visit, rows: readonly Sourced[], standing: Standing): Sighting {
  const unit = standing.units[0] ?? { candidates: [] };
  const components = componentsOf(rows, standing.units);
  return {
    ...base(visit, keyOf(visit, unit.serial)),
    ...classOf(visit.platform, unit.model),
    device: { ...deviceOf(visit.platform, unit), ...namesOf(standing) },
    ...osOf(visit.platform, standing),
    ...(components.length > 0 && { components }),
    ...linksOf(rows),
    ...(unit.candidates.length > 0 && { candidates: unit.candidates }),
    ...(visit.unread.length > 0 && { unread: visit.unread }),
  };
}

/** The stack has no serial of its own: its members have. */
function stackSighting(visit: Visit, rows: readonly Sourced[], standing: Standing): Sighting {
  const members = standing.units.map((unit, index): Component => {
    const slot = unit.slot ?? String(index + 1);
    return {
      kind: 'stack-member',
      key: `stack-member:${slot}`,
      slot,
      ...(unit.model !== undefined && { model: unit.model }),
      ...(unit.serial !== undefined && { serial: unit.serial }),
      ...(unit.role !== undefined && { details: { role: unit.role } }),
    };
  });
  const { vendor } = visit.platform;
  return {
    ...base(visit, stackKey(visit)),
    class: 'stack',
    device: { ...(vendor !== undefined && { vendor }), ...namesOf(standing) },
    ...osOf(visit.platform, standing),
    components: [...members, ...componentsOf(rows, standing.units)],
    ...linksOf(rows),
    ...(visit.unread.length > 0 && { unread: visit.unread }),
  };
}

/** Members come and go, and with them their host keys: the address is what the stack keeps. */
function stackKey(visit: Visit): string {
  return `ssh:${visit.address}#stack`;
}

function memberSighting(
  visit: Visit,
  rows: readonly Sourced[],
  standing: Standing,
  unit: Unit,
): Sighting {
  const shared = base(visit, keyOf(visit, unit.serial ?? `member ${unit.slot ?? ''}`));
  const own = rows.filter(({ is, slot }) => is === 'unit' && slot === unit.slot);
  const version = unit.version ?? standing.version;
  return {
    ...shared,
    ...classOf(visit.platform, unit.model ?? own[0]?.model),
    device: deviceOf(visit.platform, unit),
    ...osOf(visit.platform, { ...standing, ...(version !== undefined && { version }) }),
    place: {
      ...shared.place,
      via: { key: stackKey(visit), ...(unit.slot && { port: unit.slot }) },
    },
    ...(unit.candidates.length > 0 && { candidates: unit.candidates }),
  };
}

function deviceOf({ vendor }: Platform, unit: Unit): Sighting['device'] {
  const { model, serial, boardSerial, mac, hardwareRevision } = unit;
  return {
    ...(vendor !== undefined && { vendor }),
    ...(model !== undefined && { model }),
    ...(serial !== undefined && { serial }),
    ...(boardSerial !== undefined && { boardSerial }),
    ...(mac !== undefined && { baseMac: mac }),
    ...(hardwareRevision !== undefined && { hardwareRevision }),
  };
}

function namesOf({ hostname, assetTag }: Standing): Partial<Sighting['device']> {
  return {
    ...(hostname !== undefined && { hostname }),
    ...(assetTag !== undefined && { assetTag }),
  };
}

function osOf(platform: Platform, { version }: Pick<Standing, 'version'>): Pick<Sighting, 'os'> {
  return { os: { name: platform.os, ...(version !== undefined && { version }) } };
}

function classOf(platform: Platform, model: string | undefined): { class?: DeviceClass } {
  const known =
    model === undefined
      ? undefined
      : platform.classes?.find(([pattern]) => pattern.test(model))?.[1];
  const kind = known ?? platform.class;
  return kind === undefined ? {} : { class: kind };
}

/** What a controller knows of its access points: a record of each, seen through it. */
function accessPoints(
  visit: Visit,
  rows: readonly Sourced[],
  controller: string,
): readonly Sighting[] {
  return rows.flatMap((row) => {
    const name = row.serial ?? row.mac ?? row.name;
    if (row.is !== 'ap' || name === undefined) return [];
    const { vendor } = visit.platform;
    const shared = base(visit, keyOf(visit, `ap ${name}`));
    return [
      {
        ...shared,
        class: 'access-point',
        device: {
          ...(vendor !== undefined && { vendor }),
          ...(row.model !== undefined && { model: row.model }),
          ...(row.serial !== undefined && { serial: row.serial }),
          ...(row.name !== undefined && { hostname: row.name }),
          ...(row.mac !== undefined && { baseMac: row.mac }),
        },
        ...(row.version !== undefined && { firmware: { version: row.version } }),
        place: { ...shared.place, via: { key: controller } },
      },
    ];
  });
}
