import type { FindingKind } from '@muster/facts/inventory';
import { describe, expect, it } from 'vitest';
import type { AssetRecord } from '../commit/change-set.ts';
import type { StoredObserver } from '../store/port.ts';
import { judgeAbsence, type QuietAsset } from './absence.ts';
import { type Policies, parsePolicies } from './policies.ts';
import { ANYBODY, openWatch, type Span, type Watch } from './watch.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = 1000 * DAY;
const WEEK = 7 * DAY;
const policies = parsePolicies();

const asset: AssetRecord = {
  id: 1,
  serial: 'SN1',
  makerKey: '',
  state: 'deployed',
  createdAt: NOW - 90 * DAY,
  updatedAt: 0,
};
function observer(change: Partial<StoredObserver> = {}): StoredObserver {
  return {
    id: 'c1',
    kind: 'collector',
    name: 'hall',
    connected: true,
    revoked: false,
    sources: ['snmp'],
    enrolledAt: 0,
    lastSeenAt: NOW - HOUR,
    ...change,
  };
}
type Device = NonNullable<QuietAsset['ci']>;
function quiet(silentMs: number, change: Partial<Device> = {}): QuietAsset {
  return {
    asset,
    ci: {
      id: 7,
      addresses: [],
      firstSeenAt: 0,
      lastSeenAt: NOW - silentMs,
      statedBy: [{ observerId: 'c1', source: 'snmp' }],
      ...change,
    },
  };
}
function watch(
  observers: StoredObserver[],
  outages: (Span & { observerId: string })[] = [],
): Watch {
  return openWatch(observers, outages, NOW);
}
const off = (fromDays: number, toDays: number, observerId = 'c1') => ({
  observerId,
  from: NOW - fromDays * DAY,
  to: NOW - toDays * DAY,
});
/** Days seen, as days before today. */
const seenOn = (...back: number[]): Partial<Device> => ({
  presence: { day: NOW / DAY, days: back.reduce((days, each) => days + 2 ** each, 0) },
});
const endpoint: Partial<Device> = { statedBy: [{ observerId: 'a1', source: 'agent' }] };
const impatient = parsePolicies({
  rules: [{ match: { class: 'camera' }, ghost: { afterHours: 4, severity: 'high' } }],
});
const forgiving = parsePolicies({ rules: [{ match: { class: 'camera' }, ghost: false }] });

describe('judgeAbsence', () => {
  it.each<[string, QuietAsset, Watch, FindingKind | undefined, Policies?]>([
    ['seen lately', quiet(WEEK), watch([observer()]), undefined],
    ['not seen while its observer was heard', quiet(WEEK + 1), watch([observer()]), 'ghost'],
    [
      'not seen since its observer is silent',
      quiet(30 * DAY),
      watch([observer({ connected: false, lastSeenAt: NOW - 29 * DAY })]),
      undefined,
    ],
    [
      'missing for long before its observer fell silent',
      quiet(30 * DAY),
      watch([observer({ connected: false, lastSeenAt: NOW - 10 * DAY })]),
      'ghost',
    ],
    [
      'not seen by its observer, which was off meanwhile',
      quiet(8 * DAY),
      watch([observer()], [off(7.5, 0.5)]),
      undefined,
    ],
    [
      'not seen by its observer, which has been back for long enough',
      quiet(15 * DAY),
      watch([observer()], [off(14.5, 7.2)]),
      'ghost',
    ],
    [
      'not seen by its observer, which was off for hours now and then',
      quiet(8 * DAY),
      watch([observer()], [off(7, 6.5), off(5, 4.2), off(3, 2.1)]),
      'ghost',
    ],
    [
      'not seen by its observer, which was off, nor by the one beside it, which was there',
      quiet(8 * DAY),
      watch(
        [observer({ share: 'hall' }), observer({ id: 'c2', share: 'hall' })],
        [off(7.5, 0.5), off(0.4, 0.2, 'c2')],
      ),
      'ghost',
    ],
    [
      'not seen by two that share it and were off in turn, then together',
      quiet(8 * DAY),
      watch(
        [observer({ share: 'hall' }), observer({ id: 'c2', share: 'hall' })],
        [off(7, 1), off(4, 0.1, 'c2')],
      ),
      undefined,
    ],
    [
      'left behind by a revoked observer',
      quiet(WEEK + 1),
      watch([observer({ revoked: true })]),
      'unobserved',
    ],
    [
      'stated by a source that its observer has no more',
      quiet(WEEK + 1),
      watch([observer({ sources: ['mqtt'] })]),
      'unobserved',
    ],
    [
      'seen only by others than are there',
      quiet(WEEK + 1, { statedBy: [{ observerId: 'c2', source: 'snmp' }] }),
      watch([observer()]),
      'unobserved',
    ],
    [
      'an endpoint whose agent fell silent while others were heard',
      quiet(WEEK + 1, endpoint),
      watch([observer()]),
      'ghost',
    ],
    [
      'an endpoint whose agent fell silent when nobody was heard',
      quiet(8 * DAY, endpoint),
      watch([observer()], [off(7.5, 0.5, ANYBODY)]),
      undefined,
    ],
    [
      'a laptop that rests at weekends, after ten days',
      quiet(10 * DAY, seenOn(10, 11, 12, 13, 14, 17, 18, 19, 20, 21)),
      watch([observer()]),
      'ghost',
    ],
    [
      'a meter that reports every ten days, after twelve',
      quiet(12 * DAY, seenOn(12, 22, 32, 42)),
      watch([observer()]),
      undefined,
    ],
    [
      'a meter that reports every ten days, after three weeks',
      quiet(21 * DAY, seenOn(21, 31, 41)),
      watch([observer()]),
      'ghost',
    ],
    [
      'seen daily but for a week in which nobody looked',
      quiet(8 * DAY, seenOn(8, 9, 10, 11, 19, 20, 21, 22)),
      watch([observer()], [off(18.5, 11.5)]),
      'ghost',
    ],
    [
      'a camera, after five hours',
      quiet(5 * HOUR, { class: 'camera' }),
      watch([observer()]),
      'ghost',
      impatient,
    ],
    [
      'a camera, right after its observer was off for a night',
      quiet(10 * HOUR, { class: 'camera' }),
      watch([observer()], [off(9.9 / 24, 1 / 24)]),
      undefined,
      impatient,
    ],
    [
      'of no interest',
      quiet(90 * DAY, { class: 'camera' }),
      watch([observer()]),
      undefined,
      forgiving,
    ],
    ['never seen, though observers were heard', { asset }, watch([observer()]), 'ghost'],
    [
      'never seen, but recorded a moment ago',
      { asset: { ...asset, createdAt: NOW } },
      watch([observer()]),
      undefined,
    ],
    ['never seen where nobody ever looked', { asset }, watch([]), undefined],
    [
      'bought a month ago and never seen',
      { asset: { ...asset, state: 'received', createdAt: NOW - 30 * DAY } },
      watch([observer()]),
      undefined,
    ],
    [
      'bought four months ago and never seen',
      { asset: { ...asset, state: 'received', createdAt: NOW - 120 * DAY } },
      watch([observer()]),
      'ghost',
    ],
  ])('judges an asset that is %s', (_, each, seen, kind, under = policies) => {
    expect(judgeAbsence(each, seen, under)?.kind).toBe(kind);
  });

  it('tells by which order what was bought and never seen can be asked after', () => {
    const bought: AssetRecord = {
      ...asset,
      state: 'procured',
      orderNumber: 'PO-77',
      supplier: 'Contoso',
      createdAt: NOW - 120 * DAY,
    };
    expect(judgeAbsence({ asset: bought }, watch([observer()]), policies)).toMatchObject({
      severity: 'low',
      reason: expect.stringMatching(/^What was bought was never seen: it is procured/),
      evidence: expect.arrayContaining(['order PO-77', 'supplier Contoso']),
    });
  });

  it('says why it thinks so, and what it did not count', () => {
    const each = quiet(21 * DAY, seenOn(21, 24, 27));
    expect(judgeAbsence(each, watch([observer()], [off(20, 18)]), policies)).toMatchObject({
      reason: expect.stringContaining('last seen'),
      evidence: [
        expect.stringContaining('(ci-7)'),
        'before, it was silent for 3 days at most',
        'hall was heard meanwhile',
        expect.stringMatching(/^not counted: .* to .*, when nobody looked$/),
      ],
      particulars: { action: 'locate', riskTier: 'medium', rule: 'all others' },
    });
  });
});
