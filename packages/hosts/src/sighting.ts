/** Turns the findings of all probes into one sighting of this host. */
import type { Component, Device, Sighting } from '@muster/facts/observation';
import { classOf } from './device-class.ts';
import { type Findings, mergeFindings } from './findings.ts';
import { firmwareHypervisor } from './virtualization.ts';

export interface SightingContext {
  /** The record's native key; absent: made of the host's own names (`localKey`). */
  readonly key?: string;
  readonly profile: string;
  readonly observedAt: Date;
}

/** More of one kind than a host has: what is beyond was not meant. */
const COMPONENTS_MAX = 4096;

export function sightingOf(all: readonly Findings[], context: SightingContext): Sighting {
  const { more, nature: told, components: parts = [], ...merged } = mergeFindings(all);
  const components = withoutShadows(parts);
  const firmwareGuest = firmwareHypervisor({
    vendor: merged.device?.vendor,
    product: merged.device?.model,
    biosVendor: merged.firmware?.vendor,
    boardVendor: undefined,
  });
  const nature = told ?? (firmwareGuest === undefined ? 'machine' : 'guest');
  const virtualization =
    merged.posture?.virtualization ?? (nature === 'guest' ? firmwareGuest : undefined);
  const deviceClass = classOf(merged.device?.formFactor, nature);
  const posture = {
    ...merged.posture,
    ...(virtualization !== undefined && { virtualization }),
  };
  return {
    observedAt: context.observedAt.toISOString(),
    source: 'agent',
    profile: context.profile,
    key: context.key ?? localKey(merged.device ?? {}),
    presence: 'seen',
    ...(deviceClass && { class: deviceClass }),
    ...merged,
    device: merged.device ?? {},
    ...(components.length > 0 && { components }),
    ...(Object.keys(posture).length > 0 && { posture }),
    ...(more && { extensions: { [context.profile]: more } }),
  };
}

/** Firmware describes the battery it was built with; the system's own reading replaces it. */
function withoutShadows(components: readonly Component[]): readonly Component[] {
  const hasLiveBattery = components.some(({ key }) => key.startsWith('battery:'));
  return components
    .filter(({ key }) => !(hasLiveBattery && key.startsWith('smbios-battery:')))
    .slice(0, COMPONENTS_MAX);
}

/** A key for a host that has no data folder: an enrolled agent's key is its installation's id. */
function localKey({ machineId, uuid, serial, hostname }: Device): string {
  if (machineId !== undefined) return `machine:${machineId}`;
  if (uuid !== undefined) return `uuid:${uuid}`;
  if (serial !== undefined) return `serial:${serial}`;
  return `host:${hostname ?? 'unnamed'}`;
}
