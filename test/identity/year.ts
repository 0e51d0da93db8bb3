/**
 * A year of the labelled world: things appear, are re-imaged, swapped, renamed, cloned and docked,
 * and every source tells what it sees, month by month. What was told carries the truth.
 */
import { dellUuid, Factory, type Thing } from './devices.ts';
import type { Random } from './random.ts';
import type { Rates } from './rates.ts';
import {
  type AgentExtras,
  byAgent,
  byDhcp,
  byMqtt,
  byPurchase,
  byRedfish,
  bySnmp,
  bySsh,
  type Told,
} from './sources.ts';

const MONTHS = 12;
const MONTH_MS = 30 * 86_400_000;

interface World {
  readonly random: Random;
  readonly rates: Rates;
  readonly factory: Factory;
  readonly things: Thing[];
  /** Where a container or a guest runs. */
  readonly hosts: Map<Thing, Thing>;
  /** Docks: fewer than the laptops that use them. */
  readonly docks: string[];
}

/** All that was told, in the order of time. `startMs` is the first of twelve months. */
export function* yearOf(random: Random, rates: Rates, startMs: number): Generator<Told> {
  const world = makeWorld(random, rates);
  const joins = new Map(world.things.map((thing) => [thing, random.below(MONTHS - 2)]));
  for (let month = 0; month < MONTHS; month += 1) {
    const present = world.things.filter((thing) => (joins.get(thing) ?? 0) <= month);
    for (const [index, thing] of present.entries()) {
      const at = new Date(startMs + month * MONTH_MS + index * 1000).toISOString();
      if (joins.get(thing) === month) yield* arrival(world, thing, at);
      else happenings(world, thing);
      yield* sightings(world, thing, at);
    }
  }
}

function makeWorld(random: Random, rates: Rates): World {
  const factory = new Factory(random, rates);
  const world: World = { random, rates, factory, things: [], hosts: new Map(), docks: [] };
  const count = (share: number) => Math.round(share * rates.devices);
  for (const kind of ['laptop', 'desktop', 'printer', 'thing'] as const) {
    for (let made = 0; made < count(rates[kind]); made += 1) world.things.push(factory.make(kind));
  }
  const servers = makeServers(world, count(rates.server));
  makeBlades(world, count(rates.blade));
  makeGuests(world, servers, count(rates.vm), count(rates.container));
  makeSwitches(world, count(rates.switch), count(rates.stack));
  const docked = world.things.filter((thing) => thing.docked).length;
  for (let made = 0; made < Math.ceil(docked / 1.4); made += 1) {
    world.docks.push(factory.mac('00:e0:4c'));
  }
  return world;
}

function makeServers({ things, factory, random, rates }: World, count: number): readonly Thing[] {
  const servers: Thing[] = [];
  for (let made = 0; made < count; made += 1) {
    const differs = random.chance(rates.redfishDiffers);
    servers.push(factory.make('server', differs ? { otherSerial: factory.serial(13) } : {}));
  }
  things.push(...servers);
  return servers;
}

/** Blades in sixteens: each states its own serial and the enclosure's as chassis serial. */
function makeBlades({ things, factory }: World, count: number): void {
  let chassisSerial = factory.serial(10);
  for (let made = 0; made < count; made += 1) {
    if (made % 16 === 0) chassisSerial = factory.serial(10);
    things.push(factory.make('blade', { chassisSerial }));
  }
}

function makeGuests(
  world: World,
  servers: readonly Thing[],
  vms: number,
  containers: number,
): void {
  const { things, factory, random, rates, hosts } = world;
  const [first, ...others] = servers;
  if (first === undefined) return;
  for (let made = 0; made < vms; made += 1) {
    const host = random.pick([first, ...others]);
    const shows = random.chance(rates.hostSerial);
    const guest = factory.make('vm', shows ? { serial: host.serial, vendor: host.vendor } : {});
    hosts.set(guest, host);
    things.push(guest);
    if (!random.chance(rates.cloned)) continue;
    const { uuid, serial, machineId, hostname } = guest;
    things.push(factory.make('vm', { uuid, serial, machineId, hostname }));
  }
  for (let made = 0; made < containers; made += 1) {
    const host = random.pick([first, ...others]);
    const container = factory.make('container', { macs: [factory.mac('02:42:ac')] });
    hosts.set(container, host);
    things.push(container);
  }
}

function makeSwitches(world: World, switches: number, stacks: number): void {
  const { things, factory, random, rates } = world;
  for (let made = 0; made < switches; made += 1) {
    const wrong = random.chance(rates.moduleSerial);
    things.push(factory.make('switch', wrong ? { otherSerial: factory.serial(11) } : {}));
  }
  for (let made = 0; made < stacks; made += 1) {
    const size = 2 + random.below(3);
    const master = factory.make('stack');
    const shared = { hostname: master.hostname, members: [] as Thing[] };
    const engine = master.engineId === undefined ? {} : { engineId: master.engineId };
    for (let member = 0; member < size; member += 1) {
      things.push(factory.make('stack', { ...shared, ...engine }));
    }
  }
}

function* arrival({ random, rates }: World, thing: Thing, at: string): Generator<Told> {
  if (isBought(thing)) yield byPurchase(thing, at, random, rates.mistyped);
}

function isBought({ kind }: Thing): boolean {
  return kind === 'laptop' || kind === 'server' || kind === 'switch' || kind === 'printer';
}

/** What befalls a thing from one month to the next. */
function happenings({ random, rates, factory, things }: World, thing: Thing): void {
  const befalls = (perYear: number) => random.chance(perYear / MONTHS);
  const isHost = ['laptop', 'desktop', 'server', 'blade', 'vm'].includes(thing.kind);
  if (befalls(rates.renamed)) thing.hostname = `${thing.kind}-${random.text(6, '0123456789')}`;
  if (!isHost) return;
  const wiped = befalls(rates.wiped);
  if (wiped || befalls(rates.reimaged)) {
    thing.installId = factory.uuid();
    thing.machineId = random.text(32, '0123456789abcdef');
    if (wiped) thing.hostname = `${thing.kind}-${random.text(6, '0123456789')}`;
  }
  if (thing.kind === 'vm') return;
  if (befalls(rates.boardSwapped)) swapBoard(factory, thing);
  if (befalls(rates.nicMoved)) {
    const [first] = things.filter((other) => other.kind === thing.kind && other !== thing);
    const moved = thing.macs.pop();
    if (first !== undefined && moved !== undefined) first.macs.push(moved);
  }
}

/** A technician's swap: new board, new addresses; the system serial is programmed again. */
function swapBoard(factory: Factory, thing: Thing): void {
  thing.boardSerial = factory.serial(14);
  thing.macs = thing.macs.map((mac) => factory.mac(mac.slice(0, 8)));
  thing.uuid =
    thing.vendor.startsWith('Dell') && thing.serial.length === 7
      ? dellUuid(thing.serial)
      : factory.uuid();
}

function* sightings(world: World, thing: Thing, at: string): Generator<Told> {
  switch (thing.kind) {
    case 'switch':
    case 'stack':
      yield bySnmp(thing, at);
      yield bySsh(thing, at);
      return;
    case 'printer':
      yield bySnmp(thing, at);
      yield lease(thing, at);
      return;
    case 'thing':
      yield byMqtt(thing, at, 'zigbee2mqtt');
      yield byMqtt(thing, at, 'homeassistant');
      return;
    default:
      yield* hostSightings(world, thing, at);
  }
}

function* hostSightings(world: World, thing: Thing, at: string): Generator<Told> {
  const { random, docks } = world;
  const host = world.hosts.get(thing);
  const [firstDock, ...otherDocks] = docks;
  const dockMac =
    thing.docked && firstDock !== undefined && random.chance(0.6)
      ? random.pick([firstDock, ...otherDocks])
      : undefined;
  const roamingMac = thing.roams ? randomisedMac(random) : undefined;
  const extras: AgentExtras = {
    ...(dockMac === undefined ? {} : { dockMac }),
    ...(roamingMac === undefined ? {} : { roamingMac }),
    ...(host === undefined ? {} : { host }),
  };
  yield byAgent(thing, at, extras);
  if (thing.kind === 'server' || thing.kind === 'blade') yield byRedfish(thing, at);
  if (thing.kind === 'container') return;
  yield lease(thing, at);
  // A lease of a dock is about the dock, one of a made-up address about nothing that lasts.
  if (dockMac !== undefined) yield byDhcp(`dock-${dockMac}`, dockMac, thing.hostname, at);
  if (roamingMac !== undefined)
    yield byDhcp(`address-${roamingMac}`, roamingMac, thing.hostname, at);
}

function lease(thing: Thing, at: string): Told {
  return byDhcp(thing.id, thing.macs[0] ?? '', thing.hostname, at);
}

function randomisedMac(random: Random): string {
  const hex = random.text(10, '0123456789abcdef').replace(/../g, ':$&');
  return `${random.pick(['2', '6', 'a', 'e'])}${random.pick(['2', '6', 'a', 'e'])}${hex}`;
}
