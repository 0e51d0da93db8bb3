import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../duration.ts';
import { formatDuration } from './format-duration.ts';
import { launchDaemon } from './launchd.ts';
import { quoteArgument, taskXml } from './scheduled-task.ts';
import { modeOfUnit } from './situation.ts';
import { serviceUnit } from './systemd.ts';
import { escapeXml } from './xml.ts';

const spaced = ['/opt/the agents/50% & more/muster-agent'];

describe('units', () => {
  it.each([
    [['/usr/bin/muster-agent'], 'ExecStart=/usr/bin/muster-agent run --config /etc/a.yaml'],
    [spaced, 'ExecStart="/opt/the agents/50%% & more/muster-agent" run --config /etc/a.yaml'],
    [['/opt/$a/x'], 'ExecStart=/opt/$$a/x run --config /etc/a.yaml'],
  ])('name %j to systemd so that nothing in it is expanded', (program, line) => {
    expect(serviceUnit({ program, config: '/etc/a.yaml' }).split('\n')).toContain(line);
  });

  it('keep launchd from reading markup in a path', () => {
    const plist = launchDaemon({ program: spaced, config: '/c', mode: { kind: 'daemon' } });
    expect(plist).toContain('<string>/opt/the agents/50% &amp; more/muster-agent</string>');
    expect(modeOfUnit(plist)).toBe('daemon');
  });

  it('let launchd start a timer at its period, and nothing in between', () => {
    const mode = { kind: 'timer', everyMs: 3_600_000 } as const;
    const plist = launchDaemon({ program: ['/a'], config: '/c', mode });
    expect(plist).toContain('<key>StartInterval</key>\n  <integer>3600</integer>');
    expect(plist).not.toContain('KeepAlive');
    expect(modeOfUnit(plist)).toBe('timer');
  });

  it.each([
    ['daemon', 'run', 'PT1H', 'PT0S'],
    ['timer', 'once', 'PT7200S', 'PT10M'],
  ] as const)('let Windows start a %s by "%s"', (mode, command, interval, limit) => {
    const program = ['C:\\Program Files\\Muster\\muster-agent.exe'];
    const config = 'C:\\ProgramData\\Muster\\agent.yaml';
    const xml = taskXml({ program, config, mode, everyMs: 7_200_000, spreadMs: 600_000 });
    expect(xml).toContain(`<Arguments>${command} --config ${config}</Arguments>`);
    expect(xml).toContain(`<Interval>${interval}</Interval>`);
    expect(xml).toContain(`<ExecutionTimeLimit>${limit}</ExecutionTimeLimit>`);
    expect(modeOfUnit(xml)).toBe(mode);
  });

  it.each([
    ['plain', 'plain'],
    ['C:\\a b\\c.yaml', '"C:\\a b\\c.yaml"'],
    ['C:\\a b\\', '"C:\\a b\\\\"'],
    ['say "it"', '"say \\"it\\""'],
    ['', '""'],
  ])('quote %j for Windows as %s', (argument, quoted) => {
    expect(quoteArgument(argument)).toBe(quoted);
  });

  it('quote any argument so that Windows reads it back', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\') }), (argument) => {
        expect(readBack(quoteArgument(argument))).toBe(argument);
      }),
    );
  });

  it('escape any text so that no markup is left in it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(escapeXml(text)).not.toMatch(/[<>"]|&(?!amp;|lt;|gt;|quot;)/);
      }),
    );
  });

  it('write durations that the configuration reads back, to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });
});

/** One argument as CommandLineToArgvW documents it. */
function readBack(quoted: string): string {
  let argument = '';
  let isQuoted = false;
  for (const [, backslashes = '', quote, other = ''] of quoted.matchAll(
    /(\\*)(?:(")|([^\\"]|$))/g,
  )) {
    if (quote === undefined) argument += backslashes + other;
    else {
      argument += backslashes.slice(Math.ceil(backslashes.length / 2));
      if (backslashes.length % 2 === 1) argument += '"';
      else isQuoted = !isQuoted;
    }
  }
  expect(isQuoted).toBe(false);
  return argument;
}
