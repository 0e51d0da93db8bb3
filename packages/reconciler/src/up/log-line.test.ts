import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatLogLine } from './log-line.ts';

const time = Date.parse('2026-03-01T08:09:10.123Z');

it.each([
  [
    { level: 30, time, pid: 7, hostname: 'h', msg: 'observer enrolled', kind: 'agent', n: 2 },
    'agent      │ 08:09:10 info  observer enrolled kind=agent n=2',
  ],
  [{ level: 40, time, msg: 'late' }, 'agent      │ 08:09:10 warn  late'],
  [{ level: 50, at: '2026-03-01T08:09:10Z', msg: 'no' }, 'agent      │ 08:09:10 error no'],
  [{ level: 30, msg: 'when?' }, 'agent      │ --:--:-- info  when?'],
])('says %j as a line for people', (line, said) => {
  expect(formatLogLine('agent', JSON.stringify(line), false)).toBe(said);
});

it('passes on what is no log line, without what a terminal would obey', () => {
  expect(formatLogLine('lab', 'plain \u001b[31mtext', false)).toBe('lab        │ plain �[31mtext');
});

it('survives any line and stays one', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
      expect(formatLogLine('x', line, false)).not.toMatch(/[\n\r]/);
    }),
  );
});
