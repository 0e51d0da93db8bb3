import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuietWindow, quietMs } from './quiet-windows.ts';

const at = (day: string, time: string, second = 0) => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
  return { day: days.indexOf(day), minute: hours * 60 + minutes, second };
};
const minutes = (count: number) => count * 60_000;

describe('quietMs', () => {
  it.each([
    ['08:00-09:30', 'Tue', '07:59', 0],
    ['08:00-09:30', 'Tue', '08:00', minutes(90)],
    ['08:00-09:30', 'Tue', '09:29', minutes(1)],
    ['08:00-09:30', 'Tue', '09:30', 0],
    ['22:00-06:00', 'Tue', '23:00', minutes(420)],
    ['22:00-06:00', 'Wed', '05:00', minutes(60)],
    ['Mon-Fri 22:00-06:00', 'Sat', '05:00', minutes(60)],
    ['Mon-Fri 22:00-06:00', 'Sun', '05:00', 0],
    ['Fri-Mon 00:00-24:00', 'Sun', '12:00', minutes(720)],
    ['sat,sun 00:00-24:00', 'Sun', '23:59', minutes(1)],
    ['sat,sun 00:00-24:00', 'Mon', '00:00', 0],
  ])('of %s on %s at %s is %i', (text, day, time, left) => {
    const window = parseQuietWindow(text);
    expect(window && quietMs([window], at(day, time))).toBe(left);
  });

  it('counts the seconds', () => {
    const window = parseQuietWindow('08:00-09:00');
    expect(window && quietMs([window], at('Mon', '08:59', 58))).toBe(2000);
  });

  it.each([
    '',
    '8-9',
    '25:00-26:00',
    '08:60-09:00',
    '08:00-08:00',
    '24:00-01:00',
    'Mo 08:00-09:00',
  ])('refuses "%s"', (text) => {
    expect(parseQuietWindow(text)).toBeUndefined();
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseQuietWindow(text);
      }),
    );
  });
});
