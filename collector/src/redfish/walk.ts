/**
 * Which resources describe the servers behind a controller: from the service root along its links,
 * one after the other, a bounded number. What does not answer is named and costs nothing else.
 */
import type { Unread } from '@muster/facts/observation';
import { isRecord } from '../json.ts';
import type { Got, Resource } from './client.ts';

/** One computer system and what is built into it. */
export interface ServerResources {
  readonly system: Resource;
  readonly processors: readonly Resource[];
  readonly memory: readonly Resource[];
  readonly drives: readonly Resource[];
  readonly interfaces: readonly Resource[];
  readonly chassis: readonly Resource[];
  readonly powerSupplies: readonly Resource[];
  readonly adapters: readonly Resource[];
  readonly managers: readonly Resource[];
}

export interface Walked {
  readonly root: Resource;
  readonly servers: readonly ServerResources[];
  readonly unread: readonly Unread[];
}

/** A server with 24 drives and 32 modules takes about 90; an enclosure of 16 blades ten times that. */
export const REQUESTS_MAX = 2000;
/** Members of one collection; a shelf of drives has 100. */
const MEMBERS_MAX = 512;
const SYSTEMS_MAX = 64;
const UNREAD_MAX = 64;

export type Get = (path: string) => Promise<Got>;

/** The walk, or why not even its start was possible. */
export async function walkServers(
  get: Get,
): Promise<Walked | Exclude<Got, { readonly kind: 'got' }>> {
  const root = await get('/redfish/v1/');
  if (root.kind !== 'got') return root;
  const reader = readerOf(get);
  const first = await get(linkOf(root.resource.Systems) ?? '/redfish/v1/Systems');
  // The root is for everyone; the systems are the first to ask for the password.
  if (first.kind !== 'got') return first;
  const servers: ServerResources[] = [];
  for (const path of linksOf(first.resource.Members).slice(0, SYSTEMS_MAX)) {
    const system = await reader.one(path);
    if (system !== undefined) servers.push(await serverOf(reader, system));
  }
  return { root: root.resource, servers, unread: reader.unread.slice(0, UNREAD_MAX) };
}

async function serverOf(reader: Reader, system: Resource): Promise<ServerResources> {
  const links = isRecord(system.Links) ? system.Links : {};
  const storages = await reader.members(system.Storage);
  const chassis = await reader.all(linksOf(links.Chassis));
  const powerSupplies: Resource[] = [];
  const adapters: Resource[] = [];
  for (const one of chassis) {
    powerSupplies.push(...(await suppliesOf(reader, one)));
    adapters.push(...(await reader.members(one.NetworkAdapters)));
  }
  return {
    system,
    processors: await reader.members(system.Processors),
    memory: await reader.members(system.Memory),
    drives: await reader.all(storages.flatMap(({ Drives }) => linksOf(Drives))),
    interfaces: await reader.members(system.EthernetInterfaces),
    chassis,
    powerSupplies,
    adapters,
    managers: await reader.all(linksOf(links.ManagedBy)),
  };
}

/** The newer form lists supplies one by one, the older all in one resource. */
async function suppliesOf(reader: Reader, chassis: Resource): Promise<readonly Resource[]> {
  const subsystem = linkOf(chassis.PowerSubsystem);
  if (subsystem !== undefined) {
    const power = await reader.one(subsystem);
    const supplies = await reader.members(power?.PowerSupplies);
    if (supplies.length > 0) return supplies;
  }
  const path = linkOf(chassis.Power);
  const power = path === undefined ? undefined : await reader.one(path);
  const supplies = power?.PowerSupplies;
  return Array.isArray(supplies) ? supplies.slice(0, MEMBERS_MAX).filter(isRecord) : [];
}

interface Reader {
  readonly unread: readonly Unread[];
  one(path: string): Promise<Resource | undefined>;
  all(paths: readonly string[]): Promise<readonly Resource[]>;
  /** The members of the collection that a property links to. */
  members(link: unknown): Promise<readonly Resource[]>;
}

function readerOf(get: Get): Reader {
  const unread: Unread[] = [];
  const seen = new Map<string, Resource>();
  let requests = 0;
  const one = async (path: string): Promise<Resource | undefined> => {
    const known = seen.get(path);
    if (known !== undefined) return known;
    if (requests >= REQUESTS_MAX) {
      unread.push({ what: path.slice(0, 256), why: 'truncated' });
      return undefined;
    }
    requests += 1;
    const got = await get(path);
    if (got.kind === 'got') {
      seen.set(path, got.resource);
      return got.resource;
    }
    // A link that leads nowhere is an empty bay, or a feature without a license.
    if (got.kind !== 'absent') unread.push(unreadOf(path, got.kind));
    return undefined;
  };
  const all = async (paths: readonly string[]): Promise<readonly Resource[]> => {
    const found: Resource[] = [];
    for (const path of [...new Set(paths)].slice(0, MEMBERS_MAX)) {
      const resource = await one(path);
      if (resource !== undefined) found.push(resource);
    }
    return found;
  };
  return {
    unread,
    one,
    all,
    members: async (link) => {
      const path = linkOf(link);
      const collection = path === undefined ? undefined : await one(path);
      return all(linksOf(collection?.Members));
    },
  };
}

function unreadOf(path: string, kind: Got['kind']): Unread {
  const why = kind === 'refused' ? 'permission' : kind === 'timeout' ? 'timeout' : 'failed';
  return { what: path.slice(0, 256), why };
}

/** `{"@odata.id": "/redfish/v1/…"}`: only paths of this service are followed. */
export function linkOf(value: unknown): string | undefined {
  const path = isRecord(value) ? value['@odata.id'] : undefined;
  return typeof path === 'string' && /^\/redfish\/v1[\w/.,:;=@%$#()+~-]{0,500}$/.test(path)
    ? path.replace(/#.*$/, '')
    : undefined;
}

export function linksOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((item) => linkOf(item) ?? []) : [];
}
