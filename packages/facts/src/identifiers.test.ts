import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Identified, identifiersOf, MAC_IDENTIFIERS_MAX } from './identifiers.ts';
import { formatMac } from './mac.ts';
import { DEVICE_CLASSES, type Device, MAC_KINDS } from './observation.ts';

/** One line an identifier: "scheme scope value trust". */
function told(observation: Identified): string[] {
  return identifiersOf(observation).map(({ scheme, scope, value, trust }) =>
    [scheme, ...(scope === undefined ? [] : [scope]), value, trust].join(' '),
  );
}

const UUID = '4c4c4544-0043-4410-8058-b5c04f4e5931';

describe('identifiersOf', () => {
  it('gives every typed claim of a laptop, canonical, serials within their maker', () => {
    const observation: Identified = {
      class: 'laptop',
      device: {
        vendor: 'Dell Inc.',
        model: 'Latitude 5420',
        serial: ' cdx5ny1',
        chassisSerial: 'CDX5NY1',
        boardSerial: '/CDX5NY1/CN1296345S00A1/',
        uuid: UUID.toUpperCase(),
        assetTag: 'NYC-LT-2024-0387',
        machineId: '0123ABCD4567EF890123ABCD4567EF89',
        hostname: 'NYC-LT-0387.',
      },
      interfaces: [
        { name: 'eno1', mac: '3c:ec:ef:12:34:56', driver: 'e1000e' },
        { name: 'wlan0', mac: '3c:ec:ef:12:34:57', macKind: 'burned-in' },
        { name: 'enp0s20u3', mac: 'a0:ce:c8:12:34:56', driver: 'r8152' },
        { name: 'docker0', mac: '02:42:5e:12:34:56', driver: 'bridge' },
      ],
    };
    expect(told(observation)).toEqual([
      'serial.system dell CDX5NY1 sound',
      'serial.chassis dell CDX5NY1 sound',
      'serial.board dell /CDX5NY1/CN1296345S00A1/ sound',
      'asset-tag NYCLT20240387 sound',
      `smbios-uuid ${UUID} sound`,
      'machine-id 0123abcd-4567-ef89-0123-abcd4567ef89 suspect',
      'hostname nyc-lt-0387 suspect',
      'mac 3c:ec:ef:12:34:56 sound',
      'mac 3c:ec:ef:12:34:57 sound',
      'mac a0:ce:c8:12:34:56 suspect',
      'mac 02:42:5e:12:34:56 suspect',
    ]);
  });

  it('keeps what was printed beside the canonical form', () => {
    const [serial] = identifiersOf({ device: { serial: ' cdx5-ny1 ' } });
    expect(serial).toMatchObject({ value: 'CDX5NY1', printed: ' cdx5-ny1 ' });
  });

  it.each<[string, Device, Device]>([
    ['Dell', { vendor: 'Dell Inc.' }, { vendor: 'Dell Computer Corporation' }],
    ['HP', { vendor: 'HP' }, { vendor: 'Hewlett Packard Enterprise' }],
    ['Lenovo', { vendor: 'LENOVO' }, { vendor: 'Lenovo Group Limited' }],
    ['Cisco', { vendor: 'Cisco Systems, Inc.' }, { vendor: 'cisco' }],
  ])('gives two spellings of %s one scope', (_, one, other) => {
    const serial = 'ABC1234XYZ';
    expect(told({ device: { ...one, serial } })).toEqual(told({ device: { ...other, serial } }));
  });

  it.each<[string, Device['vendor']]>([
    ['unknown', undefined],
    ['a placeholder', 'System manufacturer'],
    ['nothing but punctuation', '---'],
  ])('gives serials no scope when the maker is %s', (_, vendor) => {
    const device = { serial: 'ABC1234XYZ', ...(vendor === undefined ? {} : { vendor }) };
    expect(told({ device })).toEqual(['serial.system ABC1234XYZ sound']);
  });

  it("takes a board's maker from the board, and no identity from other parts", () => {
    const observation: Identified = {
      device: { vendor: 'System76', serial: 'S76-1234567', boardSerial: 'B0ARD77123' },
      components: [
        { kind: 'board', key: 'board', vendor: 'Clevo Co.', serial: 'B0ARD77123' },
        { kind: 'disk', key: 'disk0', vendor: 'Acme', serial: 'D15K77123' },
      ],
    };
    expect(told(observation)).toEqual([
      'serial.system system76 S761234567 sound',
      'serial.board clevo B0ARD77123 sound',
    ]);
  });

  it("calls a module's own serial what it is", () => {
    expect(told({ class: 'module', device: { vendor: 'Cisco', serial: 'FOC1832Z0QK' } })).toEqual([
      'serial.module cisco FOC1832Z0QK sound',
    ]);
  });

  it.each<[string, Identified, string, string]>([
    [
      'placeholder',
      { device: { serial: 'To be filled by O.E.M.' } },
      'impossible',
      'never filled in',
    ],
    [
      'unit counter',
      { device: { serial: '00000001' } },
      'suspect',
      'a small number filled up with zeros',
    ],
    [
      'copied MAC',
      {
        device: { serial: '3CECEF123456' },
        interfaces: [{ name: 'eth0', mac: '3c:ec:ef:12:34:56' }],
      },
      'suspect',
      'derived from a MAC address',
    ],
    [
      'copied base MAC',
      { device: { serial: '3cec.ef12.3456'.replaceAll('.', '-'), baseMac: '3c:ec:ef:12:34:56' } },
      'suspect',
      'derived from a MAC address',
    ],
    [
      'copied UUID',
      {
        device: {
          serial: '564D9F4E-6D1C-5B4A-8C2D-3E4F5A6B7C8D',
          uuid: '564d9f4e-6d1c-5b4a-8c2d-3e4f5a6b7c8d',
        },
      },
      'suspect',
      'derived from the UUID',
    ],
    [
      'copied UUID in the other byte order',
      {
        device: {
          serial: 'VMware-56 4d 9f 4e 6d 1c 5b 4a-8c 2d 3e 4f 5a 6b 7c 8d',
          uuid: '4e9f4d56-1c6d-4a5b-8c2d-3e4f5a6b7c8d',
        },
      },
      'suspect',
      'derived from the UUID',
    ],
    [
      'copied EUI-64',
      { device: { serial: '0x00158D0001A2B3C4', eui64: '0x00158d0001a2b3c4' } },
      'suspect',
      'repeats the EUI-64',
    ],
    [
      'copied model',
      { device: { serial: 'NUC7i5BNH', model: 'NUC7I5BNH' } },
      'impossible',
      'names the kind of device, not the device',
    ],
    [
      'copied part number',
      { device: { serial: '1234-ABC9', partNumber: '1234ABC9' } },
      'impossible',
      'names the kind of device, not the device',
    ],
    [
      'VM’s',
      { class: 'vm', device: { serial: 'CDX5NY1' } },
      'suspect',
      "a virtual machine has no maker: invented, or its host's",
    ],
    [
      'container’s',
      { class: 'container', device: { serial: 'CDX5NY1' } },
      'suspect',
      "a container shows its host's",
    ],
  ])('explains why a %s serial is not sound', (_, observation, trust, why) => {
    const serial = identifiersOf(observation).find(({ scheme }) => scheme === 'serial.system');
    expect(serial).toMatchObject({ trust, why });
  });

  it.each<[string, Identified, string]>([
    ["a VM's UUID", { class: 'vm', device: { uuid: UUID } }, 'sound'],
    ["a container's UUID", { class: 'container', device: { uuid: UUID } }, 'suspect'],
    [
      'a placeholder UUID',
      { device: { uuid: '03000200-0400-0500-0006-000700080009' } },
      'impossible',
    ],
    ['an EUI-64', { device: { eui64: '0x00158d0001a2b3c4' } }, 'sound'],
    ['an EUI-64 of zeros', { device: { eui64: '0x0000000000000000' } }, 'impossible'],
    ['an IMEI', { device: { imei: '490154203237518' } }, 'sound'],
    ['an engine ID', { device: { engineId: '80000009033cecef123456' } }, 'sound'],
    ['an engine ID of zeros', { device: { engineId: '0000000000' } }, 'impossible'],
    ['a machine id', { device: { machineId: 'i-0123abcd' } }, 'suspect'],
    [
      'a machine id of zeros',
      { device: { machineId: '00000000000000000000000000000000' } },
      'impossible',
    ],
    ['a host name', { device: { hostname: 'web01.example.net' } }, 'suspect'],
    ['a host without a name', { device: { hostname: 'localhost' } }, 'impossible'],
    ['an asset tag', { device: { assetTag: '000017' } }, 'sound'],
    ['an asset tag that nobody gave', { device: { assetTag: 'No Asset Tag' } }, 'impossible'],
  ])('finds %s %s', (_, observation, trust) => {
    expect(identifiersOf(observation).map((identifier) => identifier.trust)).toEqual([trust]);
  });

  it('finds an asset tag suspect that repeats the serial', () => {
    const found = identifiersOf({ device: { serial: 'CDX5NY1', assetTag: 'cdx5ny1 ' } });
    expect(found.map(({ trust }) => trust)).toEqual(['sound', 'suspect']);
  });

  it.each<[string, Identified, string]>([
    [
      'burned in',
      { device: {}, interfaces: [{ name: 'eth0', mac: '3c:ec:ef:12:34:56' }] },
      'sound',
    ],
    ['the base MAC', { device: { baseMac: '3c:ec:ef:12:34:56' } }, 'sound'],
    [
      'stated to be an adapter',
      { device: {}, interfaces: [{ name: 'eth1', mac: '3c:ec:ef:12:34:56', macKind: 'adapter' }] },
      'suspect',
    ],
    [
      'stated to be a dock',
      { device: {}, interfaces: [{ name: 'eth1', mac: '3c:ec:ef:12:34:56', macKind: 'dock' }] },
      'suspect',
    ],
    [
      'random',
      { device: {}, interfaces: [{ name: 'wlan0', mac: 'da:a1:19:12:34:56' }] },
      'suspect',
    ],
    [
      'locally administered and stated to be burned in',
      {
        device: {},
        interfaces: [{ name: 'eth0', mac: 'da:a1:19:12:34:56', macKind: 'burned-in' }],
      },
      'sound',
    ],
    [
      "a hypervisor's and stated to be burned in",
      {
        device: {},
        interfaces: [{ name: 'eth0', mac: '00:50:56:12:34:56', macKind: 'burned-in' }],
      },
      'suspect',
    ],
    [
      'of VRRP and stated to be burned in',
      {
        device: {},
        interfaces: [{ name: 'eth0', mac: '00:00:5e:00:01:07', macKind: 'burned-in' }],
      },
      'impossible',
    ],
    [
      'multicast',
      { device: {}, interfaces: [{ name: 'eth0', mac: '01:00:5e:00:00:01' }] },
      'impossible',
    ],
    [
      'a Bluetooth address with the group bit',
      {
        device: {},
        interfaces: [{ name: 'hci0', mac: 'c3:12:34:56:78:9a', macKind: 'bluetooth' }],
      },
      'suspect',
    ],
    [
      'zero',
      { device: {}, interfaces: [{ name: 'eth0', mac: '00:00:00:00:00:00' }] },
      'impossible',
    ],
    [
      'the first of every Docker',
      { device: {}, interfaces: [{ name: 'eth0', mac: '02:42:ac:11:00:02' }] },
      'impossible',
    ],
    [
      'shared by all hosts of VMware Workstation',
      { device: {}, interfaces: [{ name: 'vmnet8', mac: '00:50:56:c0:00:08' }] },
      'impossible',
    ],
    [
      'on a bond, a bridge and the port below',
      {
        device: {},
        interfaces: [
          { name: 'br0', mac: '3c:ec:ef:12:34:56', driver: 'bridge' },
          { name: 'eth0', mac: '3c:ec:ef:12:34:56', driver: 'ixgbe' },
          { name: 'bond0', mac: '3c:ec:ef:12:34:56', driver: 'bonding' },
        ],
      },
      'sound',
    ],
  ])('finds a MAC that is %s %s', (_, observation, trust) => {
    expect(identifiersOf(observation).map((identifier) => identifier.trust)).toEqual([trust]);
  });

  it.each<[string, Identified, string | undefined]>([
    ['a lease', { device: {}, interfaces: [{ name: 'lease', mac: '00:50:56:12:34:56' }] }, 'guest'],
    [
      'a guest',
      { class: 'vm', device: {}, interfaces: [{ name: 'ens192', mac: '52:54:00:ab:cd:ef' }] },
      'guest',
    ],
    [
      'a laptop that runs guests',
      { class: 'laptop', device: {}, interfaces: [{ name: 'eth9', mac: '00:15:5d:12:34:56' }] },
      undefined,
    ],
    [
      "a host, of its own side of the guests' network",
      { class: 'server', device: {}, interfaces: [{ name: 'virbr0', mac: '52:54:00:ab:cd:ef' }] },
      undefined,
    ],
    [
      'a container',
      { class: 'container', device: {}, interfaces: [{ name: 'eth0', mac: '02:42:ac:13:00:09' }] },
      undefined,
    ],
  ])('knows whether %s states the address of a guest', (_, observation, scope) => {
    expect(identifiersOf(observation).map((identifier) => identifier.scope)).toEqual([scope]);
  });

  it('bounds how many MACs speak for one subject, and keeps the sound ones', () => {
    const interfaces = Array.from({ length: 2000 }, (_, index) => ({
      name: `port${index}`,
      mac:
        formatMac(Uint8Array.of(index % 2 === 0 ? 0x02 : 0x3c, 0xec, 0xef, 1, index >> 8, index)) ??
        '',
    }));
    const found = identifiersOf({ device: {}, interfaces });
    expect(found).toHaveLength(MAC_IDENTIFIERS_MAX);
    expect(new Set(found.map(({ trust }) => trust))).toEqual(new Set(['sound']));
  });

  it('for anything observed: no empty value, each value once in its scheme, a reason with each doubt', () => {
    const text = fc.option(fc.string({ unit: 'binary', maxLength: 40 }), { nil: undefined });
    const known = fc.constantFrom(
      undefined,
      UUID,
      'Dell Inc.',
      '3c:ec:ef:12:34:56',
      '0',
      '..',
      'X1',
    );
    const value = fc.oneof(text, known);
    const keys = [
      'vendor',
      'model',
      'partNumber',
      'serial',
      'chassisSerial',
      'boardSerial',
      'uuid',
      'machineId',
      'assetTag',
      'hostname',
      'sku',
      'engineId',
      'eui64',
      'imei',
      'baseMac',
    ] as const;
    const device = fc
      .array(value, { minLength: keys.length, maxLength: keys.length })
      .map(
        (values): Device =>
          Object.fromEntries(
            keys
              .map((key, at) => [key, values[at]] as const)
              .filter(([, printed]) => printed !== undefined),
          ),
      );
    const port = fc.record(
      {
        name: fc.string({ minLength: 1 }),
        mac: fc.oneof(fc.string(), fc.constantFrom('3c:ec:ef:12:34:56', '02:42:ac:11:00:02')),
        macKind: fc.constantFrom(...MAC_KINDS),
        driver: fc.string(),
      },
      { requiredKeys: ['name'] },
    );
    const observation = fc.record(
      { class: fc.constantFrom(...DEVICE_CLASSES), device, interfaces: fc.array(port) },
      { requiredKeys: ['device'] },
    );
    fc.assert(
      fc.property(observation, (observed) => {
        const found = identifiersOf(observed);
        for (const { value: canonical, trust, why } of found) {
          expect(canonical).not.toBe('');
          expect(trust === 'sound').toBe(why === undefined);
        }
        const keysFound = found.map(
          ({ scheme, scope = '', value: canonical }) => `${scheme}|${scope}|${canonical}`,
        );
        expect(new Set(keysFound).size).toBe(keysFound.length);
      }),
    );
  });
});
