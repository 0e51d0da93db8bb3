import { describe, expect, it } from 'vitest';
import { parseDuty } from './duty.ts';

const friday = Date.UTC(2026, 10, 20, 10);
const due = (input: unknown, kind: 'rogue' | 'conflict', severity: 'low' | 'high') =>
  new Date(parseDuty(input).dueAt({ kind, severity }, friday)).toISOString().slice(0, 10);

describe('duties', () => {
  it('are due in two working days where nothing is said', () => {
    expect(due({}, 'rogue', 'low')).toBe('2026-11-24');
  });

  it('go by the kind, then by the severity, then by what is said for all', () => {
    const said = { workingDays: { conflict: 1, high: 0, default: 3 } };
    expect([
      due(said, 'conflict', 'high'),
      due(said, 'rogue', 'high'),
      due(said, 'rogue', 'low'),
    ]).toEqual(['2026-11-23', '2026-11-20', '2026-11-25']);
  });

  it.each<[string, unknown, RegExp]>([
    ['a zone that is none', { timeZone: 'Mars/Olympus' }, /timeZone: "Mars\/Olympus"/],
    ['a kind that is none', { workingDays: { rouge: 2 } }, /rouge/],
    ['a date that is none', { holidays: ['2026-02-31'] }, /holidays/],
    ['a week without a working day', { weekend: Array(7).fill('monday') }, /weekend/],
    ['what it does not know', { holiday: [] }, /holiday/],
  ])('are not read from %s', (_, input, why) => {
    expect(() => parseDuty(input)).toThrow(why);
  });
});
