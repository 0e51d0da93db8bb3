import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { squash } from './placeholder-families.ts';
import lists from './placeholders.json' with { type: 'json' };
import { type JudgedField, judgeValue, realValue } from './placeholders.ts';

const FIELDS: readonly JudgedField[] = [
  'serial',
  'uuid',
  'mac',
  'assetTag',
  'model',
  'vendor',
  'version',
  'sku',
  'family',
  'hostname',
];

/** One row a rule: what it says, the field, values it must answer for and neighbors it must not. */
const IMPOSSIBLE: readonly [string, JudgedField, readonly string[]][] = [
  [
    'blank',
    'serial',
    ['', ' ', '\t', '-', '--', '...', '........', '*******', '#########', '\0\0\0', '�'],
  ],
  [
    'a word for nothing',
    'serial',
    [
      'None',
      'NONE  ',
      'N/A',
      'n.a.',
      'NA',
      '(null string)',
      'Unknow',
      'Not Specified',
      ' Not Applicable ',
      '[Empty]',
      '无',
      'なし',
      'keine',
      'inconnu',
      'неизвестно',
      '없음',
      'brak',
    ],
  ],
  [
    'never filled in',
    'serial',
    [
      'To be filled by O.E.M.',
      'To Be Filled By O.E.M',
      'TO BE FILLED BY OEM.',
      'To Be Filled By O.E.M. by More String',
      'Chassis Manufacturer to be Filled by O.E.M.',
      'Default string',
      'DEFAULT_STRING',
      'OEM Default string000',
      'Default string be filled by O.E.M',
      'TBD by ODM',
      'Type1 - TBD by OEM',
    ],
  ],
  [
    'the text of an error',
    'serial',
    [
      'No Such Instance currently exists at this OID',
      'No Such Object available on this agent at this OID',
      'cat: /sys/x: Permission denied',
    ],
  ],
  [
    'a template that was not expanded',
    'serial',
    [
      '$(SYSTEM_SN)',
      '$(AMI_ROM_NAME)_T$(2021)',
      'SN-$(BOARD_SN)',
      '%SERIAL%',
      '<OUT OF SPEC NOW>',
      '{{ item }}',
    ],
  ],
  [
    "the field's name in place of its value",
    'serial',
    [
      'System Serial Number',
      'SystemSerialNumb',
      'Chassis Serial Number',
      'Base Board Serial Number',
      'SerNum0',
      'SerNum11',
      'Type2 - Board Serial Number',
      'Type 1 - Serial Number',
      'SerialNumber',
      'Serial_Number',
      'OEM_Serial',
      'serial',
      'Array1_SerialNumber0',
    ],
  ],
  [
    'a form to be filled in',
    'serial',
    ['xxxxxxxxxxx', 'NNNNNNN', 'Serial Number xxxxxx', 'SN-XXXXXXX', 'XXX'],
  ],
  ['erased memory', 'serial', ['ÿ', 'ÿÿÿÿÿÿÿÿ', '\xff\0\xff']],
  [
    'zeros',
    'serial',
    ['0', '00', '0000000', '..0000000.', '0x00000000', '0-0-0', 'SN-0000', 'SYS-000000'],
  ],
  [
    'one repeated character',
    'serial',
    ['1111', '1111111', 'FFFFFFFFFF', '.......9999.......', 'aaaaaaaa'],
  ],
  [
    'a counting run',
    'serial',
    [
      '0123456789',
      '12345',
      '123456',
      '1234567890',
      '12345678901234567',
      '123456789000',
      '012345678912345678912345678',
      '9876543210',
      '987654321',
      '54321',
      '0123456789ABCDEF',
      '01234567890123456789AB',
      'ABCDEFGH',
      'SYS-1234567890',
      'SYS-9876543210',
      'SN-12345',
      'MB-1234567890',
      'NB-1234567890',
      'BSN12345678901234567',
      'CSN12345678901234567',
      'MBSN1234567890',
    ],
  ],
  [
    'known to stand for nothing',
    'serial',
    [
      '-1',
      'EVAL',
      'IATPASS',
      'Tulip Computers',
      'SN-123456fvgv3i0b8o5n6n7k',
      'demoset-1',
      '16843009',
      'S/N',
    ],
  ],
  [
    'known to stand for nothing',
    'assetTag',
    ['No Asset Tag', 'No Asset Information', ' NO ASSET TAG '],
  ],
  [
    "the field's name in place of its value",
    'assetTag',
    ['AssetTagNum0', 'AssetTagNum11', 'Base Board Asset Tag', 'Asset Tag', 'Chassis Asset Tag'],
  ],
  ['a counting run', 'assetTag', ['Asset-1234567890', 'ATN12345678901234567', '1234567']],
  ['known to stand for nothing', 'model', ['All Series', 'Aptio CRB']],
  [
    "the field's name in place of its value",
    'model',
    [
      'System Product Name',
      'Product Name',
      'System Name',
      'PartNum0',
      'ModulePartNumber01',
      'Array1_PartNumber0',
      'SYSTEM_PRODUCT_NAME',
      'Base Board Product Name',
      'CHASSIS',
    ],
  ],
  [
    "the field's name in place of its value",
    'vendor',
    [
      'System manufacturer',
      'System Manufacter',
      'Chassis Manufacture',
      'Manufacturer0',
      'A1_Manufacturer1',
      'OEM_MB',
      'O.E.M',
      'SYS_CHASSIS_MANUFACTURER_1',
      'Type2 - Board Vendor Name1',
    ],
  ],
  [
    'known to stand for nothing',
    'vendor',
    ['Notebook                ', 'ABCD', 'No Enclosure', 'NO DIMM'],
  ],
  [
    "the field's name in place of its value",
    'version',
    ['System Version', 'Base Board Version', 'Chassis Version Unknown', 'Type1ProductConfigId'],
  ],
  ['known to stand for nothing', 'version', ['x.x', 'Rev X.0x', 'BOARD REVISION 00']],
  ['a form to be filled in', 'version', ['x.xx', 'xxxxxx']],
  ['a counting run', 'version', ['0123456789', '1234567890']],
  ['zeros', 'sku', ['0', '0000000000000000', '000000-000']],
  [
    "the field's name in place of its value",
    'sku',
    ['SKU', 'System SKUNumber', 'System SKU#', 'Type1Sku0', 'Type1 - SKU0', 'Chassis Sku Number'],
  ],
  [
    "the field's name in place of its value",
    'family',
    ['Type1Family', 'Type1 - Family', 'Family', 'System Family'],
  ],
  ['known to stand for nothing', 'hostname', ['localhost', 'localhost.localdomain', '(none)']],
  [
    'not a UUID',
    'uuid',
    ['2', 'Not a UUID at all', '4BDRGGFE-0046-4710-8047-B2C04F503732', 'af8d3fcfa6fe4784'],
  ],
  [
    'one repeated octet',
    'uuid',
    [
      '00000000-0000-0000-0000-000000000000',
      'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
      '01010101-0101-0101-0101-010101010101',
      'fefefefe-fefe-fefe-fefe-fefefefefefe',
    ],
  ],
  [
    'reported by many machines',
    'uuid',
    [
      '03000200-0400-0500-0006-000700080009',
      '00020003-0004-0005-0006-000700080009',
      '{4C4C4544-0000-2010-8020-80C04F202020}',
      '44454c4c-0000-1020-8020-80c04f202020',
      '6AB5B300-538D-1014-9FB5-B0684D007B53',
    ],
  ],
  [
    'a counting run',
    'uuid',
    [
      '01020304-0506-0708-090a-0b0c0d0e0f10',
      '04030201-0605-0807-090a-0b0c0d0e0f10',
      '12345678-1234-5678-9abc-123456789abc',
    ],
  ],
  ['its node part was never programmed', 'uuid', ['a1b2c3d4-0001-0002-0304-ffffffffffff']],
  ['its node part is no address', 'uuid', ['00000000-0000-0000-0000-001122334455']],
  ['not a MAC address', 'mac', ['12:34', 'eth0', '00:11:22:33:44', 'g0:11:22:33:44:55']],
  ['one repeated octet', 'mac', ['00:00:00:00:00:00', 'aaaa.aaaa.aaaa']],
  ['never programmed', 'mac', ['00:00:00:00:00:0a']],
  ['a multicast address', 'mac', ['01:80:c2:00:00:0e', 'FF-FF-FF-FF-FF-FF', '33:33:00:00:00:fb']],
  [
    'a counting run',
    'mac',
    ['00:01:02:03:04:05', '00:11:22:33:44:55', '12:34:56:78:9a:bc', 'aa:bb:cc:dd:ee:ff'],
  ],
];

const SUSPECT: readonly [string, JudgedField, readonly string[]][] = [
  ['very short', 'serial', ['1', '7A', '190', 'M92']],
  ['a small number filled up with zeros', 'serial', ['00000001', '0000000000012', 'SN-000000001']],
  ['a short run or repetition', 'serial', ['1234', 'SN-1234', '112233445566']],
  ['a short run or repetition', 'assetTag', ['12345', '4444']],
  ['hardly any variety', 'serial', ['10000001', '01010101', '000000010000', 'A0000000000']],
  ['words, not a number', 'serial', ['Evaluation Unit', 'Please replace me']],
  ['an IP address', 'serial', ['192.168.1.17']],
  ['holds unreadable characters', 'serial', ['AB\u000212345']],
  ['reported by many devices', 'serial', ['T4BAA0012411', '21573']],
  ['reported by many devices', 'model', ['Laptop', 'Notebook']],
  ['the name of a reference board, kept by those who built on it', 'model', ['Tilapia CRB']],
  ['hardly any variety', 'uuid', ['00000000-0000-0000-0100-000000000001']],
  [
    'the part its maker assigns was never programmed',
    'mac',
    ['3c:ec:ef:00:00:00', '3c:ec:ef:ff:ff:ff'],
  ],
];

/** Invented, in the shape of real ones; above all those that careless patterns have hit elsewhere. */
const SOUND: readonly [JudgedField, readonly string[]][] = [
  [
    'serial',
    [
      'R90.1234',
      'PF0ABCDE',
      'CDX5NY1',
      '5CG1234XYZ',
      'FOC1832Z0QK',
      'JMX2110X0AB',
      '..CN1374057P0123.',
      'VMware-56 4d 9f 4e 6d 1c 5b 4a-8c 2d 3e 4f 5a 6b 7c 8d',
      'SN00314159',
      'MYSERIAL123',
      'NONE5X7',
      'C02XK0AAJG5H',
      '2UA1230PKL',
      '1.2.3-4471',
      'XXP1234567',
      'HJKLMNP',
      '04719',
      '210235A1B2C3',
      'BSN7Q2K9',
      'Serial 88213',
      'ABCDX123',
      '0000004711',
      '12345A',
    ],
  ],
  ['assetTag', ['42', '000017', 'NYC-LT-2024-0387', '1017', 'Asset 12', 'IT-000001', 'Tag 12']],
  [
    'model',
    [
      'Latitude 5420',
      'SER',
      '4444',
      '123',
      'WS-C2960X-48TS-L',
      'System x3650 M5',
      'Model 3',
      'Product 7',
      'PowerEdge R640',
      'NUC7i5BNH',
      'X',
      'ThinkPad T480',
      'Standard PC (Q35 + ICH9, 2009)',
    ],
  ],
  [
    'vendor',
    [
      'Dell Inc.',
      'N-one',
      'LENOVO',
      'System76',
      'OEGStone',
      'General Dynamics',
      'Notebook Brothers',
      '3Com',
      'Standard Microsystems Corp.',
    ],
  ],
  [
    'version',
    [
      '1.0',
      'A',
      'F.23',
      '1.23.456',
      '1.2.3.4.5.6',
      'Revision 3',
      '15.2(7)E3',
      'R0.2',
      'ThinkPad T480',
      '00.01',
      'v2',
    ],
  ],
  ['sku', ['SKU-4711', '20L5CTO1WW', '1C2D3E4F', 'ABC#ABA']],
  ['family', ['ThinkPad', 'Latitude', 'IdeaPad Notebook 5']],
  ['hostname', ['test', 'private', 'default', 'web01', 'switch', 'null-island']],
  [
    'uuid',
    [
      '4c4c4544-0043-4410-8058-b5c04f4e5931',
      '564d9f4e-6d1c-5b4a-8c2d-3e4f5a6b7c8d',
      '00000000-0000-0000-0000-3ceceff1a2b3',
      '{12345679-ABCD-5678-90AB-CDDEEFAABBCC}',
    ],
  ],
  ['mac', ['3c:ec:ef:12:34:56', '00:1b:21:0a:0b:0c', '52:54:00:ab:cd:ef', '3CEC.EF00.0001']],
];

function cases(
  rows: readonly [string, JudgedField, readonly string[]][],
): readonly [JudgedField, string, string][] {
  return rows.flatMap(([why, field, values]) =>
    values.map((value): [JudgedField, string, string] => [field, value, why]),
  );
}

describe('judgeValue', () => {
  it.each(cases(IMPOSSIBLE))('finds %s %j impossible: %s', (field, value, why) => {
    expect(judgeValue(field, value)).toEqual({ trust: 'impossible', why });
  });

  it.each(cases(SUSPECT))('finds %s %j suspect: %s', (field, value, why) => {
    expect(judgeValue(field, value)).toEqual({ trust: 'suspect', why });
  });

  it.each(
    SOUND.flatMap(([field, values]) =>
      values.map((value): [JudgedField, string] => [field, value]),
    ),
  )('finds %s %j sound', (field, value) => {
    expect(judgeValue(field, value)).toEqual({ trust: 'sound' });
  });

  it('says why whenever it is not sound, and survives any text', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FIELDS),
        fc.string({ unit: 'binary', maxLength: 600 }),
        (field, value) => {
          const { trust, why } = judgeValue(field, value);
          expect(trust === 'sound').toBe(why === undefined);
        },
      ),
    );
  });

  it('ignores blanks and controls around a value, capitals, and padding dots', () => {
    const listed = fc.constantFrom(
      ...cases(IMPOSSIBLE)
        .filter(([field]) => field === 'serial')
        .map(([, value]) => value)
        .filter((value) => squash(value) !== '1'),
    );
    const padding = fc.constantFrom('', ' ', '     ', '\0', '\t ', '\r\n');
    fc.assert(
      fc.property(listed, padding, padding, (value, before, after) => {
        expect(judgeValue('serial', before + value + after).trust).toBe('impossible');
      }),
    );
  });

  it('lets nearly every random serial pass', () => {
    const serial = fc.string({
      unit: fc.constantFrom(...'0123456789BCDFGHJKLMNPQRSTVWXYZ'),
      minLength: 9,
      maxLength: 14,
    });
    const sample = fc.sample(serial, { numRuns: 5000, seed: 20261121 });
    const random = sample.filter((value) => new Set(value).size > 4);
    const refused = random.filter((value) => judgeValue('serial', value).trust !== 'sound');
    expect(refused).toEqual([]);
  });

  it('takes time in proportion to length', () => {
    const hostile = ['0', ' ', '.', 'x', 'a b', 'serial', '12', 'to be '].map((part) =>
      part.repeat(200_000),
    );
    const start = performance.now();
    for (const value of hostile) for (const field of FIELDS) judgeValue(field, value);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('realValue', () => {
  it.each<[JudgedField, string | undefined, string | undefined]>([
    ['serial', undefined, undefined],
    ['serial', ' PF0ABCDE \0', 'PF0ABCDE'],
    ['serial', '00000001', '00000001'],
    ['serial', 'To be filled by O.E.M.', undefined],
    ['vendor', 'LENOVO   ', 'LENOVO'],
    ['model', ' ', undefined],
    ['mac', '01:00:5e:00:00:01', undefined],
  ])('of %s %j is %j', (field, value, expected) => {
    expect(realValue(field, value)).toBe(expected);
  });

  it('is undefined or the value itself, trimmed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FIELDS), fc.string({ unit: 'grapheme' }), (field, value) => {
        const real = realValue(field, value);
        expect(real === undefined || (real !== '' && value.includes(real))).toBe(true);
      }),
    );
  });
});

describe('the list of placeholders', () => {
  const literal = [
    'serial',
    'assetTag',
    'model',
    'vendor',
    'version',
    'sku',
    'family',
    'hostname',
  ] as const;
  it.each(
    literal.flatMap((field) =>
      (['impossible', 'suspect'] as const).map((trust) => [field, trust] as const),
    ),
  )('of %s, %s, holds only what is judged so, each once', (field, trust) => {
    const values = lists[field][trust];
    for (const value of values)
      expect([value, judgeValue(field, value).trust]).toEqual([value, trust]);
    expect(new Set(values.map((value) => value.toLowerCase())).size).toBe(values.length);
  });

  it('of UUIDs and MACs is in canonical form and impossible', () => {
    for (const uuid of lists.uuid.impossible) {
      expect(uuid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(judgeValue('uuid', uuid).trust).toBe('impossible');
    }
    for (const mac of Object.values(lists.mac.impossible).flat()) {
      expect(mac).toMatch(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/);
      expect(judgeValue('mac', mac).trust).toBe('impossible');
    }
  });
});
