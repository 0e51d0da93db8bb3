/** What configs/mdm gives to administrators says what the agent reads, in the words it reads. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTreeHost } from '@muster/hosts/host/tree';
import { describe, expect, it } from 'vitest';
import { MANAGED_KEYS, readManaged } from './managed.ts';
import { FLEET_FILE, POLICY_KEY, PREFERENCES } from './places.ts';

const MDM = join(import.meta.dirname, '../../../configs/mdm');
const read = (path: string) => readFileSync(join(MDM, path), 'utf8');
const lower = (names: readonly string[]) => names.map((name) => name.toLowerCase()).sort();
const matches = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, first = '']) => first);

describe('the policy definitions for Windows', () => {
  const admx = read('gpo/muster-agent.admx');
  const adml = read('gpo/en-US/muster-agent.adml');
  const valueNames = matches(admx, /valueName="([^"]+)"/g);

  /** As Windows keeps what an administrator chose, for `reg export` to tell. */
  function hostWith(values: ReadonlyMap<string, string>) {
    const lines = [...values].map(([name, value]) => `"${name}"="${value}"\r\n`);
    const key = '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Muster\\Agent]';
    const text = `\ufeffWindows Registry Editor Version 5.00\r\n\r\n${key}\r\n${lines.join('')}`;
    return openTreeHost({
      platform: 'win32',
      files: new Map([['policy.reg', Buffer.from(text, 'utf16le')]]),
      outputs: new Map([['reg export policy', '']]),
    });
  }

  it('set every setting that can be managed, at the place where the agent looks', () => {
    expect(lower(valueNames)).toEqual(lower(MANAGED_KEYS));
    const keys = new Set(matches(admx, / key="([^"]+)"/g));
    expect([...keys]).toEqual([POLICY_KEY.replace('HKLM\\', '')]);
  });

  it('hold defaults, choices and examples that the agent takes', async () => {
    const levels = matches(admx, /<string>(\w+)<\/string>/g);
    expect(levels).toEqual(['debug', 'info', 'warn', 'error']);
    for (const log of levels) {
      const chosen = new Map([
        ['Reconciler', 'https://inventory.example:8420'],
        ['Log', log],
      ]);
      for (const [, id = '', value = ''] of adml.matchAll(
        /refId="(\w+)"[^>]*><label>[^<]*<\/label><defaultValue>([^<]+)</g,
      ))
        chosen.set(id, value);
      expect([...chosen.keys()].every((name) => valueNames.includes(name))).toBe(true);
      const managed = await readManaged(hostWith(chosen), 'policy.reg');
      expect(managed).toEqual({
        kind: 'parsed',
        value: {
          file: {
            reconciler: 'https://inventory.example:8420',
            every: '1h',
            spread: '10m',
            without: ['users'],
            log,
          },
        },
      });
    }
  });

  it('use no text, presentation, element or category that is not there, and leave none over', () => {
    const used = (kind: string) => matches(admx, new RegExp(`\\$\\(${kind}\\.(\\w+)\\)`, 'g'));
    expect(new Set(used('string'))).toEqual(new Set(matches(adml, /<string id="(\w+)"/g)));
    expect(used('presentation')).toEqual(matches(adml, /<presentation id="(\w+)"/g));
    expect(matches(admx, /<(?:text|enum) id="(\w+)"/g)).toEqual(matches(adml, /refId="(\w+)"/g));
    const supported = new Set(matches(admx, /<supportedOn ref="(\w+)"/g));
    expect([...supported]).toEqual(matches(admx, /<definition name="(\w+)"/g));
    // A prefix would ask for another file, which Intune then wants to be given first.
    expect(admx).not.toContain('<using');
  });
});

describe('the configuration profile for macOS', () => {
  const profile = read('jamf/muster-agent.mobileconfig');
  const domain = PREFERENCES.replace(/^.*\/|\.plist$/g, '');
  const payload = matches(profile, /<dict>\n((?:(?!<\/?dict>)[\s\S])*)<\/dict>/g).find((each) =>
    each.includes(`<string>${domain}</string>`),
  );

  it('shows every setting, in words that the agent takes', async () => {
    const plist = `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict>${payload}</dict></plist>`;
    const files = new Map([[PREFERENCES, plist]]);
    const managed = await readManaged(openTreeHost({ platform: 'darwin', files }), '');
    expect(managed).toEqual({
      kind: 'parsed',
      value: {
        enrolmentToken: 'TOKEN',
        file: {
          reconciler: 'https://inventory.example:8420',
          site: 'HQ',
          every: '1h',
          spread: '10m',
          without: ['users'],
          log: 'info',
        },
      },
    });
    const keys = matches(payload ?? '', /<key>(\w+)<\/key>/g).filter(
      (key) => !/^Payload/.test(key),
    );
    expect(lower(keys)).toEqual(lower(MANAGED_KEYS));
  });

  it('has an identifier for each payload', () => {
    const identifiers = matches(profile, /<key>PayloadUUID<\/key>\s*<string>([0-9A-F-]{36})</g);
    expect(new Set(identifiers).size).toBe(3);
  });
});

describe('the file for Linux fleets', () => {
  it('shows every setting, in words that the agent takes', async () => {
    const source = read('linux/managed.yaml');
    const files = new Map([[FLEET_FILE, source]]);
    const managed = await readManaged(openTreeHost({ platform: 'linux', files }), '');
    expect(managed).toMatchObject({ kind: 'parsed', value: { enrolmentToken: 'TOKEN' } });
    expect(lower(matches(source, /^(\w+):/gm))).toEqual(lower(MANAGED_KEYS));
  });
});
