/** Reading captures: names in any spelling, frames around the text, and whatever else arrives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCapture } from './parse.ts';
import { allowedCommands } from './platform.ts';
import { PLATFORMS, platformNamed } from './platforms.ts';

const INVENTORY =
  'NAME: "Chassis", DESCR: "a router"\nPID: ISR4331/K9, VID: V01, SN: FDO0MUSTER9\n';

it.each(['cisco-ios', 'cisco_ios', 'Cisco IOS', 'ios', 'ios-cat6k', 'nobody-knows-this'])(
  'reads a capture of "%s"',
  (platform) => {
    expect(parseCapture(platform, 'show inventory', INVENTORY).identity.serials).toEqual([
      'FDO0MUSTER9',
    ]);
  },
);

it.each<[string, string]>([
  ['the echo and the prompt', `lab#show inventory\n${INVENTORY}lab#`],
  ['carriage returns', INVENTORY.replaceAll('\n', '\r\n')],
  ['escape codes', `\x1b[2J\x1b[1m${INVENTORY}\x1b[0m`],
  ['an indentation', INVENTORY.replaceAll(/^/gm, '        ')],
])('looks through %s', (_, text) => {
  expect(parseCapture('cisco-ios', 'show inventory | no-more', text).identity.serials).toEqual([
    'FDO0MUSTER9',
  ]);
});

it('says nothing where nothing is said', () => {
  const parsed = parseCapture(
    'cisco-ios',
    'show version',
    "% Invalid input detected at '^' marker.",
  );
  expect(parsed).toEqual({
    platform: 'cisco-ios',
    command: 'show version',
    rows: [],
    identity: { serials: [], models: [], versions: [], hostnames: [], macs: [] },
  });
});

describe('the list of platforms', () => {
  it('is sorted, and no name means two', () => {
    const ids = PLATFORMS.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    expect(ids.length).toBeGreaterThanOrEqual(40);
    for (const platform of PLATFORMS) {
      for (const name of [platform.id, ...platform.aliases]) {
        expect(platformNamed(name)?.id, name).toBe(platform.id);
      }
    }
  });

  /** What reads. Everything else that is sent must be of the session only, and is named here. */
  const READS =
    /^(?:cmd \/c ver$|powershell .*\bGet-|\/?\S+ (?:\S+ )*print\b|(?:tmsh -q |admin |sh -c )?.*\b(?:show|display|get|diagnose|about|version|cat|uname|hostname|lldpctl|bridge|ip|decode-syseeprom|switchshow|chassisshow|showserial|upsabout)\b)/i;
  const SESSION =
    /^(?:(?:no )?(?:terminal|term|screen-length|screen|page|paging|pager|clipaging)\b.*|terminal pager 0|no page|no paging|config paging disable|paginate false|skip-page-display|disable clipaging session|set cli\b.*|set clienv rows 0|environment (?:no more|cli-engine type basic)|(?:system shell )?(?:session )?set (?:session )?more off|system shell session set more off|no cli session paging enable|scroll|enable|terminal datadump|screen-length 0 temporary|exit|quit|logout|\/quit|n|y)$/;

  it.each(PLATFORMS.map((platform) => [platform.id, platform] as const))(
    '%s sends nothing but reads and settings of its session',
    (_, platform) => {
      for (const command of allowedCommands(platform)) {
        expect(READS.test(command) || SESSION.test(command), command).toBe(true);
        expect(command).not.toMatch(/\b(?:configure|write|delete|erase|reload|reboot|save)\b/i);
      }
    },
  );
});

it('survives any text, for any platform and command', () => {
  const commands = [...new Set(PLATFORMS.flatMap((platform) => [...allowedCommands(platform)]))];
  fc.assert(
    fc.property(
      fc.constantFrom(...PLATFORMS.map(({ id }) => id)),
      fc.constantFrom(...commands),
      fc.string({ maxLength: 400 }),
      (platform, command, text) => {
        const { rows, identity } = parseCapture(platform, command, text);
        expect(rows.length).toBeLessThan(400);
        for (const serial of identity.serials) expect(serial).not.toBe('');
      },
    ),
    { numRuns: 2000 },
  );
});
