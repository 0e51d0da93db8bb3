import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '@muster/uplink/secret';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { areSameSettings, type Flags, loadSettings, type Settings } from './settings.ts';

let folder: string;
let config: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-settings-'));
  config = join(folder, 'agent.yaml');
  await writeFile(config, 'reconciler: https://file.example\ntokenFile: token\nsite: HQ\n');
});
afterAll(() => rm(folder, { recursive: true }));

async function load(flags: Flags, variables: Record<string, string> = {}): Promise<Settings> {
  const loaded = await loadSettings({ config, ...flags }, variables);
  if (loaded.kind === 'refused') throw new Error(loaded.reason);
  return loaded.settings;
}

describe('settings', () => {
  it.each([
    [
      'the command line',
      { url: 'https://line.example' },
      { MUSTER_URL: 'https://environment.example' },
      'https://line.example',
    ],
    [
      'the environment',
      {},
      { MUSTER_URL: 'https://environment.example' },
      'https://environment.example',
    ],
    ['the file', {}, {}, 'https://file.example'],
  ])('take what %s says first', async (_, flags, variables, reconciler) => {
    expect(await load(flags, variables)).toMatchObject({ reconciler, site: 'HQ' });
  });

  it.each([
    [{ tokenFile: '/line' }, { MUSTER_TOKEN: 'tok-1' }, { kind: 'file', path: '/line' }],
    [{}, { MUSTER_TOKEN_FILE: '/environment' }, { kind: 'file', path: '/environment' }],
    [{}, { MUSTER_TOKEN: 'tok-1' }, { kind: 'value' }],
    [{}, {}, { kind: 'file', path: expect.stringMatching(/\/muster-settings-.*\/token$/) }],
  ])('take the token in the same order: %j, %j', async (flags, variables, token) => {
    expect((await load(flags, variables)).enrolmentToken).toMatchObject(token);
  });

  it('are the same when they say the same, of secrets too', async () => {
    const one = await load({}, { MUSTER_TOKEN: 'tok-1' });
    expect(areSameSettings(one, await load({}, { MUSTER_TOKEN: 'tok-1' }))).toBe(true);
    expect(areSameSettings(one, await load({}, { MUSTER_TOKEN: 'tok-2' }))).toBe(false);
    expect(areSameSettings(one, { ...one, tls: { key: new Secret('k') } })).toBe(false);
    expect(areSameSettings(one, { ...one, without: ['users'] })).toBe(false);
  });
});
