import type { DeviceClass, Source } from '@muster/facts/observation';
import { describe, expect, it } from 'vitest';
import type { Vote } from '../commit/change-set.ts';
import { parseRules } from './rules.ts';
import { isCollision, isJoin, type Party, weigh } from './weigh.ts';

const rules = parseRules();
let lastId = 0;

function party(
  votes: readonly Vote[],
  change: { key?: string; source?: Source; class?: DeviceClass } = {},
): Party {
  lastId += 1;
  const seen = { firstSeenAt: 0, lastSeenAt: 0 };
  return { recordId: lastId, source: 'agent', key: `agent-${lastId}`, votes, ...seen, ...change };
}
const vote = (scheme: Vote['scheme'], value: string, change: Partial<Vote> = {}): Vote => ({
  scheme,
  value,
  scope: '',
  trust: 'sound',
  ...change,
});
const serial = (value: string, scope = 'dell') => vote('serial.system', value, { scope });
const mac = (value: string) => vote('mac', value);
const hostname = (value: string) => vote('hostname', value, { trust: 'suspect' });
const machine = (value: string) => vote('machine-id', value, { trust: 'suspect' });

const guest = (value: string) => vote('mac', value, { trust: 'suspect', scope: 'guest' });

describe('weigh', () => {
  it.each<[string, readonly Vote[], readonly Vote[]]>([
    ['one serial of one maker', [serial('A1')], [serial('A1')]],
    ['one UUID', [vote('smbios-uuid', 'u')], [vote('smbios-uuid', 'u')]],
    ['one burned-in MAC', [mac('m1')], [mac('m1')]],
    ['one EUI-64', [vote('eui64', 'e')], [vote('eui64', 'e')]],
    [
      'one serial, though the UUID changed',
      [serial('A1'), vote('smbios-uuid', 'u')],
      [serial('A1'), vote('smbios-uuid', 'v')],
    ],
    ['one serial, though no MAC is left', [serial('A1'), mac('m1')], [serial('A1'), mac('m2')]],
    [
      'one serial, one maker unknown, and one name',
      [serial('A1'), hostname('h')],
      [serial('A1', ''), hostname('h')],
    ],
    [
      'one installation under one name',
      [machine('i'), hostname('h')],
      [machine('i'), hostname('h')],
    ],
  ])('joins %s', (_, some, others) => {
    expect(isJoin(weigh([party(some)], [party(others)], rules), rules)).toBe(true);
  });

  it.each<[string, readonly Vote[], readonly Vote[]]>([
    ['one serial of two makers', [serial('A1')], [serial('A1', 'lenovo')]],
    ['one serial, one maker unknown, and nothing else', [serial('A1')], [serial('A1', '')]],
    [
      'a shared MAC, each with a serial of its own',
      [serial('A1'), mac('m1')],
      [serial('A2'), mac('m1')],
    ],
    [
      'a shared UUID, each with a serial of its own',
      [serial('A1'), vote('smbios-uuid', 'u')],
      [serial('A2'), vote('smbios-uuid', 'u')],
    ],
    [
      'a shared MAC, each with a UUID of its own',
      [mac('m1'), vote('smbios-uuid', 'u')],
      [mac('m1'), vote('smbios-uuid', 'v')],
    ],
    ['a name alone', [hostname('h')], [hostname('h')]],
    ['an installation alone', [machine('i')], [machine('i')]],
    [
      'a cloned installation with another card',
      [machine('i'), hostname('h'), mac('m1')],
      [machine('i'), hostname('h'), mac('m2')],
    ],
    [
      'a serial that is suspect, and a name',
      [vote('serial.system', 'A1', { trust: 'suspect', scope: 'dell' }), hostname('h')],
      [serial('A1'), hostname('h')],
    ],
    [
      'a virtual address',
      [vote('mac', 'm', { trust: 'suspect' })],
      [vote('mac', 'm', { trust: 'suspect' })],
    ],
    ['nothing in common', [serial('A1')], [mac('m1')]],
  ])('does not join %s', (_, some, others) => {
    expect(isJoin(weigh([party(some)], [party(others)], rules), rules)).toBe(false);
  });

  it.each<[string, Party, Party]>([
    [
      'a guest that reports its host’s serial',
      party([serial('A1')], { class: 'vm' }),
      party([serial('A1')], { class: 'server' }),
    ],
    [
      'a stack and its master',
      party([serial('A1')], { class: 'stack' }),
      party([serial('A1')], { class: 'switch' }),
    ],
    [
      'two members of one stack',
      party([serial('A1')], { source: 'snmp', key: 'snmp:8000#1' }),
      party([serial('A1')], { source: 'snmp', key: 'snmp:8000#2' }),
    ],
  ])('never joins %s', (_, one, other) => {
    const weighed = weigh([one], [other], rules);
    expect(weighed.weight).toBeGreaterThanOrEqual(rules.joinAt);
    expect(weighed.veto).toBeDefined();
    expect(isJoin(weighed, rules)).toBe(false);
  });

  it('says what speaks for and what against, with rule, weight and value', () => {
    const {
      for: pros,
      against,
      weight,
    } = weigh(
      [party([serial('A1'), mac('m1'), vote('smbios-uuid', 'u')])],
      [party([serial('A1'), mac('m2'), vote('smbios-uuid', 'u')])],
      rules,
    );
    expect(pros.map((each) => [each.rule, each.weight, each.value])).toEqual([
      ['system-serial', 100, 'A1'],
      ['smbios-uuid', 100, 'u'],
    ]);
    expect(against).toMatchObject([
      { rule: 'burned-in-mac', weight: 20, says: 'one states m1, the other m2' },
    ]);
    expect(weight).toBe(180);
  });

  it('counts further shared addresses a little, up to a bound, and much when they are all', () => {
    const macs = ['m1', 'm2', 'm3', 'm4', 'm5'].map(mac);
    const weights = [1, 2, 3, 5].map(
      (count) => weigh([party(macs.slice(0, count))], [party(macs)], rules).weight,
    );
    expect(weights).toEqual([70, 80, 90, 160]);
  });

  it.each<[string, readonly Vote[], readonly Vote[], boolean]>([
    ['one address of a guest', [guest('g1')], [guest('g1')], true],
    [
      'a virtual address of no hypervisor',
      [vote('mac', 'v', { trust: 'suspect' })],
      [vote('mac', 'v', { trust: 'suspect' })],
      false,
    ],
    [
      'a guest’s address, each with a UUID of its own',
      [guest('g1'), vote('smbios-uuid', 'u')],
      [guest('g1'), vote('smbios-uuid', 'v')],
      false,
    ],
    [
      'all addresses and the name, though the serials differ',
      [serial('A1'), mac('m1'), mac('m2'), hostname('h')],
      [serial('A2'), mac('m1'), mac('m2'), hostname('h')],
      true,
    ],
    [
      'the UUID and an address, though the serials differ',
      [serial('A1'), mac('m1'), vote('smbios-uuid', 'u')],
      [serial('A2'), mac('m1'), vote('smbios-uuid', 'u')],
      true,
    ],
    [
      'two addresses of three, though the serials differ',
      [serial('A1'), mac('m1'), mac('m2'), mac('m3'), hostname('h')],
      [serial('A2'), mac('m1'), mac('m2'), hostname('h')],
      false,
    ],
  ])('joins or not two that share %s', (_, some, others, expected) => {
    expect(isJoin(weigh([party(some)], [party(others)], rules), rules)).toBe(expected);
  });

  it.each<[string, number, number, boolean]>([
    ['was gone before', 100, 40, true],
    ['is there still', 100, 160, false],
  ])(
    'takes what states a former address of another for it when it %s',
    (_, until, lastSeenAt, expected) => {
      const now = { ...party([mac('m2')]), former: [{ value: 'm1', scope: '', until }] };
      const lease = { ...party([mac('m1')], { source: 'dhcp' }), lastSeenAt };
      expect(isJoin(weigh([now], [lease], rules), rules)).toBe(expected);
      expect(isJoin(weigh([lease], [now], rules), rules)).toBe(expected);
    },
  );

  const HOUR = 3_600_000;
  const alive = (from: number, to: number, address: string, source: Source = 'agent') => ({
    ...party([serial('A1'), mac(address)], { source }),
    firstSeenAt: from * HOUR,
    lastSeenAt: to * HOUR,
  });

  it.each<[string, Party, Party, 'one' | 'two']>([
    ['taking turns with no address in common', alive(0, 5, 'm1'), alive(2, 9, 'm2'), 'two'],
    ['taking turns with the address in common', alive(0, 5, 'm1'), alive(2, 9, 'm1'), 'one'],
    ['one after the other', alive(0, 2, 'm1'), alive(2, 9, 'm2'), 'one'],
    ['seen once each', alive(1, 1, 'm1'), alive(1, 1, 'm2'), 'one'],
    ['seen in two ways', alive(0, 5, 'm1'), alive(2, 9, 'm2', 'redfish'), 'one'],
    ['two leases of two cards', alive(0, 5, 'm1', 'dhcp'), alive(2, 9, 'm2', 'dhcp'), 'one'],
  ])('calls one serial, %s, %s', (_, one, other, expected) => {
    const weighed = weigh([one], [other], rules);
    expect(isJoin(weighed, rules)).toBe(expected === 'one');
    expect(isCollision(weighed, rules)).toBe(expected === 'two');
  });
});
