import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCalendar, type WorkCalendar } from './calendar.ts';

const weekend = ['saturday', 'sunday'] as const;
const berlin: WorkCalendar = {
  timeZone: 'Europe/Berlin',
  weekend,
  holidays: ['2026-12-25', '2026-12-26', '2027-01-01', '2026-04-03', '2026-04-06'],
};
const in_ = (timeZone: string, change: Partial<WorkCalendar> = {}): WorkCalendar => ({
  timeZone,
  weekend,
  holidays: [],
  ...change,
});
const due = (calendar: WorkCalendar, from: string, days: number): string =>
  new Date(openCalendar(calendar).dueAfter(Date.parse(from), days)).toISOString();

describe('working days', () => {
  it.each<[string, WorkCalendar, string, number, string]>([
    ['within a week', berlin, '2026-11-23T10:00:00Z', 2, '2026-11-25T22:59:59.999Z'],
    ['over a weekend', berlin, '2026-11-20T10:00:00Z', 2, '2026-11-24T22:59:59.999Z'],
    ['from a Saturday', berlin, '2026-11-21T10:00:00Z', 2, '2026-11-24T22:59:59.999Z'],
    ['from a Sunday', berlin, '2026-11-22T22:00:00Z', 1, '2026-11-23T22:59:59.999Z'],
    ['from late in the evening', berlin, '2026-11-23T23:30:00Z', 1, '2026-11-25T22:59:59.999Z'],
    ['over Easter and into summer', berlin, '2026-04-02T08:00:00Z', 1, '2026-04-07T21:59:59.999Z'],
    ['over the end of a year', berlin, '2026-12-31T08:00:00Z', 1, '2027-01-04T22:59:59.999Z'],
    ['over Christmas', berlin, '2026-12-24T08:00:00Z', 2, '2026-12-29T22:59:59.999Z'],
    [
      'into the day that is an hour short',
      in_('Europe/Berlin', { weekend: [] }),
      '2026-03-28T10:00:00Z',
      1,
      '2026-03-29T21:59:59.999Z',
    ],
    [
      'into the day that is an hour long',
      in_('Europe/Berlin', { weekend: [] }),
      '2026-10-24T10:00:00Z',
      1,
      '2026-10-25T22:59:59.999Z',
    ],
    ['on the day itself', berlin, '2026-11-23T10:00:00Z', 0, '2026-11-23T22:59:59.999Z'],
    ['on no day that is free', berlin, '2026-11-21T10:00:00Z', 0, '2026-11-23T22:59:59.999Z'],
    [
      'with Friday and Saturday off',
      in_('Asia/Riyadh', { weekend: ['friday', 'saturday'] }),
      '2026-11-19T10:00:00Z',
      1,
      '2026-11-22T20:59:59.999Z',
    ],
    [
      'where a day begins at one o’clock',
      in_('America/Santiago', { weekend: [] }),
      '2026-09-04T12:00:00Z',
      1,
      '2026-09-06T03:59:59.999Z',
    ],
    [
      'where a day never was',
      in_('Pacific/Apia', { weekend: [] }),
      '2011-12-29T12:00:00Z',
      1,
      '2011-12-30T09:59:59.999Z',
    ],
    ['in UTC', in_('UTC'), '2026-11-23T10:00:00Z', 2, '2026-11-25T23:59:59.999Z'],
  ])('are counted %s', (_, calendar, from, days, expected) => {
    expect(due(calendar, from, days)).toBe(expected);
  });

  it('come to an end where there are none', () => {
    const never = in_('UTC', {
      weekend: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
    });
    expect(due(never, '2026-11-23T10:00:00Z', 1)).toMatch(/^20[34]/);
  });

  it('never end before what came up later is due, nor on a day that is free', () => {
    const days = openCalendar(berlin);
    const time = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) });
    fc.assert(
      fc.property(time, time, fc.integer({ min: 0, max: 30 }), (a, b, count) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        const end = days.dueAfter(early, count);
        expect(end).toBeGreaterThanOrEqual(early);
        expect(days.dueAfter(late, count)).toBeGreaterThanOrEqual(end);
        expect([0, 6]).not.toContain(new Date(end - 3_600_000).getUTCDay());
      }),
    );
  });
});
