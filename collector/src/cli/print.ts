/** How an outcome is shown: observations as JSON lines, or a summary for a person. */
import { randomBytes } from 'node:crypto';
import type { Observation, Sighting } from '@muster/facts/observation';
import { stampObservation } from '@muster/facts/stamp';
import packageJson from '../../package.json' with { type: 'json' };
import { type ProbeOutcome, troubleText } from '../probe.ts';
import { EXIT, type Surroundings } from './surroundings.ts';

/** Prints it and returns the exit code. */
export function printOutcome(
  outcome: ProbeOutcome,
  options: { readonly json?: boolean; readonly explain?: boolean },
  around: Surroundings,
): number {
  if (outcome.kind !== 'observed') {
    around.stderr.write(`${printable(troubleText(outcome))}\n`);
    return EXIT.refused;
  }
  for (const sighting of outcome.sightings) {
    printSighting(sighting, options, around);
    if (options.explain && !options.json) around.stdout.write(formatCandidates(sighting));
  }
  return EXIT.done;
}

export function printSighting(
  sighting: Sighting,
  options: { readonly json?: boolean },
  { stdout }: Pick<Surroundings, 'stdout'>,
): void {
  stdout.write(options.json ? `${JSON.stringify(stampProbe(sighting))}\n` : describe(sighting));
}

/** Where each fact could have come from, who won (→) and why the others lost. */
function formatCandidates({ candidates = [] }: Sighting): string {
  return candidates
    .map(({ field, value = '-', state, from, chosen, why = '' }) =>
      printable(`  ${chosen ? '→' : ' '} ${field} ${value} [${state}] from ${from}: ${why}`),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** A probe has no identity of its own: it is not enrolled, and nothing it prints is sent. */
export function stampProbe(sighting: Sighting): Observation {
  return stampObservation(sighting, {
    observer: { id: 'probe', kind: 'collector', version: packageJson.version },
    nowMs: Date.now,
    random: randomBytes,
  });
}

function describe(sighting: Sighting): string {
  const { device, firmware, os, place, power } = sighting;
  const facts: [string, string | undefined][] = [
    ['vendor', device.vendor],
    ['model', device.model],
    ['serial', device.serial],
    ['chassis serial', device.chassisSerial],
    ['EUI-64', device.eui64],
    ['base MAC', device.baseMac],
    ['hostname', device.hostname],
    ['hardware', device.hardwareRevision],
    ['firmware', firmware?.version],
    ['OS', os === undefined ? undefined : [os.name, os.version].filter(Boolean).join(' ')],
    ['location', place?.location],
    ['via', place?.via?.key],
    ['battery', power?.batteryPercent === undefined ? undefined : `${power.batteryPercent} %`],
    ['components', count(sighting.components)],
    ['interfaces', count(sighting.interfaces)],
    ['neighbors', count(sighting.neighbors)],
    ['attachments', count(sighting.attachments)],
    ['unread', sighting.unread?.map(({ what, why }) => `${what} (${why})`).join(', ')],
  ];
  const lines = facts
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `  ${name.padEnd(15)} ${printable(value ?? '')}\n`);
  const left = sighting.presence === 'left' ? ' (left)' : '';
  return `${sighting.class ?? 'device'} ${printable(sighting.key)}${left}\n${lines.join('')}`;
}

function count(items: readonly unknown[] | undefined): string | undefined {
  return items === undefined || items.length === 0 ? undefined : String(items.length);
}

/** Devices choose these texts: control characters could drive the terminal. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, '\u{FFFD}');
}
