import type { Observation } from '@muster/facts/observation';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTestCore } from '../testing/core.ts';
import { openTestEngine, type TestEngine } from '../testing/engine.ts';
import { inventoryText } from '../testing/inventory-text.ts';
import { NOON, observe } from '../testing/observations.ts';
import type { DecisionInput } from './decide.ts';

const HOUR = 3_600_000;
const reason = 'seen on site';
const laptop = (key: string, serial: string, mac: string, at = 0): Observation =>
  observe({
    key,
    at,
    class: 'laptop',
    device: { vendor: 'Dell Inc.', serial },
    interfaces: [{ name: 'eth0', mac }],
  });
const A = laptop('a', 'CDX5NY1', '00:1b:21:00:00:01');
const B = laptop('b', 'CDX5NY2', '00:1b:21:00:00:02');
const LEASE = observe({
  source: 'dhcp',
  key: 'lease',
  interfaces: [{ name: 'lease', mac: '00:1b:21:00:00:01' }],
});

async function decided(test: TestEngine, input: DecisionInput, at = HOUR) {
  return (await test.engine.decide(input, 'alice', NOON + at)).value;
}

/** The inventory, and under which id each record stands. */
function stateOf(test: TestEngine): string {
  const places = test.database
    .prepare('SELECT record_id, ci_id FROM record_state ORDER BY record_id')
    .all();
  return `${JSON.stringify(places)}\n${inventoryText(test.database)}`;
}

const cisOf = (test: TestEngine) =>
  test.database
    .prepare('SELECT ci_id AS ci FROM record_state ORDER BY record_id')
    .all()
    .map(({ ci }) => `ci-${ci}`);

describe('a decision', () => {
  it.each<[string, DecisionInput, readonly string[]]>([
    ['joins', { kind: 'join', cis: ['ci-1', 'ci-2'], reason }, ['ci-1', 'ci-1', 'ci-1']],
    ['splits', { kind: 'split', ci: 'ci-1', records: ['rec-3'], reason }, ['ci-1', 'ci-2', 'ci-3']],
    ['parts', { kind: 'never-same', cis: ['ci-1', 'ci-2'], reason }, ['ci-1', 'ci-2', 'ci-1']],
    [
      'takes a value out of the vote that',
      { kind: 'shared', scheme: 'mac', value: '00-1B-21-00-00-01', reason },
      ['ci-1', 'ci-2', 'ci-3'],
    ],
    [
      'holds an attribute and',
      { kind: 'lock', ci: 'ci-1', attribute: 'device.model', value: 'XPS', reason },
      ['ci-1', 'ci-2', 'ci-1'],
    ],
  ])('%s records, is told in the ledger, and undone leaves what was', async (_, input, cis) => {
    await using test = openTestEngine();
    await test.ingest([A, B, LEASE]);
    expect(cisOf(test)).toEqual(['ci-1', 'ci-2', 'ci-1']);
    const before = stateOf(test);
    const made = await decided(test, input);
    if (made.kind !== 'decided') throw new Error(made.reason);
    expect(made.decision).toMatchObject({ kind: input.kind, actor: 'alice' });
    expect(cisOf(test)).toEqual(cis);
    const undo = { kind: 'undo', decision: made.decision.id, reason: 'a mistake' } as const;
    expect(await decided(test, undo, 2 * HOUR)).toMatchObject({
      decision: { kind: 'undo', undoes: made.decision.id },
    });
    expect(stateOf(test)).toBe(before);
    expect(await decided(test, undo)).toMatchObject({ kind: 'refused' });
    const told = test.database.prepare("SELECT kind FROM ledger WHERE actor = 'alice'").all();
    expect(told.map(({ kind }) => kind)).toEqual([`decision.${input.kind}`, 'decision.undo']);
  });

  it.each<[string, readonly DecisionInput[], RegExp]>([
    [
      'joining what is never the same',
      [
        { kind: 'never-same', cis: ['ci-1', 'ci-2'], reason },
        { kind: 'join', cis: ['ci-1', 'ci-2'], reason },
      ],
      /never the same: undo it first \(muster ci undo decision-\d+\)/,
    ],
    [
      'splitting what a person joined',
      [
        { kind: 'join', cis: ['ci-1', 'ci-2'], reason },
        { kind: 'split', ci: 'ci-1', records: ['rec-2'], reason },
      ],
      /joined them: undo it first/,
    ],
    ['joining a CI with itself', [{ kind: 'join', cis: ['ci-1', 'ci-1'], reason }], /one CI/],
    [
      'splitting all of a CI',
      [{ kind: 'split', ci: 'ci-2', records: ['rec-2'], reason }],
      /nothing would stay/,
    ],
    [
      'splitting what is elsewhere',
      [{ kind: 'split', ci: 'ci-2', records: ['rec-1'], reason }],
      /it has rec-2/,
    ],
    [
      'a lock that has ended',
      [
        {
          kind: 'lock',
          ci: 'ci-1',
          attribute: 'device.model',
          value: 'x',
          reason,
          until: '2020-01-01T00:00:00Z',
        },
      ],
      /no.* time to come/,
    ],
    [
      'a value that is none',
      [{ kind: 'shared', scheme: 'mac', value: 'dock', reason }],
      /is no mac/,
    ],
    [
      'undoing what a rule joined',
      [{ kind: 'undo', decision: 'decision-1', reason }],
      /split the CI/,
    ],
    ['a CI that is not there', [{ kind: 'join', cis: ['ci-1', 'ci-99'], reason }], /no CI ci-99/],
  ])('is refused with what to do: %s', async (_, inputs, said) => {
    await using test = openTestEngine();
    await test.ingest([A, B, LEASE]);
    const outcomes = [];
    for (const input of inputs) outcomes.push(await decided(test, input));
    const last = outcomes.at(-1);
    expect(last?.kind).not.toBe('decided');
    expect(last?.kind === 'decided' ? '' : last?.reason).toMatch(said);
  });

  it('survives whatever is observed later', async () => {
    const later = fc.array(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c'),
        serial: fc.constantFrom('CDX5NY1', 'CDX5NY2', 'CDX5NY3'),
        mac: fc.constantFrom('00:1b:21:00:00:01', '00:1b:21:00:00:02', '00:1b:21:00:00:03'),
        at: fc.integer({ min: 1, max: 9 }),
      }),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(later, fc.boolean(), async (all, isJoin) => {
        await using test = openTestEngine();
        await test.ingest([A, B]);
        const cis = ['ci-1', 'ci-2'];
        await decided(test, { kind: isJoin ? 'join' : 'never-same', cis, reason });
        for (const { key, serial, mac, at } of all) {
          await test.ingest([laptop(key, serial, mac, at * HOUR)], 10 * HOUR);
          const [a, b] = cisOf(test);
          expect(a === b).toBe(isJoin);
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe('a lock', () => {
  it('goes before every source until its time is up, with what they say beside it', async () => {
    await using test = await openTestCore();
    await test.core.ingest('observer-1', [
      observe({
        class: 'laptop',
        device: { vendor: 'Dell Inc.', model: 'Latitude 5450', serial: 'CDX5NY1' },
      }),
    ]);
    const until = new Date(NOON + HOUR).toISOString();
    const lock = {
      kind: 'lock',
      ci: 'ci-1',
      attribute: 'device.model',
      value: 'XPS',
      reason,
      until,
    } as const;
    expect(await test.core.decide(lock, 'alice')).toMatchObject({ kind: 'decided' });
    const held = await test.core.getCi('ci-1');
    expect(held).toMatchObject({ model: 'XPS', locks: [{ actor: 'alice', reason, until }] });
    expect(held?.facts.find(({ attribute }) => attribute === 'device.model')).toMatchObject({
      value: 'XPS',
      source: 'person',
      lock: { reason },
      rejected: [{ value: 'Latitude 5450', source: 'agent' }],
    });
    test.setTime(2 * HOUR);
    await test.core.judge();
    expect(await test.core.getCi('ci-1')).toMatchObject({ model: 'Latitude 5450', locks: [] });
  });

  it('counts for the CI into which its own was merged, and goes back with it', async () => {
    await using test = await openTestCore();
    await test.core.ingest('observer-1', [A, B]);
    const lock = {
      kind: 'lock',
      ci: 'ci-2',
      attribute: 'device.model',
      value: 'XPS',
      reason,
    } as const;
    await test.core.decide(lock, 'alice');
    const joined = await test.core.decide({ kind: 'join', cis: ['ci-1', 'ci-2'], reason }, 'bob');
    expect(await test.core.getCi('ci-2')).toMatchObject({ id: 'ci-1', model: 'XPS' });
    if (joined.kind !== 'decided') throw new Error(joined.reason);
    await test.core.decide({ kind: 'undo', decision: joined.decision.id, reason }, 'bob');
    expect(await test.core.getCi('ci-2')).toMatchObject({ id: 'ci-2', model: 'XPS' });
    expect((await test.core.getCi('ci-1'))?.locks).toEqual([]);
  });
});

describe('a value that many devices state', () => {
  const SHARED = '5f9c1a70-11c2-4f04-9d3b-0a1b2c3d4e09';
  const made = (number: number): Observation =>
    observe({
      key: `agent-${number}`,
      class: 'laptop',
      device: { vendor: 'Dell Inc.', serial: `CDX5NY${number}`, uuid: SHARED },
    });

  it('loses its vote, is told once, and what it had decided is recomputed', async () => {
    await using test = await openTestCore();
    const lease = observe({ source: 'redfish', key: 'bmc', device: { uuid: SHARED } });
    await test.core.ingest('observer-1', [made(1), lease]);
    expect(await test.core.stats()).toMatchObject({ cis: 1 });
    for (const number of [2, 3, 4, 5]) await test.core.ingest('observer-1', [made(number)]);
    expect(await test.core.stats()).toMatchObject({ cis: 6, openFindings: { shared: 1 } });
    expect(await test.core.listFindings({ kind: 'shared' })).toMatchObject({
      items: [{ subject: `smbios-uuid ${SHARED}`, reason: expect.stringMatching(/^\d devices/) }],
    });
    // Told otherwise by those who held it, it votes again.
    for (const number of [2, 3, 4, 5]) {
      const own = observe({
        key: `agent-${number}`,
        class: 'laptop',
        at: HOUR,
        device: { vendor: 'Dell Inc.', serial: `CDX5NY${number}` },
      });
      await test.core.ingest('observer-1', [own]);
    }
    test.setTime(2 * HOUR);
    expect((await test.core.stats()).openFindings.shared).toBeUndefined();
    expect(await test.core.stats()).toMatchObject({ cis: 5 });
  });
});
