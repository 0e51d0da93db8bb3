import type { Observation } from '@muster/facts/observation';
import { describe, expect, it } from 'vitest';
import { parseRules, type RuleSet } from '../identify/rules.ts';
import { openTestCore, type TestCore } from '../testing/core.ts';
import { observe } from '../testing/observations.ts';

const rules = parseRules();
/** A name and half a serial are enough. */
const lax: RuleSet = {
  ...rules,
  version: 'lax',
  rules: rules.rules.map((rule) =>
    rule.scheme === 'serial.system' ? { ...rule, unscoped: 60 } : rule,
  ),
};
/** Nothing but a UUID joins. */
const strict: RuleSet = { ...rules, version: 'strict', joinAt: 95 };
const agent = (key: string, serial: string, mac: string, vendor?: string): Observation =>
  observe({
    key,
    class: 'laptop',
    device: { ...(vendor === undefined ? {} : { vendor }), serial },
    interfaces: [{ name: 'eth0', mac }],
  });
const TOLD = [
  agent('a', 'CDX5NY1', '00:1b:21:00:00:01', 'Dell Inc.'),
  observe({ source: 'dhcp', key: 'l', interfaces: [{ name: 'l', mac: '00:1b:21:00:00:01' }] }),
  observe({ source: 'snmp', key: 's', class: 'laptop', device: { serial: 'CDX5NY1' } }),
];
const owned = { line: 1, tag: 'T-1', serial: 'CDX5NY1', vendor: 'Dell', owner: 'IT' };

async function placesOf({ core }: TestCore): Promise<string> {
  const found = await core.listCis({});
  if (found.kind !== 'found') throw new Error(found.message);
  const cis: string[] = [];
  for (const { id } of found.value.items) {
    const ci = await core.getCi(id);
    cis.push(`${id}: ${ci?.records.map(({ key }) => key).join(' ')}`);
  }
  return cis.sort().join(', ');
}
const tried = async ({ core }: TestCore, input: unknown) => {
  const steps: number[][] = [];
  const trial = await core.tryRules(input, (...step) => steps.push(step));
  return { trial, steps };
};

describe('rules', () => {
  it('are tried on all records without writing, with joins, splits and owners, and their evidence', async () => {
    await using test = await openTestCore();
    await test.core.ingest('observer-1', TOLD);
    await test.core.importAssets([owned], { apply: true, actor: 'alice' });
    const before = [await placesOf(test), await test.core.ledger(0, 100)];
    expect(before[0]).toBe('ci-1: a l, ci-2: s');
    const { trial, steps } = await tried(test, lax);
    expect(trial).toMatchObject({
      kind: 'found',
      value: {
        ruleVersion: 'lax',
        records: 3,
        joins: 1,
        splits: 0,
        differences: [
          {
            kind: 'join',
            cis: ['ci-1', 'ci-2'],
            records: [['rec-1', 'rec-2'], ['rec-3']],
            for: [{ rule: 'system-serial', weight: 60 }],
            assets: [{ tag: 'T-1', owner: 'IT' }],
          },
        ],
        truncated: false,
      },
    });
    expect(steps.at(-1)).toEqual([6, 6]);
    expect((await tried(test, strict)).trial).toMatchObject({
      value: {
        joins: 0,
        splits: 1,
        ownerChanges: 1,
        differences: [{ kind: 'split', cis: ['ci-1'] }],
      },
    });
    expect((await tried(test, { ...rules, version: 'same' })).trial).toMatchObject({
      value: { joins: 0, splits: 0, differences: [] },
    });
    expect([await placesOf(test), await test.core.ledger(0, 100)]).toEqual(before);
  });

  it('are put in force by a decision that can be taken back, and then all is as it was', async () => {
    await using test = await openTestCore();
    await test.core.ingest('observer-1', TOLD);
    const before = await placesOf(test);
    const made = await test.core.applyRules(strict, 'too many joins', 'alice');
    if (made.kind !== 'decided') throw new Error(made.reason);
    expect(await placesOf(test)).toBe('ci-1: a, ci-2: s, ci-3: l');
    expect((await test.core.rules()).version).toBe('strict');
    // What arrives later, also after a restart, is decided by them.
    await test.reopen();
    await test.core.ingest('observer-1', [
      observe({ source: 'dhcp', key: 'l2', interfaces: [{ name: 'l', mac: '00:1b:21:00:00:01' }] }),
    ]);
    expect(await placesOf(test)).toBe('ci-1: a, ci-2: s, ci-3: l, ci-4: l2');
    const undo = { kind: 'undo', decision: made.decision.id, reason: 'a mistake' } as const;
    expect(await test.core.decide(undo, 'bob')).toMatchObject({ kind: 'decided' });
    expect(await placesOf(test)).toBe(before.replace('a l', 'a l l2'));
    expect((await test.core.rules()).version).toBe(rules.version);
    expect(await test.core.decide(undo, 'bob')).toMatchObject({ kind: 'refused' });
    const told = (await test.core.ledger(0, 100)).filter(({ actor }) => actor !== 'rule');
    expect(told.map(({ actor, kind }) => [actor, kind])).toEqual([
      ['alice', 'decision.rules'],
      ['bob', 'decision.undo'],
    ]);
  });

  it('never reverse what a person decided', async () => {
    await using test = await openTestCore();
    await test.core.ingest('observer-1', TOLD);
    await test.core.decide({ kind: 'join', cis: ['ci-1', 'ci-2'], reason: 'one' }, 'alice');
    await test.core.applyRules(strict, 'too many joins', 'alice');
    expect(await placesOf(test)).toBe('ci-1: a l s');
    expect((await tried(test, { ...lax, version: 'x' })).trial).toMatchObject({
      value: { joins: 0, splits: 0 },
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['no rules', { version: 'x' }, /identity rules: .*joinAt/],
    ['the version in force', rules, /another version/],
    [
      'other schemes that find',
      {
        ...rules,
        version: 'x',
        rules: rules.rules.map((rule) =>
          rule.scheme === 'hostname' ? { ...rule, finds: true } : rule,
        ),
      },
      /which schemes find records cannot change/,
    ],
  ])('are refused with the reason: %s', async (_, input, said) => {
    await using test = await openTestCore();
    expect(await test.core.applyRules(input, 'r', 'alice')).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(said),
    });
  });
});
