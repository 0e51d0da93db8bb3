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
 * the most trusted first. Lists are joined; two components with one key are one, told of twice.
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
    if (each.interfaces) merged.interfaces = joinInterfaces(merged.interfaces, each.interfaces);
    if (each.components) merged.components = joinComponents(merged.components, each.components);
    if (each.candidates) merged.candidates = [...(merged.candidates ?? []), ...each.candidates];
    if (each.unread) merged.unread = [...(merged.unread ?? []), ...each.unread];
  }
  return merged;
}

function joinInterfaces(
  before: readonly NetworkInterface[] = [],
  after: readonly NetworkInterface[],
): readonly NetworkInterface[] {
  const names = new Set(before.map(({ name }) => name));
  return [...before, ...after.filter(({ name }) => !names.has(name))];
}

/** Firmware and system describe the same processor, TPM or management controller. */
function joinComponents(
  before: readonly Component[] = [],
  after: readonly Component[],
): readonly Component[] {
  const joined = new Map(before.map((component) => [component.key, component]));
  for (const component of after) {
    const first = joined.get(component.key);
    if (first === undefined) joined.set(component.key, component);
    else if (first.kind === component.kind) joined.set(component.key, joinTwo(first, component));
  }
  return [...joined.values()];
}

function joinTwo(first: Component, second: Component): Component {
  const details = { ...second.details, ...first.details };
  return {
    ...second,
    ...first,
    ...(Object.keys(details).length > 0 && { details }),
  };
}
