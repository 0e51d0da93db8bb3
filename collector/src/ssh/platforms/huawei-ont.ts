/** Huawei subscriber units (ONT, EchoLife). */
import type { Platform } from '../platform.ts';
import { byLabel, byPattern, DEVICE, everyMatch } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const huaweiOnt: Platform = {
  id: 'huawei-ont',
  aliases: ['echolife'],
  vendor: 'Huawei',
  os: 'ONT',
  class: 'gateway',
  channel: 'shell',
  dialect: oneMode({ prompt: /^WAP>? ?$|^[\w()-]{1,40}[>#] ?$/, leave: ['quit'] }),
  recognize: {
    greeting: /^WAP>/m,
    command: 'display deviceInfo',
    output: /ManufacturerOUI|EchoLife/,
  },
  commands: {
    version: ['display deviceInfo', 'display inner version'],
    inventory: ['display sn', 'display productmac'],
    mac: ['display macaddress'],
  },
  parsers: [
    {
      command: /^display deviceinfo/,
      parse: byLabel(DEVICE, { model: ['modelname', 'productclass'], vendor: ['manufacturer'] }),
    },
    { command: /^display inner version/, parse: byLabel(DEVICE, { version: ['mainversion'] }) },
    { command: /^display sn/, parse: byPattern(DEVICE, { serial: /^\s*sn\s*=\s*(\S+)/im }) },
    {
      command: /^display (?:product|wan)mac/,
      parse: everyMatch({ is: 'device' }, /^(?:lan|wan) mac\s*=\s*(?<mac>\S+)/gim),
    },
  ],
};
