import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '../value.ts';
import { type Hint, hintsOf } from './hints.ts';

const octets = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const MAC = '00:1b:21:aa:bb:cc';

describe('hintsOf', () => {
  it.each<[string, string, [string, Value][], Hint[]]>([
    [
      'linkUp with the ifIndex as value',
      '1.3.6.1.6.3.1.1.5.4',
      [
        ['1.3.6.1.2.1.2.2.1.1.17', 17],
        ['1.3.6.1.2.1.2.2.1.8.17', 1],
      ],
      [{ kind: 'port', ifIndex: 17 }],
    ],
    [
      'linkUp that only names the port by an instance',
      '1.3.6.1.6.3.1.1.5.4',
      [['1.3.6.1.2.1.31.1.1.1.1.10101', octets('47')]],
      [{ kind: 'port', ifIndex: 10_101 }],
    ],
    ['linkDown', '1.3.6.1.6.3.1.1.5.3', [['1.3.6.1.2.1.2.2.1.1.17', 17]], []],
    [
      'a changed entity tree',
      '1.3.6.1.2.1.47.2.0.1',
      [],
      [{ kind: 'device', why: 'entConfigChange' }],
    ],
    [
      'learned and removed addresses in one of Cisco’s messages',
      '1.3.6.1.4.1.9.9.215.2.0.1',
      [
        [
          '1.3.6.1.4.1.9.9.215.1.1.8.1.2.42',
          octets(
            '01 0014 001b21aabbcc 0005  02 0014 001b21aabbcd 0006  01 001e 001b21aabbce 0007 00',
          ),
        ],
      ],
      [
        { kind: 'address', mac: MAC, vlan: 20 },
        { kind: 'address', mac: '00:1b:21:aa:bb:ce', vlan: 30 },
      ],
    ],
    [
      'Juniper’s, whose VLAN tag comes last',
      '1.3.6.1.4.1.2636.3.48.2.0.1',
      [['1.3.6.1.4.1.2636.3.48.1.2.1.8.1.2.7', octets('01 0003 001b21aabbcc 0201 0014')]],
      [{ kind: 'address', mac: MAC, vlan: 20 }],
    ],
    [
      'Comware’s, with type and ifIndex',
      '1.3.6.1.4.1.25506.2.87.1.4.0.1',
      [['1.3.6.1.4.1.25506.2.87.1.4.2.4.0', octets('01 0014 001b21aabbcc 01 00000011')]],
      [{ kind: 'address', mac: MAC, vlan: 20 }],
    ],
    [
      'ProCurve’s moved address',
      '1.3.6.1.4.1.11.2.14.11.5.1.66.0.1',
      [
        ['1.3.6.1.4.1.11.2.14.11.5.1.66.1.6.0', 2],
        ['1.3.6.1.4.1.11.2.14.11.5.1.66.1.7.0', octets('001b21aabbcc')],
        ['1.3.6.1.4.1.11.2.14.11.5.1.66.1.10.0', 20],
      ],
      [{ kind: 'address', mac: MAC, vlan: 20 }],
    ],
    [
      'AOS-CX’s aged address',
      '1.3.6.1.4.1.47196.4.1.1.3.19.0.1',
      [
        ['1.3.6.1.4.1.47196.4.1.1.3.19.3.1.1.1.0.27.33.170.187.204', 0],
        ['1.3.6.1.4.1.47196.4.1.1.3.19.3.1.1.2.0.27.33.170.187.204', octets('001b21aabbcc')],
      ],
      [],
    ],
    [
      'Arista’s learned address, in the instance',
      '1.3.6.1.4.1.30065.3.2.0.2',
      [['1.3.6.1.2.1.17.7.1.2.2.1.2.20.0.27.33.170.187.204', 5]],
      [{ kind: 'address', mac: MAC, vlan: 20 }],
    ],
    [
      'Arista’s aged one',
      '1.3.6.1.4.1.30065.3.2.0.3',
      [['1.3.6.1.2.1.17.7.1.2.2.1.2.20.0.27.33.170.187.204', 5]],
      [],
    ],
    ['anything else', '1.3.6.1.6.3.1.1.5.5', [['1.3.6.1.2.1.1.3.0', 4]], []],
  ])('reads %s', (_, oid, objects, hints) => {
    expect(hintsOf({ oid, objects: objects.map(([o, value]) => ({ oid: o, value })) })).toEqual(
      hints,
    );
  });

  it('takes no address of a group, and no cell that is cut off', () => {
    const value = octets('01 0014 011b21aabbcc 0005  01 0014 001b21aabb');
    const objects = [{ oid: '1.3.6.1.4.1.9.9.215.1.1.8.1.2.1', value }];
    expect(hintsOf({ oid: '1.3.6.1.4.1.9.9.215.2.0.1', objects })).toEqual([]);
  });

  it('gives bounded, well-formed hints whatever the octets', () => {
    const cells = fc.uint8Array({ maxLength: 4000 });
    fc.assert(
      fc.property(cells, (value) => {
        const objects = [{ oid: '1.3.6.1.4.1.9.9.215.1.1.8.1.2.1', value }];
        const hints = hintsOf({ oid: '1.3.6.1.4.1.9.9.215.2.0.1', objects });
        return (
          hints.length <= 128 &&
          hints.every((hint) => hint.kind === 'address' && /^[0-9a-f:]{17}$/.test(hint.mac))
        );
      }),
    );
  });
});
