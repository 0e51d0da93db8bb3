import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linuxProbes } from '@muster/hosts/linux/probes';
import { macosProbes } from '@muster/hosts/macos/probes';
import { windowsProbes } from '@muster/hosts/windows/probes';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAgentFile } from './config.ts';
import { parseDuration } from './duration.ts';
import { otherProbes } from './other/probes.ts';
import { PROBE_NAMES } from './probe-names.ts';
import { DEFAULTS, loadSettings } from './settings.ts';

const SAMPLE = join(import.meta.dirname, '../../configs/agent.yaml');

describe('the sample configuration', () => {
  const source = readFileSync(SAMPLE, 'utf8');
  const uncommented = source.replace(/^#((?: {2})?[a-zA-Z]+:)/gm, '$1');

  it('is a configuration that leaves everything at its default', async () => {
    expect(parseAgentFile(source)).toEqual({ kind: 'parsed', value: {} });
    const loaded = await loadSettings({ config: SAMPLE }, {});
    expect(loaded).toMatchObject({ settings: { reconciler: DEFAULTS.reconciler } });
  });

  it('shows every key, and the defaults as they are', () => {
    const parsed = parseAgentFile(uncommented);
    expect(parsed).toMatchObject({
      kind: 'parsed',
      value: {
        reconciler: DEFAULTS.reconciler,
        data: DEFAULTS.data,
        every: DEFAULTS.every,
        spread: DEFAULTS.spread,
        log: DEFAULTS.log,
        without: [],
        tokenFile: 'enrolment-token',
        site: 'HQ',
        tls: { ca: 'ca.pem', certificate: 'agent.pem', key: 'agent.key' },
      },
    });
  });
});

describe('parseAgentFile', () => {
  it.each([
    ['an unknown key', 'site: HQ\nevry: 1h\n', '2:1: /evry'],
    ['a value out of its range', 'every: soon\n', '1:1: /every'],
    ['a key of another level', 'tls:\n  every: 1h\n', '2:3: /tls/every'],
    ['what is no YAML', 'site: [\n', '2:1'],
    ['an alias of nothing', 'site: *nothing\n', '1:1'],
  ])('refuses %s and names its place', (_, source, path) => {
    expect(parseAgentFile(source)).toMatchObject({ kind: 'refused', problems: [{ path }] });
  });

  it('survives any text', () => {
    fc.assert(fc.property(fc.string(), (source) => void parseAgentFile(source)));
  });
});

describe('what can be left out', () => {
  it('is what there are probes for, on one system or another', () => {
    const all = [linuxProbes, macosProbes, windowsProbes, otherProbes].flat();
    expect([...PROBE_NAMES].sort()).toEqual(all.map(({ name }) => name).sort());
  });

  it('is refused where it is misspelled, lest it is read after all', () => {
    expect(parseAgentFile('without: [user]\n')).toMatchObject({
      kind: 'refused',
      problems: [{ path: '1:1: /without/0' }],
    });
  });
});

describe('loadSettings', () => {
  it('prefers the command line to the environment, and that to the file', async () => {
    const variables = { MUSTER_URL: 'https://env.example', MUSTER_DATA: '/env' };
    const loaded = await loadSettings({ url: 'https://flag.example', config: SAMPLE }, variables);
    expect(loaded).toMatchObject({
      settings: { reconciler: 'https://flag.example', dataFolder: '/env' },
    });
  });

  it('refuses a file that is not there', async () => {
    const loaded = await loadSettings({ config: '/nowhere/agent.yaml' }, {});
    expect(loaded).toMatchObject({ kind: 'refused', reason: expect.stringContaining('/nowhere') });
  });
});

it.each([
  ['30s', 30_000],
  ['10m', 600_000],
  ['1h', 3_600_000],
  ['2d', 172_800_000],
])('reads a duration of %s', (written, ms) => {
  expect(parseDuration(written)).toBe(ms);
});
