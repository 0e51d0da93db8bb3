/** Each playbook through the reconciler itself: as it happened, all at once, and backwards. */
import { openTestCore } from '@muster/reconciler/testing/core';
import { NOON, observe, type Stated } from '@muster/reconciler/testing/observations';
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from './scenarios.ts';

const ABOUT_IDENTITY = new Set(['collision', 'duplicate', 'conflict', 'shared']);
const DAY_MS = 86_400_000;

async function outcomeOf(batches: readonly (readonly Stated[])[]) {
  await using test = await openTestCore();
  test.setTime(10 * DAY_MS);
  for (const batch of batches) {
    await test.core.ingest('observer-1', batch.map(observe));
  }
  const listed = await test.core.listCis({ limit: 100 });
  if (listed.kind !== 'found') throw new Error(listed.message);
  const cis: string[][] = [];
  for (const { id } of listed.value.items) {
    const ci = await test.core.getCi(id);
    cis.push((ci?.records ?? []).map(({ key }) => key).sort());
  }
  const { items } = await test.core.listFindings({ state: 'open', limit: 100 });
  const findings = items.map(({ kind }) => kind).filter((kind) => ABOUT_IDENTITY.has(kind));
  return { cis: cis.sort(), findings: findings.sort() };
}

describe('playbooks', () => {
  it.each(SCENARIOS)('$name', async ({ told, cis, findings = [] }) => {
    const expected = { cis: cis.map((keys) => [...keys].sort()).sort(), findings };
    expect(await outcomeOf(told.map((each) => [each]))).toEqual(expected);
    expect(await outcomeOf([told])).toEqual(expected);
    expect(await outcomeOf(told.toReversed().map((each) => [each]))).toEqual(expected);
  });

  it('has times that are past', () => {
    const latest = Math.max(...SCENARIOS.flatMap(({ told }) => told.map(({ at = 0 }) => at)));
    expect(NOON + latest).toBeLessThan(NOON + 10 * DAY_MS);
  });
});
