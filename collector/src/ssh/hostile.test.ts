/**
 * Devices that print what they should not: whatever stands in an answer, the sightings are valid
 * observations without control characters or markup.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseObservation } from '@muster/facts/observation-schema';
import { stampObservation } from '@muster/facts/stamp';
import { linuxLikeExec } from '@muster/lab/ssh/linux-like';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderTerminal } from './driver/terminal.ts';
import { LINUX_SCRIPT, readLinuxHost } from './hosts/linux.ts';
import type { Platform } from './platform.ts';
import { PLATFORMS, platformNamed } from './platforms.ts';
import { readOutput } from './read/read-output.ts';
import { sightingsOf, type Visit } from './sightings.ts';

const FOLDER = join(import.meta.dirname, 'recordings');

interface Printed {
  readonly command: string;
  readonly text: string;
}

/** What the invented devices of the recordings print. */
const printed: ReadonlyMap<string, readonly Printed[]> = new Map(
  readdirSync(FOLDER).map((id) => {
    const files = readdirSync(join(FOLDER, id));
    return [id, files.map((file) => readPrinted(join(FOLDER, id, file)))] as const;
  }),
);

function readPrinted(path: string): Printed {
  const [head = '', text = ''] = readFileSync(path, 'utf8').split(/^#\n/m, 2);
  return { command: /^# command: (.*)$/m.exec(head)?.[1] ?? '', text };
}

function expectClean(platform: Platform, more: Partial<Visit>): void {
  const sightings = sightingsOf({
    platform,
    observedAt: new Date(0),
    address: '192.0.2.7:22',
    fingerprint: 'SHA256:invented',
    identification: 'SSH-2.0-Lab',
    oldAlgorithms: [],
    captures: [],
    unread: [],
    ...more,
  });
  for (const sighting of sightings) {
    const observation = stampObservation(sighting, {
      observer: { id: 'test', kind: 'collector', version: '0' },
      nowMs: () => 0,
      random: (octets) => randomBytes(octets),
    });
    const text = JSON.stringify(observation);
    expect(parseObservation(JSON.parse(text))).toMatchObject({ kind: 'parsed' });
    expect(text).not.toMatch(/<[a-zA-Z/!]/);
    expect(text).not.toMatch(/\\u00[01][0-9a-f]|\\[bfnrt]/);
  }
}

function expectCleanOutput(platform: Platform, outputs: readonly Printed[]): void {
  const captures = outputs.map(({ command, text }) => ({
    intent: 'version' as const,
    command,
    rows: readOutput(platform, command, renderTerminal(text)),
  }));
  expectClean(platform, { captures });
}

const WORDS: readonly string[] = [
  'x'.repeat(1500),
  '<script>alert(7)</script>',
  '<img src=x>',
  '\u0007\u001b]0;title\u0007bell',
  '\u202Ereversed',
  '\u00e4\u00f6\u{1F600}',
  '-'.repeat(500),
  '99999999999999999999',
  '',
];

it.each(PLATFORMS.map((platform) => [platform.id, platform] as const))(
  '%s: as it is, and with its words replaced',
  (id, platform) => {
    const outputs = printed.get(id) ?? [];
    expectCleanOutput(platform, outputs);
    for (const word of WORDS) {
      for (const nth of [2, 3, 5]) {
        let index = 0;
        const replaced = outputs.map(({ command, text }) => ({
          command,
          text: text.replace(/[^\s:]+/g, (old) => {
            index += 1;
            return index % nth === 0 ? word : old;
          }),
        }));
        expectCleanOutput(platform, replaced);
      }
    }
  },
);

it('a host: any words in any of its files', () => {
  const platform = platformNamed('linux');
  const output = linuxLikeExec()(LINUX_SCRIPT)?.output ?? '';
  if (platform === undefined) throw new Error('no such platform');
  fc.assert(
    fc.property(fc.constantFrom(...WORDS), fc.integer({ min: 1, max: 9 }), (word, nth) => {
      let index = 0;
      const text = output.replace(/(?<=^|["\s])[\w.-]+(?=["\s]|$)/g, (old) => {
        index += 1;
        return index % nth === 0 ? word : old;
      });
      const host = readLinuxHost(renderTerminal(text));
      if (host !== undefined) expectClean(platform, { host });
    }),
  );
});
