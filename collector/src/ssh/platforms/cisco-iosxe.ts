/** Cisco IOS-XE: Catalyst 9000, ISR 4000 and ASR 1000, and the C9800 wireless controllers. */
import type { Platform } from '../platform.ts';
import { parseCiscoModules } from '../read/cisco-modules.ts';
import { all, byLabel, byPattern, DEVICE, firstOf } from '../read/facts.ts';
import { ciscoIos } from './cisco-ios.ts';

/** "show platform": on a stack one line a member; on a router its chassis type and slots. */
const parsePlatform = all(
  parseCiscoModules,
  byLabel(DEVICE, { model: ['chassis type', 'cisco chassis type', 'chassis'] }),
);

const parseSdwanVersion = byPattern(DEVICE, { version: /^\s*v?(\d+\.\d+\S*)\s*$/m });

export const ciscoIosxe: Platform = {
  ...ciscoIos,
  id: 'cisco-iosxe',
  aliases: ['iosxe', 'cisco-xe', 'cat9k', 'cisco-wlc-c9800'],
  os: 'IOS-XE',
  recognize: {
    server: /-Cisco-/,
    command: 'show version',
    output: /Cisco IOS[ -]XE Software|IOS-XE Software|_IOSXE/i,
  },
  commands: {
    ...ciscoIos.commands,
    stack: [['show switch detail', 'show switch', 'show stackwise-virtual']],
    modules: [['show platform', 'show module']],
    aps: ['show ap summary'],
  },
  parsers: [
    { command: /^show platform/, parse: parsePlatform },
    { command: /^show sdwan version/, parse: firstOf(parseSdwanVersion) },
    ...ciscoIos.parsers,
  ],
};
