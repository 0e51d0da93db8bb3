import type { LifecycleState } from '@muster/facts/assets';
import type { FindingKind } from '@muster/facts/inventory';
import { describe, expect, it } from 'vitest';
import type { Match } from '../assets/match.ts';
import type { AssetRecord } from '../commit/change-set.ts';
import { type CiCase, judgeCi, type Wanted } from './findings.ts';
import { type Policies, parsePolicies } from './policies.ts';

const policies = parsePolicies();
const serial = { key: 'SN1', maker: 'dell' };

function asset(id: number, state: LifecycleState = 'deployed'): AssetRecord {
  return {
    id,
    tag: `T${id}`,
    serialKey: 'SN1',
    makerKey: 'dell',
    state,
    createdAt: 0,
    updatedAt: 50,
  };
}

function aCase(change: Omit<Partial<CiCase>, 'ci'> & { ci?: Partial<CiCase['ci']> }): CiCase {
  return {
    match: { kind: 'none' },
    isRelated: false,
    hasAssets: true,
    serialStands: true,
    lookalikes: [],
    where: {},
    sightings: [],
    learning: [],
    lastSeenAt: 100,
    ...change,
    ci: {
      id: 7,
      class: 'laptop',
      serial: 'SN1',
      macs: [],
      addresses: [],
      sources: ['agent'],
      firstSeenAt: 10,
      ...change.ci,
    },
  };
}

const NOW = 1_000_000_000_000;

function judged(each: CiCase, governing: Policies): readonly Wanted[] {
  return judgeCi(each, governing, NOW).wanted;
}

const one: Match = { kind: 'one', asset: asset(1), serial };
const gone: Match = { kind: 'gone', asset: asset(1, 'retired'), serial };
const several: Match = { kind: 'several', assets: [asset(1), asset(2)], serial };
const once: Policies = { ...policies, rogue: { ...policies.rogue, policy: 'once-assets-exist' } };

it('does not say that no asset has a serial which proves nothing by itself', () => {
  const [rogue] = judged(aCase({ serialStands: false }), policies);
  expect(rogue?.reason).toContain('proves nothing by itself');
});

describe('judgeCi', () => {
  it.each<[string, CiCase, FindingKind[], Policies?]>([
    ['no asset stands for', aCase({}), ['rogue']],
    ['no asset stands for while there are none', aCase({ hasAssets: false }), ['rogue']],
    [
      'no asset stands for while there are none, when that is to wait',
      aCase({ hasAssets: false }),
      [],
      once,
    ],
    ['is linked', aCase({ match: one, assetId: 1 }), []],
    ['is linked by hand', aCase({ assetId: 9 }), []],
    ['is in, on or part of something else', aCase({ isRelated: true }), []],
    ['has its asset linked to another', aCase({ match: one, heldBy: 3 }), ['rogue']],
    ['is a virtual machine', aCase({ ci: { class: 'vm' } }), []],
    ['is a stack, whose members have assets', aCase({ ci: { class: 'stack' } }), []],
    [
      'speaks only old algorithms',
      aCase({ assetId: 1, oldAlgorithms: 'ssh-rsa, hmac-sha1' }),
      ['outdated'],
    ],
    ['answers after it was retired', aCase({ match: gone }), ['zombie']],
    ['fell silent before it was retired', aCase({ match: gone, lastSeenAt: 40 }), []],
    ['has a serial of several assets', aCase({ match: several }), ['conflict']],
    [
      'could be either of two others',
      aCase({ assetId: 1, tie: { reason: 'either', evidence: [] } }),
      ['duplicate'],
    ],
  ])('finds what is due with a CI that %s', (_, each, kinds, under = policies) => {
    expect(judged(each, under).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('flags hardware without a serial, and says why it has none', () => {
    const { ci, ...rest } = aCase({ assetId: 1, serialUnread: 'permission' });
    const { serial: _, ...without } = ci;
    expect(judged({ ...rest, ci: without }, policies)).toMatchObject([
      { kind: 'unserialised', reason: 'Its serial could not be read: permission.' },
    ]);
    expect(judged({ ...rest, ci: { ...without, class: 'sensor' } }, policies)).toEqual([]);
  });

  it('says of a rogue what, why, by whom and where', () => {
    const [rogue] = judged(
      aCase({
        ci: {
          vendor: 'Contoso',
          model: 'Cam 3',
          class: 'access-point',
          macs: ['00:1b:21:00:00:01'],
          sources: ['mqtt'],
        },
        place: 'site Lyon',
        where: { site: 'Lyon' },
        sightings: [{ mac: '00:1b:21:00:00:01', byKey: 'sw-1', port: 'Gi1/0/7', vlan: 20 }],
      }),
      policies,
    );
    expect(rogue).toEqual({
      kind: 'rogue',
      severity: 'high',
      subject: 'Contoso Cam 3 SN1',
      reason: 'No asset record has the serial SN1.',
      evidence: [
        'seen by mqtt',
        'serial SN1',
        'MAC 00:1b:21:00:00:01',
        'site Lyon',
        '00:1b:21:00:00:01 behind sw-1 port Gi1/0/7 VLAN 20',
      ],
      particulars: {
        place: { site: 'Lyon', behind: 'sw-1', port: 'Gi1/0/7', vlan: 20 },
        firstSeenAt: '1970-01-01T00:00:00.010Z',
        likelyKind: 'access-point',
        riskTier: 'high',
        action: 'isolate',
        rule: 'an unknown part of the network is cut off',
      },
    });
  });

  it('lets a rogue have its time of grace, and says when that ends', () => {
    const patient = parsePolicies({
      rules: [{ match: { class: 'laptop' }, rogue: { graceHours: 2, severity: 'low' } }],
    });
    const seen = aCase({ ci: { firstSeenAt: NOW - 3_600_000 } });
    expect(judgeCi(seen, patient, NOW)).toEqual({ wanted: [], dueAt: NOW + 3_600_000 });
    expect(judgeCi(seen, patient, NOW + 3_600_000)).toMatchObject({
      wanted: [{ kind: 'rogue', severity: 'low' }],
    });
    const camera = aCase({ ci: { class: 'camera', firstSeenAt: NOW } });
    expect(judgeCi(camera, patient, NOW).dueAt).toBeUndefined();
  });

  const required = parsePolicies({
    rules: [
      {
        name: 'IOS XE',
        match: { vendor: 'Cisco', model: 'C9300*' },
        firmware: { atLeast: '16.12.4', severity: 'high' },
      },
    ],
  });
  it.each<[string, string, FindingKind[]]>([
    ['16.9.1', 'C9300-48P', ['outdated']],
    ['16.12.4', 'C9300-48P', []],
    ['17.09.04a', 'C9300-48P', []],
    ['16.9.1', 'C2960', []],
    ['CAT9K_IOSXE', 'C9300-48P', []],
  ])('of firmware %s on a %s finds %j', (firmware, model, kinds) => {
    const each = aCase({ assetId: 1, ci: { vendor: 'Cisco Systems', model, firmware } });
    expect(judged(each, required).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('tells of old firmware and old algorithms in one finding', () => {
    const ci = { vendor: 'Cisco', model: 'C9300', firmware: '16.9.1' };
    const [outdated, ...others] = judged(
      aCase({ assetId: 1, oldAlgorithms: 'ssh-rsa', ci }),
      required,
    );
    expect(others).toEqual([]);
    expect(outdated).toMatchObject({
      severity: 'high',
      reason:
        'Its firmware 16.9.1 is older than 16.12.4, which is required. It is reached over SSH only with old algorithms: ssh-rsa.',
      particulars: { action: 'update', rule: 'IOS XE' },
    });
  });

  it.each<[string, Partial<AssetRecord>, CiCase['ci']['class'], FindingKind[]]>([
    ['of a switch that nobody answers for', {}, 'switch', ['unowned']],
    ['of a switch without a technical owner', { owner: 'NetOps' }, 'switch', ['unowned']],
    ['of a switch with both', { owner: 'IT', technicalOwner: 'NetOps' }, 'switch', []],
    ['of a switch in stock', { state: 'received' }, 'switch', []],
    ['of a laptop, which is not critical', {}, 'laptop', []],
  ])('finds %s what it should', (_, change, deviceClass = 'switch', kinds) => {
    const each = aCase({
      assetId: 1,
      asset: { ...asset(1), ...change },
      ci: { class: deviceClass },
    });
    const critical = parsePolicies({
      rules: [{ match: { class: 'switch' }, riskTier: 'critical' }],
    });
    expect(judged(each, critical).map(({ kind }) => kind)).toEqual(kinds);
  });
});
