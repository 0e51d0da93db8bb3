/**
 * What a visit came to, as sightings: one per unit, one for the stack that answers for them, one
 * per device that the visited one tells of (neighbors' inventory, a controller's access points).
 */
import { judgeEngineId } from '@muster/facts/engine-id';
import { parseMac } from '@muster/facts/mac';
import type { Device, DeviceClass, Os, Sighting, Unread } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import { normalizeSerial } from '@muster/facts/serial';
import { childSighting } from './child-sighting.ts';
import { componentsOf } from './components.ts';
import { descendantsOf, type Entity, rootsOf } from './entity.ts';
import type { Identity } from './identity.ts';
import { VENDOR_OBJECTS } from './standard.ts';
import { engineIdOf, SYSTEM } from './system.ts';
import { joinAttachments } from './tables/bridge.ts';
import type { LldpRemote } from './tables/lldp.ts';
import { extendersOf, type Unit } from './units.ts';
import { edgeOf, uplinksOf } from './uplinks.ts';
import { macOf, textOf } from './value.ts';
import type { Visited } from './visit.ts';

export interface SightingContext {
  readonly observedAt: string;
  /** Where the device was reached: its key, where it has no engine ID. */
  readonly address: string;
  readonly site?: string;
}

/** Profile of a device that no family recognizes: read by the standard MIBs alone. */
const STANDARD_PROFILE = 'standard';

/**
 * The polled device comes first; of a stack its members, the one that the polled serial belongs to
 * first, then the stack itself with the ports and what is learned on them.
 */
export function sightingsOf(visited: Visited, context: SightingContext): Sighting[] {
  const base = baseKey(visited.identity, context.address);
  const { units } = visited;
  const own =
    units.kind === 'several'
      ? stackSightings(visited, context, base, units.units)
      : [deviceSighting(visited, context, base)];
  return [
    ...own,
    ...extenderSightings(visited, context, base),
    ...visited.lldp.flatMap((remote) => attachedSighting(remote, context, base)),
    ...visited.children.map((child) =>
      childSighting(child, visited.clients.get(child) ?? [], context, base),
    ),
  ];
}

/** `snmp:<engine ID>`, or the address where the engine ID is shared or absent. */
function baseKey({ values }: Identity, address: string): string {
  const engineId = engineIdOf(values);
  const usable = engineId !== undefined && judgeEngineId(engineId).trust === 'sound';
  return `snmp:${usable ? engineId : address}`;
}

function deviceSighting(visited: Visited, context: SightingContext, base: string): Sighting {
  const { identity, units } = visited;
  const components = [
    ...componentsOf(identity.entities, identity.entities.entities),
    ...visited.parts,
  ];
  const unread: readonly Unread[] =
    units.kind === 'contradictory'
      ? [...visited.unread, { what: 'stack members', why: 'failed', hint: units.why }]
      : visited.unread;
  const kind = classOf(visited);
  return {
    ...common(identity, context),
    key: `${base}#0`,
    ...(kind !== undefined && { class: kind }),
    device: { ...ownFacts(identity), ...groupFacts(identity) },
    ...softwareOf(identity, identity.facts.version.value),
    ...(components.length > 0 && { components }),
    ...networkOf(visited),
    ...(identity.candidates.length > 0 && { candidates: identity.candidates }),
    ...(unread.length > 0 && { unread }),
  };
}

function stackSightings(
  visited: Visited,
  context: SightingContext,
  base: string,
  units: readonly Unit[],
): readonly Sighting[] {
  const { identity } = visited;
  const answering = normalizeSerial(identity.facts.serial.value ?? '');
  const first = units.find(({ serial }) => normalizeSerial(serial) === answering) ?? units[0];
  const ordered = first === undefined ? units : [first, ...units.filter((unit) => unit !== first)];
  const members = ordered.map((unit) =>
    memberSighting(visited, context, base, unit, unit === first),
  );
  const own = ownFacts(identity);
  const isGroupsOwn = !units.some(({ serial }) => normalizeSerial(serial) === answering);
  const device: Device = {
    ...(own.vendor !== undefined && { vendor: own.vendor }),
    ...(own.model !== undefined && { model: own.model }),
    ...(isGroupsOwn && own.serial !== undefined && { serial: own.serial }),
    ...groupFacts(identity),
  };
  const components = units.map((unit) => ({
    kind: 'stack-member' as const,
    key: `member:${unit.number ?? unit.serial}`,
    serial: unit.serial,
    ...(unit.number !== undefined && { slot: String(unit.number) }),
    ...(unit.model !== undefined && { model: unit.model }),
    ...(unit.role !== undefined && { details: { role: unit.role } }),
  }));
  return [
    ...members,
    {
      ...common(identity, context),
      key: `${base}#0`,
      class: 'stack',
      device,
      ...softwareOf(identity, identity.facts.version.value),
      components: [...components, ...sharedComponents(visited, units), ...visited.parts],
      ...networkOf(visited),
      ...(visited.unread.length > 0 && { unread: visited.unread }),
    },
  ];
}

function memberSighting(
  visited: Visited,
  context: SightingContext,
  base: string,
  unit: Unit,
  isFirst: boolean,
): Sighting {
  const { identity } = visited;
  const { facts, entities } = identity;
  const model = unit.model ?? facts.model.value;
  const version = unit.version ?? facts.version.value;
  const vendor = vendorOf(identity);
  const hostname = textOf(identity.values.get(SYSTEM.sysName))?.slice(0, 256);
  const components =
    unit.entity === undefined ? [] : componentsOf(entities, descendantsOf(entities, unit.entity));
  const kind = identity.family?.class ?? classOf(visited);
  const device: Device = {
    serial: unit.serial,
    ...(vendor !== undefined && { vendor }),
    ...(model !== undefined && { model }),
    ...(unit.hardwareRevision !== undefined && { hardwareRevision: unit.hardwareRevision }),
    ...(unit.assetTag !== undefined && { assetTag: unit.assetTag }),
    ...(unit.mac !== undefined && { baseMac: unit.mac }),
    ...(isFirst && hostname !== undefined && { hostname }),
  };
  return {
    ...common(identity, context),
    key: `${base}#${normalizeSerial(unit.serial)}`,
    ...(kind !== undefined && kind !== 'stack' && { class: kind }),
    device,
    ...softwareOf(identity, version),
    ...(components.length > 0 && { components }),
    place: {
      ...placeOf(identity, context),
      via: {
        key: `${base}#0`,
        ...(unit.number !== undefined && { port: `member ${unit.number}` }),
      },
    },
    ...(isFirst && identity.candidates.length > 0 && { candidates: identity.candidates }),
  };
}

/** Parts that sit in no member: they belong to the stack. */
function sharedComponents(visited: Visited, units: readonly Unit[]) {
  const { entities } = visited.identity;
  const roots = units.flatMap(({ entity }) => entity ?? []);
  const taken = new Set([
    ...roots,
    ...roots.flatMap((root) => descendantsOf(entities, root).map(({ index }) => index)),
  ]);
  return componentsOf(
    entities,
    entities.entities.filter(({ index, class: kind }) => !taken.has(index) && kind !== 'stack'),
  );
}

function extenderSightings(
  visited: Visited,
  context: SightingContext,
  base: string,
): readonly Sighting[] {
  return extendersOf(visited.identity.entities).flatMap((entity: Entity) => {
    const serial = realValue('serial', entity.serial);
    if (serial === undefined) return [];
    const model = realValue('model', entity.model);
    const vendor = vendorOf(visited.identity);
    return [
      {
        ...common(visited.identity, context),
        key: `${base}#${normalizeSerial(serial)}`,
        class: 'switch' as const,
        device: {
          serial,
          ...(vendor !== undefined && { vendor }),
          ...(model !== undefined && { model }),
        },
        place: { ...placeOf(visited.identity, context), via: { key: `${base}#0` } },
      },
    ];
  });
}

/** What a switch tells of the device on one of its ports, where it tells who it is. */
function attachedSighting(
  { neighbor, inventory }: LldpRemote,
  context: SightingContext,
  base: string,
): readonly Sighting[] {
  const serial = realValue('serial', inventory?.serial);
  const mac = parseMac(neighbor.chassisId ?? '');
  const id = mac ?? (serial === undefined ? undefined : normalizeSerial(serial));
  if (inventory === undefined || id === undefined) return [];
  const model = realValue('model', inventory.model);
  if (serial === undefined && model === undefined) return [];
  const vendor = realValue('vendor', inventory.maker);
  const assetTag = realValue('assetTag', inventory.assetTag);
  const hardwareRevision = realValue('version', inventory.hardware);
  const version = realValue('version', inventory.software ?? inventory.firmware);
  const kind = attachedClass(neighbor.capabilities ?? []);
  return [
    {
      source: 'snmp',
      profile: 'lldp-med',
      observedAt: context.observedAt,
      presence: 'seen',
      key: `${base}#lldp:${id}`,
      ...(kind !== undefined && { class: kind }),
      device: {
        ...(serial !== undefined && { serial }),
        ...(model !== undefined && { model }),
        ...(vendor !== undefined && { vendor }),
        ...(assetTag !== undefined && { assetTag }),
        ...(hardwareRevision !== undefined && { hardwareRevision }),
        ...(mac !== undefined && { baseMac: mac }),
        ...(neighbor.systemName !== undefined && { hostname: neighbor.systemName }),
      },
      ...(version !== undefined && { firmware: { version } }),
      place: {
        ...(context.site !== undefined && { site: context.site }),
        via: { key: `${base}#0`, port: neighbor.localPort },
      },
    },
  ];
}

function attachedClass(capabilities: readonly string[]): DeviceClass | undefined {
  if (capabilities.includes('telephone')) return 'phone';
  if (capabilities.includes('access-point')) return 'access-point';
  return undefined;
}

function common(identity: Identity, context: SightingContext) {
  const { family } = identity;
  const place = placeOf(identity, context);
  return {
    source: 'snmp' as const,
    profile: family?.id ?? STANDARD_PROFILE,
    observedAt: context.observedAt,
    presence: 'seen' as const,
    ...(Object.keys(place).length > 0 && { place }),
    ...(family && {
      extensions: {
        snmp: {
          family: family.id,
          ...(family.aliases && { aliases: family.aliases }),
          ...(identity.system.sysObjectID && { sysObjectID: identity.system.sysObjectID }),
          ...(identity.system.sysDescr && { sysDescr: identity.system.sysDescr }),
        },
      },
    }),
  };
}

function placeOf(
  { values }: Identity,
  { site }: SightingContext,
): { site?: string; location?: string } {
  const location = textOf(values.get(SYSTEM.sysLocation))?.slice(0, 256);
  return { ...(site !== undefined && { site }), ...(location !== undefined && { location }) };
}

/** Facts of the one device that answers. */
function ownFacts(identity: Identity): Device {
  const { facts } = identity;
  const vendor = vendorOf(identity);
  const entries = (['serial', 'model', 'assetTag', 'partNumber', 'hardwareRevision'] as const).map(
    (fact) => [fact, facts[fact].value] as const,
  );
  return {
    ...(vendor !== undefined && { vendor }),
    ...Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
  };
}

/** Facts of whatever answers at the address, one device or several. */
function groupFacts({ facts, values }: Identity): Device {
  const hostname = facts.hostname.value ?? textOf(values.get(SYSTEM.sysName))?.slice(0, 256);
  const engineId = engineIdOf(values);
  const baseMac =
    parseMac(facts.baseMac.value ?? '') ??
    macOf(values.get(SYSTEM.dot1dBaseBridgeAddress)) ??
    lldpChassisMac(values);
  return {
    ...(hostname !== undefined && { hostname }),
    ...(engineId !== undefined && { engineId }),
    ...(baseMac !== undefined && realValue('mac', baseMac) !== undefined && { baseMac }),
  };
}

const LLDP_CHASSIS_IS_MAC = 4;

function lldpChassisMac(values: Identity['values']): string | undefined {
  const subtype = values.get(SYSTEM.lldpLocChassisIdSubtype);
  return subtype === LLDP_CHASSIS_IS_MAC ? macOf(values.get(SYSTEM.lldpLocChassisId)) : undefined;
}

function vendorOf({ family, maker, entities, values }: Identity): string | undefined {
  if (family?.vendor !== undefined) return family.vendor;
  const told = [
    rootsOf(entities)[0]?.maker,
    ...VENDOR_OBJECTS.map((oid) => textOf(values.get(oid))),
  ];
  const real = told.map((each) => realValue('vendor', each?.slice(0, 256)));
  return real[0] ?? maker?.vendor ?? real.find((each) => each !== undefined);
}

function softwareOf({ family }: Identity, version: string | undefined) {
  const os: Os | undefined =
    family === undefined
      ? undefined
      : { name: family.name, ...(version !== undefined && { version }) };
  return {
    ...(version !== undefined && { firmware: { version } }),
    ...(os !== undefined && { os }),
  };
}

/** Ports, neighbors and what is learned behind edge ports. */
function networkOf(visited: Visited) {
  const { ports, bridgePorts, fdb, arp, lldp, cdp } = visited;
  const neighbors = [...lldp.map(({ neighbor }) => neighbor), ...cdp].slice(0, NEIGHBORS_MAX);
  const uplinks = uplinksOf(neighbors);
  const attachments = edgeOf(
    joinAttachments(fdb, arp, ports, bridgePorts, ownMacs(visited)),
    uplinks,
  );
  return {
    ...(ports.interfaces.length > 0 && { interfaces: ports.interfaces }),
    ...(neighbors.length > 0 && { neighbors }),
    ...(attachments.length > 0 && { attachments }),
  };
}

/** The device's own addresses, which its FDB and ARP table hold beside those of others. */
function ownMacs({ identity, ports }: Visited): ReadonlySet<string> {
  const base = macOf(identity.values.get(SYSTEM.dot1dBaseBridgeAddress));
  const macs = ports.interfaces.flatMap(({ mac }) => mac ?? []);
  return new Set(base === undefined ? macs : [...macs, base]);
}

const NEIGHBORS_MAX = 8192;

/** Without a family, what it does tells what it is: a bridge with ports is a switch. */
function classOf({ identity, ports, bridgePorts }: Visited): DeviceClass | undefined {
  if (identity.family?.class !== undefined) return identity.family.class;
  const bridges = identity.values.has(SYSTEM.dot1dBaseBridgeAddress);
  const wired = ports.interfaces.filter(({ kind }) => kind === 'ethernet').length;
  return bridges && wired >= SWITCH_PORTS_MIN && bridgePorts.size >= SWITCH_PORTS_MIN
    ? 'switch'
    : undefined;
}

const SWITCH_PORTS_MIN = 8;
