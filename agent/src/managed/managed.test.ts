import { openTreeHost } from '@muster/hosts/host/tree';
import { describe, expect, it } from 'vitest';
import { POLICY_KEY, PREFERENCES, readManaged } from './managed.ts';

const QUERY = `
HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Muster\\Agent
    Reconciler    REG_SZ    https://inventory.example:8420
    Site    REG_SZ    Head Office
    Every    REG_SZ    
    Without    REG_MULTI_SZ    users\\0usb
    EnrolmentToken    REG_SZ    tok-1
`;

const windows = (output: string) =>
  openTreeHost({ platform: 'win32', outputs: new Map([['reg query policy', output]]) });
const macos = (output: string) =>
  openTreeHost({
    platform: 'darwin',
    files: new Map([[PREFERENCES, 'bplist00']]),
    outputs: new Map([['plutil managed preferences', output]]),
  });

describe('managed settings', () => {
  it('are read from group policy; an empty value is none', async () => {
    expect(POLICY_KEY).toContain('Policies');
    expect(await readManaged(windows(QUERY.replaceAll('\n', '\r\n')))).toEqual({
      kind: 'parsed',
      value: {
        file: {
          reconciler: 'https://inventory.example:8420',
          site: 'Head Office',
          without: ['users', 'usb'],
        },
        enrolmentToken: 'tok-1',
      },
    });
  });

  it('are read from a configuration profile, without what every payload carries', async () => {
    const profile = { PayloadUUID: 'x', reconciler: 'https://a.example', without: ['users'] };
    expect(await readManaged(macos(JSON.stringify(profile)))).toEqual({
      kind: 'parsed',
      value: { file: { reconciler: 'https://a.example', without: ['users'] } },
    });
  });

  it.each([
    ['linux', openTreeHost({ platform: 'linux' })],
    ['Windows without the key', openTreeHost({ platform: 'win32' })],
    ['macOS without a profile', openTreeHost({ platform: 'darwin' })],
    ['a reply that is none', macos('no property list')],
  ])('are none on %s', async (_, host) => {
    expect(await readManaged(host)).toEqual({ kind: 'parsed', value: { file: {} } });
  });

  it.each([
    ['Reconcilor', '    Reconcilor    REG_SZ    https://a.example\r\n', '/Reconcilor'],
    ['every', '    Every    REG_SZ    sometimes\r\n', '/every'],
    ['a path', '    Data    REG_SZ    C:\\x\r\n', '/Data'],
  ])('are refused with the name of what is wrong: %s', async (_, output, path) => {
    const managed = await readManaged(windows(output));
    expect(managed).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify(managed)).toContain(path);
  });
});
