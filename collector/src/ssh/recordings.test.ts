/**
 * Every recording under `recordings/`: an invented device's output, with what must be read of it in
 * its head. A new one is a file; its folder is the platform.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type ParsedCapture, parseCapture } from './parse.ts';
import { PLATFORMS } from './platforms.ts';
import type { Row } from './rows.ts';

const FOLDER = join(import.meta.dirname, 'recordings');

interface Recording {
  readonly platform: string;
  readonly name: string;
  readonly command: string;
  readonly expected: ReadonlyMap<string, readonly string[]>;
  readonly text: string;
}

const recordings = readdirSync(FOLDER).flatMap((platform) =>
  readdirSync(join(FOLDER, platform)).map((file) => readRecording(platform, file)),
);

function readRecording(platform: string, file: string): Recording {
  const content = readFileSync(join(FOLDER, platform, file), 'utf8');
  const [head = '', text = ''] = content.split(/^#\n/m, 2);
  const expected = new Map<string, string[]>();
  for (const [, key = '', value = ''] of head.matchAll(/^# (\w+): (.*)$/gm)) {
    expected.set(key, [...(expected.get(key) ?? []), value]);
  }
  const command = expected.get('command')?.[0] ?? '';
  expected.delete('command');
  return { platform, name: file.replace(/\.txt$/, ''), command, expected, text };
}

/** What a recording's head states, of what was read. */
function said(parsed: ParsedCapture, key: string): readonly string[] {
  const { identity, rows } = parsed;
  if (key === 'serials' || key === 'models' || key === 'versions' || key === 'hostnames') {
    return identity[key];
  }
  const of = (is: Row['is'], tell: (row: Row) => string) =>
    rows.filter((row) => row.is === is).map(tell);
  if (key === 'neighbors') {
    return of(
      'neighbor',
      ({ port, systemName, chassisId, portId }) => `${port} ${systemName ?? chassisId} ${portId}`,
    );
  }
  if (key === 'fdb')
    return of('fdb', ({ vlan, mac, port }) => `${vlanNumber(vlan)} ${mac} ${port}`);
  return of('arp', ({ address, mac, port }) => `${address} ${mac} ${port}`);
}

function vlanNumber(vlan: string | undefined): string {
  return vlan !== undefined && /^\d+$/.test(vlan) ? vlan : '*';
}

it.each(recordings)(
  'reads "$command" of $platform ($name)',
  ({ platform, command, expected, text }) => {
    const parsed = parseCapture(platform, command, text);
    for (const [key, values] of expected) {
      expect(said(parsed, key), key).toEqual(expect.arrayContaining([...values]));
    }
    const serials = expected.get('serials') ?? [];
    expect(parsed.identity.serials.slice(0, 1), 'the first serial').toEqual(serials.slice(0, 1));
  },
);

/** As terminals and log files hold the same output. */
const FRAMES: readonly (readonly [string, (text: string, command: string) => string])[] = [
  ['with carriage returns', (text) => text.replaceAll('\n', '\r\n')],
  ['behind its echoed command', (text, command) => `lab-1#${command}\n${text}`],
  ['before the next prompt', (text) => `${text.trimEnd()}\n\nlab-1#`],
  ['behind empty lines', (text) => `\n\n${text}`],
  ['padded', (text) => text.replaceAll('\n', '   \n')],
  ['indented', (text) => text.replaceAll(/^(?=.)/gm, '  ')],
];

it.each(FRAMES)('reads a recording %s as it reads it alone', (_, frame) => {
  const differing = recordings.filter(({ platform, command, text }) => {
    const alone = parseCapture(platform, command, text);
    const framed = parseCapture(platform, command, frame(text, command));
    return JSON.stringify(framed.rows) !== JSON.stringify(alone.rows);
  });
  expect(differing.map(({ platform, name }) => `${platform}/${name}`)).toEqual([]);
});

it('has a recording of every platform', () => {
  const recorded = new Set(recordings.map(({ platform }) => platform));
  expect(PLATFORMS.map(({ id }) => id).filter((id) => !recorded.has(id))).toEqual([]);
});
