/**
 * What one probe found out: pieces of a sighting. Merging the pieces of all probes gives the
 * sighting; a probe never sees another's.
 */
import type {
  Candidate,
  Component,
  Custody,
  Device,
  Firmware,
  NetworkInterface,
  Os,
  Posture,
  Power,
  Unread,
} from '@muster/facts/observation';

export type Nature = 'machine' | 'guest' | 'container';

export interface Findings {
  readonly device?: Device;
  readonly firmware?: Firmware;
  readonly os?: Os;
  readonly components?: readonly Component[];
  readonly interfaces?: readonly NetworkInterface[];
  readonly custody?: Custody;
  readonly posture?: Posture;
  readonly power?: Power;
  readonly candidates?: readonly Candidate[];
  readonly unread?: readonly Unread[];
  /** Whether the host is hardware, a hypervisor's guest or a container, where a probe knows. */
  readonly nature?: Nature;
  /** Becomes the profile's own part of `extensions`. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/**
 * Joins findings in order: of two values for one fact the first holds, so probes are listed with
 * the most trusted first. Lists are joined; of two components with one key the first holds.
 */
export function mergeFindings(all: readonly Findings[]): Findings {
  const merged: { -readonly [K in keyof Findings]: Findings[K] } = {};
  for (const each of all) {
    if (each.device) merged.device = { ...each.device, ...merged.device };
    if (each.firmware) merged.firmware = { ...each.firmware, ...merged.firmware };
    if (each.os) merged.os = { ...each.os, ...merged.os };
    if (each.custody) merged.custody = { ...each.custody, ...merged.custody };
    if (each.posture) merged.posture = { ...each.posture, ...merged.posture };
    if (each.power) merged.power = { ...each.power, ...merged.power };
    if (each.nature) merged.nature ??= each.nature;
    if (each.more) merged.more = { ...each.more, ...merged.more };
    if (each.interfaces) merged.interfaces = joinBy(merged.interfaces, each.interfaces, nameOf);
    if (each.components) merged.components = joinBy(merged.components, each.components, keyOf);
    if (each.candidates) merged.candidates = [...(merged.candidates ?? []), ...each.candidates];
    if (each.unread) merged.unread = [...(merged.unread ?? []), ...each.unread];
  }
  return merged;
}

function nameOf({ name }: NetworkInterface): string {
  return name;
}

function keyOf({ key }: Component): string {
  return key;
}

function joinBy<T>(
  before: readonly T[] | undefined,
  after: readonly T[],
  key: (item: T) => string,
): readonly T[] {
  const joined = new Map((before ?? []).map((item) => [key(item), item]));
  for (const item of after) if (!joined.has(key(item))) joined.set(key(item), item);
  return [...joined.values()];
}
