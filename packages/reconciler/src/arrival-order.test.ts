import type { Observation } from '@muster/facts/observation';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Governance } from './commit/work.ts';
import { composeObservation } from './intake/volatile.ts';
import { GOVERNANCE, openTestEngine, type TestEngine } from './testing/engine.ts';
import { inventoryText } from './testing/inventory-text.ts';
import { NOON, observe, touch } from './testing/observations.ts';

/** Few values, so that records meet in every way: joins, contradictions, ties, shared MACs. */
const serial = fc.constantFrom('SN-100001', 'SN-100002', 'SN-100003');
const uuid = fc.constantFrom(
  '5f9c1a70-11c2-4f04-9d3b-0a1b2c3d4e01',
  '701a9c5f-c211-044f-9d3b-0a1b2c3d4e01',
  '5f9c1a70-11c2-4f04-9d3b-0a1b2c3d4e02',
);
const mac = fc.constantFrom(
  '00:1b:21:00:00:01',
  '00:1b:21:00:00:02',
  '00:1b:21:00:00:03',
  '00:50:56:00:00:01',
);
const name = fc.constantFrom('alpha', 'beta');
const optionally = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

interface Subject {
  readonly source: 'agent' | 'snmp' | 'ssh';
  readonly number: number;
  readonly at: number;
  readonly vendor: string | undefined;
  readonly serial: string | undefined;
  readonly uuid: string | undefined;
  readonly machineId: string | undefined;
  readonly hostname: string | undefined;
  readonly macs: readonly string[];
  readonly class: 'server' | 'vm' | 'switch' | undefined;
  readonly presence: 'seen' | 'left';
  readonly address: string;
}

const subject: fc.Arbitrary<Subject> = fc.record({
  source: fc.constantFrom('agent', 'snmp', 'ssh'),
  number: fc.integer({ min: 1, max: 4 }),
  // Up to an hour apart, so that some prove to be alive at the same time.
  at: fc.integer({ min: 0, max: 12 }).map((step) => step * 300_000),
  vendor: optionally(fc.constantFrom('Dell Inc.', 'Lenovo')),
  serial: optionally(serial),
  uuid: optionally(uuid),
  machineId: optionally(fc.constantFrom('6b1f0a7c9d2e4b3f8a5c1d0e7f9b2a43')),
  hostname: optionally(name),
  macs: fc.uniqueArray(mac, { maxLength: 2 }),
  class: optionally(fc.constantFrom('server', 'vm', 'switch')),
  presence: fc.constantFrom('seen', 'left'),
  address: fc.constantFrom('10.0.0.1', '10.0.0.2'),
});

function observationOf(each: Subject): Observation {
  const { vendor, serial: printed, uuid: system, machineId, hostname } = each;
  const stated = { vendor, serial: printed, uuid: system, machineId, hostname };
  const known = Object.entries(stated).filter(([, value]) => value !== undefined);
  return observe({
    at: each.at,
    source: each.source,
    key: `${each.source}-${each.number}`,
    device: Object.fromEntries(known),
    presence: each.presence,
    interfaces: each.macs.map((address, index) => ({
      name: `eth${index}`,
      mac: address,
      addresses: [each.address],
    })),
    ...(each.class === undefined ? {} : { class: each.class }),
  });
}

async function inventoryAfter(
  batches: readonly (readonly Observation[])[],
  governance: Governance,
): Promise<string> {
  await using test = openTestEngine(governance);
  for (const batch of batches) await test.ingest(batch);
  return inventoryText(test.database);
}

const arrivals = fc
  .array(subject, { minLength: 1, maxLength: 10 })
  .map((subjects) => subjects.map(observationOf))
  .chain((observations) =>
    fc.record({
      observations: fc.constant(observations),
      // A shuffle with repetition that holds each at least once.
      shuffled: fc
        .tuple(
          fc.shuffledSubarray(observations, { minLength: observations.length }),
          fc.shuffledSubarray(observations),
        )
        .map(([all, again]) => [...all, ...again]),
      batch: fc.integer({ min: 1, max: 5 }),
    }),
  );

/** Values lose their vote at the third holder, so that this happens at all among so few. */
const strict: Governance = { ...GOVERNANCE, rules: { ...GOVERNANCE.rules, holdersMax: 2 } };

describe('the inventory', () => {
  it.each([
    ['the rules as shipped', GOVERNANCE],
    ['rules by which a value loses its vote early', strict],
  ])(
    'does not depend on the order, the batches or the repetition of what arrives, under %s',
    async (_, governance) => {
      await fc.assert(
        fc.asyncProperty(arrivals, async ({ observations, shuffled, batch }) => {
          const inOrder = await inventoryAfter([observations], governance);
          const batches = Array.from({ length: Math.ceil(shuffled.length / batch) }, (_, index) =>
            shuffled.slice(index * batch, (index + 1) * batch),
          );
          expect(await inventoryAfter(batches, governance)).toBe(inOrder);
        }),
        { numRuns: 60 },
      );
    },
    120_000,
  );

  it.each([1, 2, 3, 4])(
    'has one finding about a record that is told late what it was before, in batches of %i',
    async (size) => {
      const told = (at: number, device: object, key = 'snmp-3'): Observation =>
        observe({ at, source: 'snmp', key, device, interfaces: [] });
      const late = [
        told(300_000, { vendor: 'Dell Inc.', serial: 'SN-100002' }),
        told(300_000, { vendor: 'Lenovo', serial: 'SN-100003' }),
        told(0, {}),
        told(0, {}, 'snmp-4'),
      ];
      await using test = openTestEngine();
      for (let from = 0; from < late.length; from += size) {
        await test.ingest(late.slice(from, from + size));
      }
      const collisions = test.database.prepare("SELECT * FROM finding WHERE kind = 'collision'");
      expect(collisions.all()).toHaveLength(1);
    },
  );

  it('is the same again when what its records stated is told anew', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ observations }) => {
        await using first = openTestEngine();
        for (const each of observations) await first.ingest([each]);
        await using again = openTestEngine();
        for (const items of recordsOf(first)) await again.ingest(items);
        expect(identityText(again)).toBe(identityText(first));
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

/** What is kept of each record: its versions, and when it was seen first and last. */
function recordsOf({ database }: TestEngine): readonly (readonly unknown[])[] {
  const rows = database
    .prepare(
      `SELECT v.*, s.first_seen_at, s.last_seen_at, s.digest AS present
       FROM record_version v JOIN record_state s ON s.record_id = v.record_id
       ORDER BY v.received_at, v.id`,
    )
    .all();
  return rows.map((row) => {
    const observation = composeObservation({
      observationId: String(row.observation_id),
      observedAt: new Date(Number(row.observed_at)).toISOString(),
      presence: row.presence === 'left' ? 'left' : 'seen',
      observer: String(row.observer),
      digest: String(row.digest),
      body: String(row.body),
    });
    const seen = [row.first_seen_at, row.last_seen_at].map((at) => Number(at) - NOON);
    return [
      observation,
      ...(row.digest === row.present ? seen.map((at) => touch(observation, at)) : []),
    ];
  });
}

/** Which records stand together, and what they state: what only moves presence has no versions. */
function identityText({ database }: TestEngine): string {
  const records = database
    .prepare(
      `SELECT r.source || ' ' || r.key AS name, s.ci_id AS ci, s.digest, r.votes
       FROM record r JOIN record_state s ON s.record_id = r.id ORDER BY name`,
    )
    .all();
  return [...Map.groupBy(records, ({ ci }) => ci).values()]
    .map((each) => JSON.stringify(each.map(({ ci: _, ...record }) => record)))
    .sort()
    .join('\n');
}
