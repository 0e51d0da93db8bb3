import { openTreeHost, type Tree } from '@muster/hosts/host/tree';
import { describe, expect, it } from 'vitest';
import { readManaged } from './managed.ts';
import { FLEET_FILE, POLICY_KEY, PREFERENCES } from './places.ts';

const SCRATCH = 'C:\\scratch\\policy.reg';

/** As regedit writes UTF-16 in a value of bytes. */
const multi = (...texts: readonly string[]) =>
  `hex(7):${[...Buffer.from(`${texts.join('\0')}\0\0`, 'utf16le')]
    .map((octet) => octet.toString(16).padStart(2, '0'))
    .join(',')}`;

function windows(values: string) {
  const text = `\ufeffWindows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Muster\\Agent]\r\n${values}\r\n`;
  return openTreeHost({
    platform: 'win32',
    files: new Map([[SCRATCH, Buffer.from(text, 'utf16le')]]),
    outputs: new Map([['reg export policy', '']]),
  });
}
const macos = (file: string, output?: string) =>
  openTreeHost({
    platform: 'darwin',
    files: new Map([[PREFERENCES, file]]),
    ...(output !== undefined && { outputs: new Map([['plutil managed preferences', output]]) }),
  });
const linux = (text: string) =>
  openTreeHost({ platform: 'linux', files: new Map([[FLEET_FILE, text]]) });
const empty = (platform: Tree['platform'], refused?: Tree['refused']) =>
  openTreeHost({ platform, ...(refused && { refused }) });

const plist = (content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict>${content}</dict></plist>\n`;

describe('managed settings', () => {
  it('are read from group policy, in every script; an empty value is none', async () => {
    const values = [
      '@="nobody\'s"',
      '"Reconciler"="https://inventory.example:8420"',
      '"Site"="Zürich, 東京"',
      '"Every"=""',
      `"Without"=${multi('users', 'usb')}`,
      '"EnrolmentToken"="tok-1"',
    ];
    expect(await readManaged(windows(values.join('\r\n')), SCRATCH)).toEqual({
      kind: 'parsed',
      value: {
        file: {
          reconciler: 'https://inventory.example:8420',
          site: 'Zürich, 東京',
          without: ['users', 'usb'],
        },
        enrolmentToken: 'tok-1',
      },
    });
  });

  const profile = plist(
    '<key>PayloadUUID</key><string>x</string><key>reconciler</key><string>https://a.example</string>' +
      '<key>PayloadRemovalDate</key><date>2030-01-01T00:00:00Z</date>' +
      '<key>without</key><array><string>users</string></array>',
  );
  it.each([
    ['binary, by plutil', macos('bplist00', profile)],
    ['XML', macos(profile)],
  ])(
    'are read from a configuration profile (%s), without what every payload carries',
    async (_, host) => {
      expect(await readManaged(host, '')).toEqual({
        kind: 'parsed',
        value: { file: { reconciler: 'https://a.example', without: ['users'] } },
      });
    },
  );

  it('are read from the fleet’s file on Linux', async () => {
    const text = 'reconciler: https://a.example\nwithout: users, usb\nenrolmentToken: tok-1\n';
    expect(await readManaged(linux(text), '')).toEqual({
      kind: 'parsed',
      value: {
        file: { reconciler: 'https://a.example', without: ['users', 'usb'] },
        enrolmentToken: 'tok-1',
      },
    });
  });

  it.each([
    ['linux without the file', empty('linux')],
    ['linux with an empty one', linux('# nothing yet\n')],
    ['Windows without the key', empty('win32', new Map([['reg export policy', 'failed']]))],
    ['macOS without a profile', empty('darwin')],
    ['any other system', empty('other')],
  ])('are none on %s', async (_, host) => {
    expect(await readManaged(host, SCRATCH)).toEqual({ kind: 'parsed', value: { file: {} } });
  });

  it.each([
    ['Reconcilor', windows('"Reconcilor"="https://a.example"'), `${POLICY_KEY}/Reconcilor: is not`],
    ['every', windows('"Every"="sometimes"'), `${POLICY_KEY}/every: `],
    ['a number for a text', windows('"Site"=dword:00000007'), `${POLICY_KEY}/site: must be a text`],
    ['a path', linux('data: /x\n'), `${FLEET_FILE}/data: is not a managed setting`],
    ['a token that is none', linux('enrolmentToken: 7\n'), `${FLEET_FILE}/enrolmentToken: must be`],
    ['a list of keys', linux('- site\n'), `${FLEET_FILE}: is no list of keys and values`],
    ['no YAML', linux('site: [\n'), `${FLEET_FILE}: `],
    ['no property list', macos('bplist00', 'oops'), `${PREFERENCES}: is no property list`],
  ])('are refused with the name of what is wrong: %s', async (_, host, said) => {
    expect(saidOf(await readManaged(host, SCRATCH))).toContain(said);
  });

  it.each([
    ['policy, in time', empty('win32', new Map([['reg export policy', 'timeout']])), 'timeout'],
    ['policy, without reg.exe', empty('win32'), 'absent'],
    ['profile', macos('bplist00'), 'absent'],
    ['fleet’s file', empty('linux', new Map([[FLEET_FILE, 'permission']])), 'as root'],
  ])('that cannot be read are refused, not left out: the %s', async (_, host, said) => {
    expect(saidOf(await readManaged(host, SCRATCH))).toContain(`cannot be read: `);
    expect(saidOf(await readManaged(host, SCRATCH))).toContain(said);
  });
});

function saidOf(managed: Awaited<ReturnType<typeof readManaged>>): string {
  return managed.kind === 'parsed'
    ? 'parsed'
    : managed.problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
}
