import type { CiDetail, Fact } from '@muster/facts/inventory';
import { expect, it } from 'vitest';
import { isWithoutFirmwareFacts } from './equipment.tsx';

const fact = (attribute: string): Fact => ({
  attribute,
  value: 'x',
  source: 'agent',
  profile: 'linux',
  recordId: 'r1',
  observedAt: '2026-01-01T00:00:00Z',
  rejected: [],
});

it.each<{ of: CiDetail['class']; knows: string; without: boolean }>([
  { of: 'vm', knows: 'device.machineId', without: true },
  { of: 'vm', knows: 'device.uuid', without: false },
  { of: 'vm', knows: 'device.vendor', without: false },
  { of: 'sensor', knows: 'device.hostname', without: false },
])('a $of of which $knows is known: without firmware facts is $without', (row) => {
  const ci = { ...(row.of === undefined ? {} : { class: row.of }), facts: [fact(row.knows)] };
  expect(isWithoutFirmwareFacts(ci)).toBe(row.without);
});
