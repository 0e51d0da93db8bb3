/** An observation for a person's eyes: a line a fact, parts below their kind. */
import type { Component, Observation } from '@muster/facts/observation';

export function formatInventory(observation: Observation): string {
  const { device, firmware, os, posture, power, custody } = observation;
  const lines = [
    ...section('host', { class: observation.class, ...device }),
    ...section('firmware', firmware),
    ...section('os', os),
    ...section('posture', posture),
    ...section('power', power),
    ...section('custody', custody),
    ...(observation.interfaces ?? []).map((each) =>
      row(`interface ${each.name}`, [
        each.mac,
        each.macKind,
        each.kind,
        each.up === undefined ? undefined : each.up ? 'up' : 'down',
        ...(each.addresses ?? []),
      ]),
    ),
    ...(observation.components ?? []).map((each) => row(title(each), partsOf(each))),
    ...(observation.unread ?? []).map(({ what, why, hint }) =>
      row(`not read: ${what}`, [why, hint && `(${hint})`]),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function section(name: string, facts: object | undefined): string[] {
  return Object.entries(facts ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([fact, value]) => row(`${name} ${fact}`, [String(value)]));
}

function title({ kind, slot, key }: Component): string {
  return `${kind} ${slot ?? key}`;
}

function partsOf({ vendor, model, name, partNumber, serial, sizeBytes }: Component) {
  return [
    vendor,
    model ?? name,
    partNumber,
    sizeBytes === undefined ? undefined : formatBytes(sizeBytes),
    serial && `serial ${serial}`,
  ];
}

function formatBytes(bytes: number): string {
  const gibibytes = bytes / 1024 ** 3;
  return gibibytes >= 1
    ? `${Number(gibibytes.toFixed(1))} GiB`
    : `${Math.round(bytes / 1024 ** 2)} MiB`;
}

function row(name: string, values: readonly (string | undefined)[]): string {
  return `${name.padEnd(28)} ${values.filter((value) => value !== undefined && value !== '').join('  ')}`.trimEnd();
}
