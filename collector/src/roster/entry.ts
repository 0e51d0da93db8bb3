/** A device in the roster, and the sighting that is made of it. Pure. */
import type { Sighting } from '@muster/facts/observation';
import { mergeFacts } from './merge.ts';
import type { Facts } from './statement.ts';

/** One device as the roster knows it. */
export interface Entry {
  key: string;
  readonly source: Sighting['source'];
  readonly profile: string;
  readonly bucket: string;
  readonly parts: Map<string, Facts>;
  /** The parts added up. */
  facts: Facts;
  gateway?: string;
  gatewayHeardMs: number;
  isProvisional: boolean;
  readonly names: Set<string>;
  seenMs: number;
  emittedMs?: number;
}

/** What the roster knows beside the entry. */
export interface Telling {
  readonly observedMs: number;
  readonly presence: 'seen' | 'left';
  /** Key of the gateway's record. */
  readonly via?: string;
  /** It announces more devices than it may. */
  readonly isOverfull: boolean;
}

export function sightingOf(entry: Entry, telling: Telling): Sighting {
  const { location, extension, device = {}, unread = [], ...facts } = entry.facts;
  const { observedMs, presence, via, isOverfull } = telling;
  const place = {
    ...(location !== undefined && { location }),
    ...(via !== undefined && via !== entry.key && { via: { key: via } }),
  };
  const told = isOverfull ? [...unread, TOO_MANY_DEVICES] : unread;
  return {
    observedAt: new Date(observedMs).toISOString(),
    source: entry.source,
    profile: entry.profile,
    key: entry.key,
    presence,
    ...facts,
    device,
    ...(Object.keys(place).length > 0 && { place }),
    ...(told.length > 0 && { unread: told }),
    ...(extension !== undefined && { extensions: { [entry.profile]: extension } }),
  };
}

const TOO_MANY_DEVICES = {
  what: 'devices behind the gateway',
  why: 'truncated',
  hint: 'it announces more devices than it may: raise devicesPerGateway, or look who publishes',
} as const;

/** The parts of a device added up. */
export function sumOf(parts: ReadonlyMap<string, Facts>): Facts {
  return [...parts.values()].reduce(mergeFacts, {});
}
