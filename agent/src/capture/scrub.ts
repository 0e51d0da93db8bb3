/**
 * Takes personal data out of a capture: who uses the host, what it is called, where it is on the
 * network. Pure. Serials, UUIDs and MACs stay: they are what a capture is for.
 */
import type { Sighting } from '@muster/facts/observation';
import type { Recorded } from './record.ts';

/** Login records: nothing but personal data. */
const PERSONAL_FILES = new Set(['/run/utmp', '/var/log/wtmp']);

interface Replacement {
  readonly from: string;
  readonly to: string;
}

export function scrubCapture(
  recorded: readonly Recorded[],
  sighting: Sighting,
): readonly Recorded[] {
  const replacements = replacementsFor(sighting);
  const scrub = (text: string) =>
    replacements.reduce((scrubbed, { from, to }) => scrubbed.replaceAll(from, to), text);
  return recorded
    .filter(({ entry }) => !PERSONAL_FILES.has(entry.path))
    .map(({ entry, content }) => ({
      entry: {
        ...entry,
        ...(entry.addresses && {
          addresses: entry.addresses.map((each) => ({ ...each, address: scrub(each.address) })),
        }),
      },
      ...(content && { content: scrubContent(content, scrub) }),
    }));
}

/** Longer texts first: a user's name may be part of the host's. */
function replacementsFor({ device, custody, interfaces }: Sighting): readonly Replacement[] {
  const addresses = (interfaces ?? []).flatMap((each) => each.addresses ?? []);
  const user = custody?.user?.split('\\').at(-1);
  const named: Replacement[] = [
    ...addresses.map((from, index) => ({
      from,
      // Addresses for documentation (RFC 5737, RFC 3849).
      to: from.includes(':')
        ? `2001:db8::${(index + 1).toString(16)}`
        : `192.0.2.${(index % 254) + 1}`,
    })),
    ...(device.hostname === undefined ? [] : [{ from: device.hostname, to: 'host-1' }]),
    ...(user === undefined ? [] : [{ from: user, to: 'user-1' }]),
    ...(device.machineId === undefined
      ? []
      : [{ from: device.machineId, to: '00000000000000000000000000000001' }]),
  ];
  return named
    .filter(({ from }) => from.length >= SHORTEST)
    .sort((a, b) => b.from.length - a.from.length);
}

/** A host called "vm" cannot be told from the letters in other words. */
const SHORTEST = 3;

function scrubContent(content: Uint8Array, scrub: (text: string) => string): Uint8Array {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return content;
  }
  const scrubbed = scrub(text);
  return scrubbed === text ? content : new TextEncoder().encode(scrubbed);
}
