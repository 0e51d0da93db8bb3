import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseLan } from '../linux/bmc.ts';
import { fruFindings, isFruText, parseFru } from './fru.ts';

const printed = `FRU Device Description : Builtin FRU Device (ID 0)
 Board Serial          : BRD0042XK9
 Product Manufacturer  : Northwind
 Product Name          : Rack 7
 Product Serial        : NWSRV042

FRU Device Description : PS1 (ID 1)
 Board Mfg             : Wattage
 Board Product         : PWR SPLY,750W
 Board Serial          : PSU5521K
 Board Part Number     : 865408-B21

FRU Device Description : PS2 (ID 2)
 Device not present (Timeout)

FRU Device Description : DIMM A1 (ID 20)
 Product Serial        : 1A2B3C4D

FRU Device Description : NIC0 (ID 16)
 Product Name          : GIGABIT NIC
 Product Serial        : 00:1B:24:00:00:01
`;

it('reads the system, its power supplies and modules, and no memory', () => {
  expect(isFruText(printed)).toBe(true);
  expect(fruFindings(parseFru(printed))).toEqual({
    device: { vendor: 'Northwind', model: 'Rack 7', serial: 'NWSRV042', boardSerial: 'BRD0042XK9' },
    components: [
      {
        kind: 'power-supply',
        key: 'fru:1',
        slot: 'PS1',
        vendor: 'Wattage',
        model: 'PWR SPLY,750W',
        partNumber: '865408-B21',
        serial: 'PSU5521K',
      },
      { kind: 'module', key: 'fru:16', slot: 'NIC0', model: 'GIGABIT NIC' },
    ],
  });
});

it('reads the address of the controller, and none that is not set', () => {
  expect(
    parseLan(
      'IP Address Source       : DHCP\nIP Address              : 192.0.2.20\nMAC Address             : 3c:52:82:00:00:09\n',
    ),
  ).toEqual({
    address: '192.0.2.20',
    mac: '3c:52:82:00:00:09',
  });
  expect(parseLan('IP Address              : 0.0.0.0\n')).toEqual({});
});

it('survives any text', () => {
  fc.assert(fc.property(fc.string(), (text) => void fruFindings(parseFru(`${printed}${text}`))));
});
