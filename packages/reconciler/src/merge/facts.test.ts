import type { Source } from '@muster/facts/observation';
import { describe, expect, it } from 'vitest';
import { observe } from '../testing/observations.ts';
import { briefOf, claimsOf } from './claims.ts';
import { mergeFacts } from './facts.ts';
import { parseRanks } from './ranks.ts';
import { summarize } from './summary.ts';

const ranks = parseRanks();
const DAY = 86_400_000;

function claimant(source: Source, lastSeenAt: number, device: object, key: string = source) {
  const observation = observe({ source, key, device });
  return {
    source,
    key,
    profile: 'test',
    recordId: `rec-${key}`,
    observedAt: new Date(lastSeenAt).toISOString(),
    firstSeenAt: 0,
    lastSeenAt,
    claims: claimsOf(observation),
    brief: briefOf(observation),
  };
}

describe('mergeFacts', () => {
  it.each<[string, ReturnType<typeof claimant>[], string, string[]]>([
    [
      'the better source, though the lesser is fresher',
      [claimant('mqtt', 9, { serial: 'M' }), claimant('agent', 1, { serial: 'A' })],
      'A',
      ['M'],
    ],
    [
      'the fresher of one source',
      [claimant('agent', 1, { serial: 'OLD' }, 'a'), claimant('agent', 2, { serial: 'NEW' }, 'b')],
      'NEW',
      ['OLD'],
    ],
    [
      'the fresh lesser source when the better is stale',
      [claimant('agent', 0, { serial: 'A' }), claimant('snmp', 31 * DAY, { serial: 'S' })],
      'S',
      ['A'],
    ],
    [
      'the better source up to the end of its duration',
      [claimant('agent', 0, { serial: 'A' }), claimant('snmp', 30 * DAY, { serial: 'S' })],
      'A',
      ['S'],
    ],
    [
      'the worse source when the better is stale after a shorter time of its own',
      [
        claimant('dhcp', 0, { serial: 'D' }),
        claimant('ssdp', 7 * DAY + 1, { serial: 'S' }),
        claimant('arp', 8 * DAY, { serial: 'R' }),
      ],
      'S',
      ['R', 'D'],
    ],
    ['a purchase, though it was told long ago', [claimant('import', 0, { serial: 'I' })], 'I', []],
    [
      'the only source that states it',
      [claimant('agent', 9, { model: 'X' }), claimant('import', 0, { serial: 'I' })],
      'I',
      [],
    ],
    [
      'nobody’s placeholder',
      [
        claimant('agent', 9, { serial: 'To Be Filled By O.E.M.' }),
        claimant('import', 0, { serial: 'I' }),
      ],
      'I',
      [],
    ],
  ])('takes %s and keeps the others beside it', (_, claimants, winner, rejected) => {
    for (const order of [claimants, claimants.toReversed()]) {
      const fact = mergeFacts(order, ranks).find(({ attribute }) => attribute === 'device.serial');
      expect(fact?.value).toBe(winner);
      expect(fact?.rejected.map(({ value }) => value)).toEqual(rejected);
      expect(summarize(order, ranks).serial).toBe(winner);
    }
  });

  it('does not call rejected what another source confirms', () => {
    const facts = mergeFacts(
      [claimant('agent', 1, { serial: 'A' }), claimant('ssh', 1, { serial: 'A' })],
      ranks,
    );
    expect(facts).toMatchObject([
      { attribute: 'device.serial', value: 'A', source: 'agent', rejected: [] },
    ]);
  });

  it('says of each fact which record stated it and when', () => {
    expect(mergeFacts([claimant('agent', 1, { serial: 'A' })], ranks)).toEqual([
      {
        attribute: 'device.serial',
        value: 'A',
        source: 'agent',
        profile: 'test',
        recordId: 'rec-agent',
        observedAt: '1970-01-01T00:00:00.001Z',
        rejected: [],
      },
    ]);
  });
});

describe('claimsOf', () => {
  it('flattens what is plain under the observation’s own paths', () => {
    const claims = claimsOf(
      observe({
        class: 'sensor',
        device: { vendor: 'Aqara', serial: ' 12 34 ' },
        os: { name: 'RTOS' },
        power: { batteryPercent: 0 },
        posture: { secureBoot: false },
        place: { location: 'Lobby', via: { key: 'zigbee2mqtt:0x01', port: '3' } },
        classification: { connectivity: 'zigbee', riskTier: 'low', missing: ['firmware'] },
      }),
    );
    expect(Object.fromEntries(claims)).toEqual({
      class: 'sensor',
      'device.vendor': 'Aqara',
      'device.serial': '12 34',
      'os.name': 'RTOS',
      'power.batteryPercent': 0,
      'posture.secureBoot': false,
      'place.location': 'Lobby',
      'place.via': 'zigbee2mqtt:0x01 3',
      'classification.connectivity': 'zigbee',
      'classification.riskTier': 'low',
    });
  });
});

describe('summarize', () => {
  it('unites addresses, names all sources, and has words for a search', () => {
    const some = {
      ...claimant('agent', 2, { vendor: 'Dell Inc.', hostname: 'LT-17' }),
      firstSeenAt: 5,
    };
    const other = { ...claimant('snmp', 1, { vendor: 'Dell' }), firstSeenAt: 3 };
    const summary = summarize(
      [
        { ...some, brief: { ...some.brief, macs: ['b', 'a'], addresses: ['10.0.0.1'] } },
        { ...other, brief: { ...other.brief, macs: ['a', 'c'] } },
      ],
      ranks,
    );
    expect(summary).toMatchObject({
      macs: ['a', 'b', 'c'],
      sources: ['agent', 'snmp'],
      firstSeenAt: 3,
      words: 'dell inc. lt-17 a b c 10.0.0.1',
    });
  });
});

describe('briefOf', () => {
  it.each<[string, Source, unknown, string | undefined]>([
    [
      'tells them in a row',
      'ssh',
      { oldAlgorithms: ['hmac-sha1', 'ssh-rsa'] },
      'hmac-sha1, ssh-rsa',
    ],
    ['tells none where there are none', 'ssh', { identification: 'SSH-2.0-x' }, undefined],
    ['believes nobody else about SSH', 'mqtt', { oldAlgorithms: ['ssh-rsa'] }, undefined],
    ['survives what is no list', 'ssh', 'oldAlgorithms', undefined],
  ])('of old algorithms %s', (_, source, ssh, told) => {
    const brief = briefOf(observe({ source, extensions: { ssh } }));
    expect(brief.oldAlgorithms).toBe(told);
  });
});
