import type { CiSummary, InventoryEvent } from '@muster/facts/inventory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyLedger } from './ledger/chain.ts';
import type { CiQuery, Reconciler } from './ports.ts';
import { openTestCore, type TestCore } from './testing/core.ts';
import { NOON, observe, touch } from './testing/observations.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const laptop = observe({
  class: 'laptop',
  device: { vendor: 'Dell Inc.', model: 'Latitude 7440', serial: 'ABC1234', hostname: 'lt-17' },
  interfaces: [{ name: 'eth0', mac: '00:1b:21:aa:bb:cc', addresses: ['10.0.0.7'], up: true }],
});

async function list(core: Reconciler, query: CiQuery = {}): Promise<readonly CiSummary[]> {
  const found = await core.listCis(query);
  if (found.kind !== 'found') throw new Error(found.message);
  return found.value.items;
}

function findingsIn(events: readonly InventoryEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.kind === 'finding' ? [`${event.finding.kind} ${event.finding.state}`] : [],
  );
}

describe('ingest', () => {
  it('makes a CI of an observation, shows it, and says so', async () => {
    await using test = await openTestCore();
    expect(await test.core.ingest('observer-1', [laptop])).toEqual({
      counts: { applied: 1 },
      exceptions: [],
      wanted: [],
    });
    expect(await list(test.core)).toMatchObject([
      {
        id: 'ci-1',
        class: 'laptop',
        vendor: 'Dell Inc.',
        serial: 'ABC1234',
        hostname: 'lt-17',
        macs: ['00:1b:21:aa:bb:cc'],
        addresses: ['10.0.0.7'],
        sources: ['agent'],
        presence: 'seen',
        findings: ['rogue'],
      },
    ]);
    const detail = await test.core.getCi('ci-1');
    expect(detail?.records[0]?.observation).toEqual(laptop);
    expect(detail?.facts.find(({ attribute }) => attribute === 'device.serial')).toMatchObject({
      value: 'ABC1234',
      source: 'agent',
    });
    expect(test.events).toMatchObject([
      { kind: 'ci', ciId: 'ci-1', change: 'created' },
      { kind: 'finding', finding: { kind: 'rogue', ciId: 'ci-1' } },
    ]);
    expect(await test.core.getObservation(laptop.id)).toMatchObject({
      disposition: 'applied',
      ciId: 'ci-1',
      observerId: 'observer-1',
    });
  });

  it('counts an item once by its id, however often it is sent, also across a restart', async () => {
    await using test = await openTestCore();
    await test.core.ingest('observer-1', [laptop, laptop]);
    const core = await test.reopen();
    expect((await core.ingest('observer-1', [laptop])).counts).toEqual({ duplicate: 1 });
    expect(await core.stats()).toMatchObject({ cis: 1, records: 1 });
    expect((await core.getCi('ci-1'))?.records[0]?.version).toBe(1);
  });

  it('moves presence and nothing else on a touch', async () => {
    await using test = await openTestCore();
    await test.core.ingest('observer-1', [laptop]);
    test.events.length = 0;
    const later = touch(laptop, MINUTE, { power: { batteryPercent: 41 } });
    expect((await test.core.ingest('observer-1', [later])).counts).toEqual({ unchanged: 1 });
    const detail = await test.core.getCi('ci-1');
    expect(detail).toMatchObject({ lastSeenAt: later.observedAt, records: [{ version: 1 }] });
    expect(detail?.records[0]?.observation.power).toEqual({ batteryPercent: 41 });
    expect(test.events).toEqual([{ kind: 'presence', at: expect.any(String), ciIds: ['ci-1'] }]);
    expect(await test.core.ledger(0, 100)).toHaveLength(2);
  });

  it('asks for the whole of a touch whose digest it does not know', async () => {
    await using test = await openTestCore();
    test.setTime(HOUR);
    await test.core.ingest('observer-1', [laptop]);
    const result = await test.core.ingest('observer-1', [
      touch(laptop, MINUTE, { digest: '0'.repeat(64) }),
      touch(observe({ key: 'agent-9' }), MINUTE),
      touch(laptop, 2 * MINUTE),
    ]);
    expect(result.wanted).toEqual([
      { source: 'agent', key: 'agent-1' },
      { source: 'agent', key: 'agent-9' },
    ]);
    expect(result.counts).toEqual({ parked: 2, unchanged: 1 });
    expect((await list(test.core))[0]?.lastSeenAt).toBe(touch(laptop, 2 * MINUTE).observedAt);
  });

  it('parks what it cannot use, under its id and with the reason, and takes the neighbors', async () => {
    await using test = await openTestCore();
    const bad = { ...laptop, id: observe({ nonce: 'x' }).id, digest: '0'.repeat(64) };
    const result = await test.core.ingest('observer-1', [bad, laptop]);
    expect(result.counts).toEqual({ parked: 1, applied: 1 });
    expect(result.exceptions).toMatchObject([{ id: bad.id, disposition: 'parked' }]);
    expect(await test.core.getObservation(bad.id)).toMatchObject({
      disposition: 'parked',
      reason: expect.stringContaining('/digest'),
    });
  });

  it('makes a new version of a changed observation, and keeps an older one for history', async () => {
    await using test = await openTestCore();
    test.setTime(HOUR);
    const renamed = observe({
      ...laptop,
      at: 2 * MINUTE,
      device: { ...laptop.device, hostname: 'lt-18' },
    });
    const between = observe({
      ...laptop,
      at: MINUTE,
      device: { ...laptop.device, hostname: 'lt-17b' },
    });
    for (const each of [laptop, renamed, between]) await test.core.ingest('observer-1', [each]);
    expect(await test.core.getCi('ci-1')).toMatchObject({
      hostname: 'lt-18',
      records: [{ version: 2 }],
    });
    expect(await test.core.getObservation(between.id)).toMatchObject({
      disposition: 'applied',
      observation: { device: { hostname: 'lt-17b' } },
    });
  });

  it('takes a new address from an observation that says the same otherwise', async () => {
    await using test = await openTestCore();
    test.setTime(HOUR);
    const [eth0] = laptop.interfaces ?? [];
    const moved = observe({
      ...laptop,
      at: MINUTE,
      interfaces: [{ name: 'eth0', ...eth0, addresses: ['10.9.9.9'] }],
    });
    expect(moved.digest).toBe(laptop.digest);
    await test.core.ingest('observer-1', [laptop, moved]);
    expect(await test.core.getCi('ci-1')).toMatchObject({
      addresses: ['10.9.9.9'],
      records: [{ version: 1 }],
    });
  });

  it('does not let a clock that runs ahead block a record for ever', async () => {
    await using test = await openTestCore();
    const ahead = observe({ ...laptop, at: 1000 * HOUR });
    await test.core.ingest('observer-1', [ahead]);
    expect((await list(test.core))[0]?.lastSeenAt).toBe(new Date(NOON + MINUTE).toISOString());
    test.setTime(HOUR);
    const right = observe({
      ...laptop,
      at: 30 * MINUTE,
      device: { ...laptop.device, hostname: 'lt-18' },
    });
    await test.core.ingest('observer-1', [right]);
    expect((await list(test.core))[0]?.hostname).toBe('lt-18');
  });

  it('shows what left as left, and what a lost gateway reported as it was', async () => {
    await using test = await openTestCore();
    test.setTime(HOUR);
    const gateway = observe({ source: 'mqtt', key: 'z2m:gw', class: 'gateway' });
    const sensor = observe({
      source: 'mqtt',
      key: 'z2m:0x01',
      class: 'sensor',
      place: { via: { key: 'z2m:gw' } },
    });
    await test.core.ingest('c', [gateway, sensor, touch(gateway, MINUTE, { presence: 'left' })]);
    expect((await list(test.core, { q: 'presence:left' })).map((ci) => ci.class)).toEqual([
      'gateway',
    ]);
    expect((await list(test.core, { q: 'presence:seen' })).map((ci) => ci.class)).toEqual([
      'sensor',
    ]);
  });

  it('keeps sources apart and their values side by side when it joins their records', async () => {
    await using test = await openTestCore();
    const polled = observe({
      source: 'snmp',
      key: 'snmp:1',
      device: { vendor: 'Dell', serial: 'abc-1234', hostname: 'LT17' },
    });
    await test.core.ingest('observer-1', [laptop]);
    await test.core.ingest('observer-2', [polled]);
    const detail = await test.core.getCi('ci-1');
    expect(detail?.records.map(({ source }) => source)).toEqual(['agent', 'snmp']);
    expect(detail?.facts.find(({ attribute }) => attribute === 'device.hostname')).toMatchObject({
      value: 'lt-17',
      rejected: [{ value: 'LT17', source: 'snmp' }],
    });
    expect(detail?.decisions).toMatchObject([
      {
        kind: 'join',
        actor: 'rule',
        recordId: 'rec-2',
        ruleVersion: expect.any(String),
        for: [{ rule: 'system-serial', value: 'ABC1234' }],
      },
    ]);
  });

  it('joins with neither of two that exclude each other: one finding, the record stands alone', async () => {
    await using test = await openTestCore();
    const mac = '00:1b:21:4c:9e:71';
    const with_ = (key: string, device: object) =>
      observe({ key, device, interfaces: [{ name: 'eth0', mac }] });
    const result = await test.core.ingest('observer-1', [
      with_('a', { vendor: 'Dell', serial: '7QK2M13' }),
      with_('b', { vendor: 'Dell', serial: '8RL3N24' }),
      with_('c', {}),
    ]);
    expect(result.counts).toEqual({ applied: 2, conflict: 1 });
    expect(await test.core.stats()).toMatchObject({ cis: 3, openFindings: { duplicate: 1 } });
    const [finding] = (await test.core.listFindings({ kind: 'duplicate' })).items;
    expect(finding).toMatchObject({
      ciId: 'ci-3',
      reason: expect.stringContaining('ci-1 or ci-2'),
    });
    expect(await test.core.getObservation(with_('c', {}).id)).toMatchObject({
      disposition: 'conflict',
      ciId: 'ci-3',
    });
    // What tells them apart resolves it.
    await test.core.ingest('observer-1', [
      observe({
        key: 'c',
        at: 1,
        device: { vendor: 'Dell', serial: '8RL3N24' },
        interfaces: [{ name: 'eth0', mac }],
      }),
    ]);
    expect(await test.core.stats()).toMatchObject({ cis: 2, openFindings: { rogue: 2 } });
    expect((await test.core.getCi('ci-3'))?.id).toBe('ci-2');
  });

  it('shows on a CI behind which ports its addresses were learned, edge ports first', async () => {
    await using test = await openTestCore();
    const mac = '00:1b:21:aa:bb:cc';
    const switches = ['core', 'edge'].map((name) =>
      observe({
        source: 'snmp',
        key: `snmp:${name}`,
        class: 'switch',
        device: { hostname: name },
        attachments: [
          { mac, port: 'Gi1', vlan: 20, address: '10.0.0.7' },
          ...(name === 'core' ? [{ mac: '00:1b:21:00:00:01', port: 'Gi1' }] : []),
        ],
      }),
    );
    await test.core.ingest('c', switches);
    await test.core.ingest('observer-1', [laptop]);
    const [found] = await list(test.core, { q: 'class:laptop' });
    const detail = await test.core.getCi(found?.id ?? '');
    expect(detail?.sightings).toMatchObject([
      { mac, byKey: 'snmp:edge', byHostname: 'edge', port: 'Gi1', vlan: 20, address: '10.0.0.7' },
      { mac, byKey: 'snmp:core', byHostname: 'core', port: 'Gi1' },
    ]);
    expect(detail?.openFindings[0]?.evidence).toContain(`${mac} behind snmp:edge port Gi1 VLAN 20`);
  });

  it('refuses when it is closed', async () => {
    await using test = await openTestCore();
    await test.core.ingest('observer-1', [laptop]);
    const { core } = test;
    await test.reopen();
    await expect(core.ingest('observer-1', [laptop])).rejects.toThrow('closed');
  });
});

describe('assets', () => {
  const row = { line: 2, tag: 'NYC-LT-2026-0001', serial: 'abc 1234', vendor: 'Dell' };

  it('flip a rogue to linked by serial, live, and the dry run says so before', async () => {
    await using test = await openTestCore();
    await test.core.ingest('observer-1', [laptop]);
    const dry = await test.core.importAssets([row], { apply: false, actor: 'ada' });
    expect(dry).toMatchObject([{ line: 2, disposition: 'create', ciId: 'ci-1' }]);
    expect(await test.core.stats()).toMatchObject({
      assets: 0,
      linked: 0,
      openFindings: { rogue: 1 },
    });
    test.events.length = 0;
    expect(await test.core.importAssets([row], { apply: true, actor: 'ada' })).toEqual(dry);
    expect(await test.core.stats()).toEqual({
      cis: 1,
      records: 1,
      assets: 1,
      linked: 1,
      openFindings: {},
    });
    expect(findingsIn(test.events)).toEqual(['rogue resolved']);
    expect(await list(test.core)).toMatchObject([
      { assetTag: row.tag, assetId: 'asset-1', findings: [] },
    ]);
    expect((await test.core.listAssets({ q: 'nyc dell' })).items).toMatchObject([
      { id: 'asset-1', ciId: 'ci-1' },
    ]);
    expect((await test.core.getCi('ci-1'))?.decisions).toMatchObject([
      { kind: 'link', reason: 'Serial ABC1234 within maker dell.' },
    ]);
  });

  it('wait for their device: what is recorded first is no rogue when it is seen', async () => {
    await using test = await openTestCore();
    await test.core.importAssets([row], { apply: true, actor: 'ada' });
    await test.core.ingest('observer-1', [
      laptop,
      observe({ key: 'agent-2', class: 'laptop', device: { serial: 'OTHER-1' } }),
    ]);
    expect(await list(test.core, { q: 'rogue:true' })).toMatchObject([{ serial: 'OTHER-1' }]);
    expect(await list(test.core, { q: 'linked:true' })).toMatchObject([{ serial: 'ABC1234' }]);
  });

  it('of which several have the CI’s serial make a conflict, not a guess', async () => {
    await using test = await openTestCore();
    const rows = [row, { line: 3, tag: 'B', serial: 'ABC1234', vendor: 'Lenovo' }];
    await test.core.importAssets(rows, { apply: true, actor: 'ada' });
    await test.core.ingest('observer-1', [
      observe({ class: 'laptop', device: { serial: 'ABC1234' } }),
    ]);
    expect(await test.core.stats()).toMatchObject({ linked: 0, openFindings: { conflict: 1 } });
  });

  it('that were retired and answer are zombies: at once, and on the next sign of life', async () => {
    await using test = await openTestCore();
    await test.core.ingest('observer-1', [laptop]);
    await test.core.importAssets([row], { apply: true, actor: 'ada' });
    test.setTime(HOUR);
    await test.core.importAssets([{ ...row, state: 'retired' }], { apply: true, actor: 'ada' });
    expect(await test.core.stats()).toMatchObject({ linked: 0, openFindings: {} });
    test.setTime(2 * HOUR);
    await test.core.ingest('observer-1', [touch(laptop, 2 * HOUR)]);
    expect(await test.core.stats()).toMatchObject({ openFindings: { zombie: 1 } });
  });
});

describe('the list of CIs', () => {
  let test: TestCore;
  beforeAll(async () => {
    test = await openTestCore();
    await fill(test.core);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  async function fill(core: Reconciler): Promise<void> {
    const hosts = ['beta', 'alpha', undefined, 'gamma', 'delta'].map((hostname, index) =>
      observe({
        key: `agent-${index}`,
        at: index * 1000,
        class: index % 2 === 0 ? 'server' : 'switch',
        device: {
          vendor: index === 3 ? '100%_Pure' : 'Cisco Systems, Inc.',
          serial: `FOC-12${index}`,
          ...(hostname === undefined ? {} : { hostname }),
        },
        interfaces: [
          { name: 'eth0', mac: `00:1b:21:00:00:0${index}`, addresses: [`10.0.0.${index}`] },
        ],
      }),
    );
    await core.ingest('observer-1', hosts);
  }

  it('comes in pages that fit together, absent values last, in both directions', async () => {
    const names = async (descending: boolean) => {
      const found: (string | undefined)[] = [];
      let cursor: string | undefined;
      do {
        const page = await test.core.listCis({
          sort: 'hostname',
          descending,
          limit: 2,
          ...(cursor === undefined ? {} : { cursor }),
        });
        if (page.kind !== 'found') throw new Error(page.message);
        expect(page.value.total).toBe(5);
        found.push(...page.value.items.map(({ hostname }) => hostname));
        cursor = page.value.next;
      } while (cursor !== undefined);
      return found;
    };
    expect(await names(false)).toEqual(['alpha', 'beta', 'delta', 'gamma', undefined]);
    expect(await names(true)).toEqual(['gamma', 'delta', 'beta', 'alpha', undefined]);
  });

  it.each<[string, number[]]>([
    ['', [4, 3, 2, 1, 0]],
    ['class:switch', [3, 1]],
    ['vendor:cisco -class:switch', [4, 2, 0]],
    ['vendor:"cisco systems"', [4, 2, 1, 0]],
    ['vendor:100%_', [3]],
    ['vendor:1__%', []],
    ['serial:foc12', [4, 3, 2, 1, 0]],
    ['serial:foc-123', [3]],
    ['mac:001b.2100.0002', [2]],
    ['ip:10.0.0.4', [4]],
    ['ALPHA', [1]],
    ['-hostname:a', [2]],
    ['rogue:true id:ci-2', [1]],
    ['-rogue:true', []],
    ['seen:<58s', []],
    ['seen:<1m', [4, 3, 2, 1]],
    ['source:agent first:>1h', []],
  ])('answers %j', async (q, expected) => {
    const found = await test.core.listCis({ q });
    const places =
      found.kind === 'found' ? found.value.items.map(({ serial }) => Number(serial?.at(-1))) : [];
    expect(places).toEqual(expected);
  });

  it('of findings comes in pages too, the latest first', async () => {
    const subjects: string[] = [];
    let cursor: string | undefined;
    do {
      const filter = { kind: 'rogue', state: 'open', limit: 2 } as const;
      const page = await test.core.listFindings(
        cursor === undefined ? filter : { ...filter, cursor },
      );
      expect(page.total).toBe(5);
      subjects.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(new Set(subjects).size).toBe(5);
    expect(subjects).toEqual(subjects.toSorted().toReversed());
  });

  it('says where a query or a cursor is wrong', async () => {
    expect(await test.core.listCis({ q: 'class:toaster' })).toMatchObject({
      kind: 'bad-query',
      message: expect.stringMatching(/^at 7/),
    });
    expect(await test.core.listCis({ cursor: 'nonsense' })).toMatchObject({ kind: 'bad-query' });
    expect(await test.core.getCi('ci-99')).toBeUndefined();
    expect(await test.core.getCi('toaster')).toBeUndefined();
    expect(await test.core.getObservation('nothing')).toBeUndefined();
  });
});

describe('the registry', () => {
  it('admits by token as long as it is good, knows keys of those who may speak, and writes all down', async () => {
    await using test = await openTestCore();
    const { core } = test;
    const expiresAt = new Date(NOON + HOUR).toISOString();
    const token = await core.createEnrolmentToken({
      tokenHash: 'h1',
      expiresAt,
      maxUses: 1,
      actor: 'ada',
    });
    const enrolment = {
      tokenHash: 'h1',
      kind: 'agent',
      name: 'lt-17',
      version: '1',
      publicKeyX: 'key',
    } as const;
    const enrolled = await core.enrol(enrolment);
    if (enrolled.kind !== 'enrolled') throw new Error('refused');
    // An answer that was lost on its way is given again; another machine is refused.
    expect(await core.enrol(enrolment)).toEqual(enrolled);
    expect(await core.enrol({ ...enrolment, publicKeyX: 'other' })).toEqual({
      kind: 'refused',
      reason: 'used-up',
    });
    expect(await core.enrol({ ...enrolment, tokenHash: 'h0' })).toEqual({
      kind: 'refused',
      reason: 'unknown-token',
    });
    const other = await core.createEnrolmentToken({
      tokenHash: 'h2',
      expiresAt,
      maxUses: 9,
      actor: 'ada',
    });
    expect(await core.revokeEnrolmentToken(other.id, 'ada')).toBe(true);
    expect(await core.enrol({ ...enrolment, publicKeyX: 'other', tokenHash: 'h2' })).toEqual({
      kind: 'refused',
      reason: 'revoked',
    });
    await core.createEnrolmentToken({ tokenHash: 'h3', expiresAt, maxUses: 9, actor: 'ada' });
    test.setTime(HOUR);
    expect(await core.enrol({ ...enrolment, publicKeyX: 'other', tokenHash: 'h3' })).toEqual({
      kind: 'refused',
      reason: 'expired',
    });
    const { observerId } = enrolled;
    expect(await core.observerKey(observerId)).toBe('key');
    await core.noteObserver(observerId, {
      connected: true,
      version: '2',
      coverage: { sources: ['agent'], segments: [] },
      health: { lost: 3, spooledBatches: 0, spooledBytes: 0, failing: [] },
    });
    expect(await core.listObservers()).toMatchObject([
      {
        id: observerId,
        kind: 'agent',
        name: 'lt-17',
        version: '2',
        connected: true,
        revoked: false,
        sources: ['agent'],
        lost: 3,
      },
    ]);
    expect(await core.revokeObserver(observerId, 'ada')).toBe(true);
    expect(await core.observerKey(observerId)).toBeUndefined();
    const entries = await core.ledger(0, 100);
    expect(entries.map(({ kind, actor }) => `${kind} ${actor}`)).toEqual([
      'token.created ada',
      `observer.enrolled token ${token.id}`,
      'token.created ada',
      'token.revoked ada',
      'token.created ada',
      'observer.revoked ada',
    ]);
    expect(verifyLedger(entries).kind).toBe('sound');
  });
});
