import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMac, type MacHint, macKindOf, parseMac } from './mac.ts';
import prefixes from './mac-prefixes.json' with { type: 'json' };
import type { MacKind } from './observation.ts';

const NOTATIONS: readonly [string, (hex: string) => string][] = [
  ['colons', (hex) => pairs(hex).join(':')],
  ['dashes, capitals (Windows)', (hex) => pairs(hex).join('-').toUpperCase()],
  ['dots', (hex) => pairs(hex).join('.')],
  ['blanks (SNMP)', (hex) => pairs(hex).join(' ')],
  ['bare', (hex) => hex],
  ['after 0x', (hex) => `0x${hex}`],
  ['groups of four with dots (Cisco)', (hex) => hex.replace(/(....)(?!$)/g, '$1.')],
  ['groups of four with dashes (Huawei)', (hex) => hex.replace(/(....)(?!$)/g, '$1-')],
  ['groups of four with colons', (hex) => hex.replace(/(....)(?!$)/g, '$1:')],
  ['halves (HPE)', (hex) => `${hex.slice(0, 6)}-${hex.slice(6)}`],
  [
    'without leading zeros (macOS)',
    (hex) =>
      pairs(hex)
        .map((octet) => octet.replace(/^0/, ''))
        .join(':'),
  ],
  ['surrounded by blanks', (hex) => `  ${pairs(hex).join(':')}\n`],
];

function pairs(hex: string): string[] {
  return hex.match(/../g) ?? [];
}

const octets = fc.uint8Array({ minLength: 6, maxLength: 6 });

describe('parseMac', () => {
  it.each(NOTATIONS)('reads any address written with %s', (_, write) => {
    fc.assert(
      fc.property(octets, (six) => {
        expect(parseMac(write(Buffer.from(six).toString('hex')))).toBe(formatMac(six));
      }),
    );
  });

  it.each([
    '',
    '00:11:22:33:44',
    '00:11:22:33:44:55:66',
    '00:11-22:33-44:55',
    '0011223344556',
    '00:11:22:33:44:5g',
    '005D.73D2.90E4 to 005D.73D2.9113',
    '000:11:22:33:44:55',
    '::::::',
  ])('refuses %j', (text) => {
    expect(parseMac(text)).toBeUndefined();
  });

  it('survives any text, and is idempotent on what it reads', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const mac = parseMac(text);
        if (mac !== undefined) expect(parseMac(mac)).toBe(mac);
      }),
    );
  });
});

describe('formatMac', () => {
  it('needs exactly six octets', () => {
    expect(formatMac(Uint8Array.of(0, 1, 2, 0xab, 0xcd, 0xef))).toBe('00:01:02:ab:cd:ef');
    expect(formatMac(Uint8Array.of(0, 1, 2))).toBeUndefined();
    expect(formatMac(new Uint8Array(8))).toBeUndefined();
  });
});

describe('macKindOf', () => {
  it.each<[string, MacHint | undefined, MacKind]>([
    ['3c:ec:ef:12:34:56', undefined, 'burned-in'],
    ['3c:ec:ef:12:34:56', { interfaceName: 'bond0', driver: 'ixgbe' }, 'burned-in'],
    ['3c:ec:ef:12:34:56', { interfaceName: 'br-lan' }, 'burned-in'],
    ['3c:ec:ef:12:34:56', { driver: 'bridge' }, 'virtual'],
    ['00:50:56:ab:cd:ef', undefined, 'virtual'],
    ['00:0c:29:ab:cd:ef', { driver: 'e1000' }, 'virtual'],
    ['52:54:00:ab:cd:ef', undefined, 'virtual'],
    ['00:15:5d:ab:cd:ef', undefined, 'virtual'],
    ['08:00:27:ab:cd:ef', undefined, 'virtual'],
    ['00:1c:42:ab:cd:ef', undefined, 'virtual'],
    ['00:16:3e:ab:cd:ef', undefined, 'virtual'],
    ['02:42:ac:11:00:02', undefined, 'virtual'],
    ['fa:16:3e:ab:cd:ef', undefined, 'virtual'],
    ['9a:5c:ef:12:34:56', { interfaceName: 'veth12ab' }, 'virtual'],
    ['9a:5c:ef:12:34:56', { interfaceName: 'vEthernet (Default Switch)' }, 'virtual'],
    ['9a:5c:ef:12:34:56', { driver: 'Microsoft Wi-Fi Direct Virtual Adapter' }, 'virtual'],
    ['9a:5c:ef:12:34:56', { interfaceName: 'wlan0', driver: 'iwlwifi' }, 'randomised'],
    ['da:a1:19:12:34:56', undefined, 'randomised'],
    ['00:00:5e:00:01:0a', undefined, 'redundancy'],
    ['00:00:5e:00:02:0a', undefined, 'redundancy'],
    ['00:00:0c:07:ac:01', undefined, 'redundancy'],
    ['00:00:0c:9f:f0:01', undefined, 'redundancy'],
    ['00:00:0c:9f:00:01', undefined, 'burned-in'],
    ['00:05:73:a0:00:01', undefined, 'redundancy'],
    ['00:07:b4:00:01:02', undefined, 'redundancy'],
    ['01:00:5e:00:00:fb', undefined, 'multicast'],
    ['ff:ff:ff:ff:ff:ff', undefined, 'multicast'],
    ['00:e0:4c:68:12:34', { driver: 'r8152' }, 'adapter'],
    ['a0:ce:c8:12:34:56', { driver: 'ax88179_178a' }, 'adapter'],
    ['a0:ce:c8:12:34:56', { driver: 'cdc_ether' }, 'adapter'],
    ['a0:ce:c8:12:34:56', { driver: 'Realtek USB GbE Family Controller' }, 'adapter'],
    ['a0:ce:c8:12:34:56', { bus: 'usb' }, 'adapter'],
    ['a0:ce:c8:12:34:56', { interfaceName: 'enxa0cec8123456' }, 'adapter'],
    ['a0:ce:c8:12:34:56', { interfaceName: 'enp0s31f6', driver: 'e1000e' }, 'burned-in'],
    ['b8:27:eb:12:34:56', { interfaceName: 'eth0', driver: 'smsc95xx' }, 'burned-in'],
    ['b8:27:eb:12:34:56', { interfaceName: 'enxb827eb123456' }, 'burned-in'],
    ['a0:ce:c8:12:34:56', { driver: 'Lenovo Dock Ethernet' }, 'dock'],
    ['a0:ce:c8:12:34:56', { interfaceName: 'Bluetooth Network Connection' }, 'bluetooth'],
    ['a0:ce:c8:12:34:56', { interfaceName: 'bnep0' }, 'bluetooth'],
    ['c3:12:34:56:78:9a', { driver: 'btusb' }, 'bluetooth'],
  ])('of %s with %j is %s', (mac, hint, kind) => {
    expect(macKindOf(mac, hint)).toBe(kind);
  });

  it('has an answer for every address and hint', () => {
    const text = fc.option(fc.string(), { nil: undefined });
    fc.assert(
      fc.property(octets, text, text, (six, interfaceName, driver) => {
        const mac = formatMac(six) ?? '';
        const hint = {
          ...(interfaceName === undefined ? {} : { interfaceName }),
          ...(driver === undefined ? {} : { driver }),
        };
        expect(macKindOf(mac, hint)).toMatch(/^[a-z-]+$/);
      }),
    );
  });

  it('finds in its own tables the kind they are listed under', () => {
    for (const [kind, groups] of [
      ['virtual', prefixes.virtual],
      ['redundancy', prefixes.redundancy],
    ] as const) {
      for (const prefix of Object.values(groups).flat()) {
        const mac = prefix + '00:00:00:00:00:00'.slice(prefix.length);
        expect([prefix, macKindOf(mac)]).toEqual([prefix, kind]);
      }
    }
  });
});
