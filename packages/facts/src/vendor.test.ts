import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeVendor } from './vendor.ts';
import vendors from './vendors.json' with { type: 'json' };

describe('normalizeVendor', () => {
  it.each<[string, readonly string[]]>([
    [
      'dell',
      [
        'Dell Inc.',
        'Dell',
        'DELL',
        'Dell Computer Corporation',
        'Dell EMC',
        'dell inc',
        'Alienware',
      ],
    ],
    [
      'hp',
      [
        'HP',
        'Hewlett-Packard',
        'Hewlett Packard',
        'HEWLETT-PACKARD COMPANY',
        'HPE',
        'HP Inc.',
        'Hewlett Packard Enterprise',
        'HPE ANW',
        'Aruba Networks',
      ],
    ],
    ['lenovo', ['LENOVO', 'Lenovo', 'Lenovo Group Limited', 'Lenovo (Beijing) Limited']],
    ['asus', ['ASUSTeK COMPUTER INC.', 'ASUSTeK Computer Inc.', 'ASUS']],
    ['cisco', ['Cisco Systems, Inc.', 'cisco', 'Cisco Systems Inc', 'Cisco Meraki']],
    ['msi', ['MSI', 'Micro-Star International Co., Ltd.', 'MICRO-STAR INTERNATIONAL CO.,LTD']],
    ['supermicro', ['Supermicro', 'Super Micro Computer, Inc.', 'Super Micro Computer Inc']],
    ['gigabyte', ['Gigabyte Technology Co., Ltd.', 'GIGABYTE', 'GIGA-BYTE TECHNOLOGY CO.,LTD.']],
    ['juniper', ['Juniper Networks, Inc.', 'Juniper Networks', 'JUNIPER']],
    ['apple', ['Apple Inc.', 'Apple Computer, Inc.', 'Apple']],
    ['samsung', ['SAMSUNG ELECTRONICS CO., LTD.', 'Samsung']],
    ['fujitsu', ['FUJITSU', 'Fujitsu Siemens Computers GmbH', 'FUJITSU CLIENT COMPUTING LIMITED']],
    ['intel', ['Intel(R) Corporation', 'Intel Corp.', 'Intel(R) Client Systems', 'Intel']],
    ['tplink', ['TP-LINK', 'TP-Link Technologies Co., Ltd.', 'TPLINK']],
    ['mikrotik', ['MikroTik', 'Mikrotikls SIA', 'MikroTik SIA']],
    ['huawei', ['HUAWEI', 'Huawei Technologies Co., Ltd.']],
    ['si', ['Si Computer S.p.A.', 'SI']],
    ['thomaskrenn', ['Thomas-Krenn.AG', 'Thomas-Krenn AG']],
    ['paloalto', ['Palo Alto Networks']],
    ['positivo', ['Positivo Informatica SA', 'Positivo Tecnologia SA', 'POSITIVO']],
    ['nokia', ['Nokia', 'Nokia Solutions and Networks']],
    ['华为', ['华为']],
    ['', ['', '  ', '()', '---']],
  ])('is %j for all of %j', (key, names) => {
    expect(names.map(normalizeVendor)).toEqual(names.map(() => key));
  });

  it.each([
    ['Fujitsu', 'Fujifilm'],
    ['Dell', 'Delta'],
    ['General Electric', 'General Dynamics'],
    ['Microsoft', 'Micron Technology'],
    ['Quanta', 'Quantum'],
    ['Star Labs', 'Micro-Star'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(normalizeVendor(one)).not.toBe(normalizeVendor(other));
  });

  it('is idempotent for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const key = normalizeVendor(text);
        expect(normalizeVendor(key)).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });

  it('is idempotent for its own aliases, each of which names one maker', () => {
    const names = Object.values(vendors.aliases).flat();
    expect(new Set(names).size).toBe(names.length);
    for (const [key, aliases] of Object.entries(vendors.aliases)) {
      expect(normalizeVendor(key)).toBe(key);
      for (const alias of aliases) expect([alias, normalizeVendor(alias)]).toEqual([alias, key]);
    }
  });
});
