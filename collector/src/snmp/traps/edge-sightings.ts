/** What a targeted read came to, as sightings: the device with what was learned, and who is there. */
import { macKindOf } from '@muster/facts/mac';
import type { Attachment, Neighbor, Sighting } from '@muster/facts/observation';
import { makerOf } from '@muster/facts/oui';
import { uplinksOf } from '../uplinks.ts';
import type { Placed } from './read-ports.ts';
import type { Recalled } from './recall.ts';

/** Who interpreted it: not a family, the port it is on. */
export const EDGE_PROFILE = 'edge-port';

/**
 * The device again, unchanged but for what was just learned: it travels as a touch with these
 * attachments. Then each station that is on an edge port, as a device of its own until something
 * better is known of it: its key is its address, wherever it is seen.
 *
 * @param neighbors of the ports that were read; others stay as the last visit said
 */
export function edgeSightings(
  { sighting, uplinks, ownMacs }: Recalled,
  placed: readonly Placed[],
  neighbors: readonly Neighbor[],
  observedAt: string,
): readonly Sighting[] {
  const leads = new Set([...uplinks, ...uplinksOf(neighbors)]);
  const stations = placed.filter(({ mac, port }) => !ownMacs.has(mac) && !leads.has(port));
  const merged = mergeNeighbors(sighting.neighbors ?? [], neighbors);
  if (stations.length === 0 && merged === sighting.neighbors) return [];
  return [
    {
      ...sighting,
      observedAt,
      ...(merged.length > 0 && { neighbors: merged }),
      ...(stations.length > 0 && { attachments: stations.map(attachmentOf) }),
    },
    ...stations.flatMap((each) => stationSighting(each, sighting, observedAt)),
  ];
}

function attachmentOf({ mac, port, vlan }: Placed): Attachment {
  return { mac, port, ...(vlan !== undefined && { vlan }) };
}

function stationSighting(
  { mac, port }: Placed,
  { key, place }: Sighting,
  observedAt: string,
): readonly Sighting[] {
  const macKind = macKindOf(mac);
  // Nobody's own: an address that routers share, a group's.
  if (macKind === 'redundancy' || macKind === 'multicast') return [];
  const maker = makerOf(mac);
  return [
    {
      source: 'snmp',
      profile: EDGE_PROFILE,
      observedAt,
      presence: 'seen',
      key: `mac:${mac}`,
      device: {},
      interfaces: [{ name: 'network', kind: 'network', mac, macKind }],
      place: { ...(place?.site !== undefined && { site: place.site }), via: { key, port } },
      ...(maker !== undefined && { extensions: { [EDGE_PROFILE]: { maker } } }),
    },
  ];
}

/** The same list where nothing was read that is not in it. */
function mergeNeighbors(
  known: readonly Neighbor[],
  read: readonly Neighbor[],
): readonly Neighbor[] {
  const nameOf = ({ protocol, localPort, chassisId, portId }: Neighbor) =>
    [protocol, localPort, chassisId, portId].join(' ');
  const names = new Set(known.map(nameOf));
  const fresh = read.filter((each) => !names.has(nameOf(each)));
  return fresh.length === 0 ? known : [...known, ...fresh];
}
