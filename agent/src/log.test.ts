import { describe, expect, it } from 'vitest';
import { type LogLevel, openLog } from './log.ts';

function said(level: LogLevel, say: (log: ReturnType<typeof openLog>) => void): unknown[] {
  const lines: string[] = [];
  const now = () => new Date('2026-11-21T10:00:00.000Z');
  say(openLog(level, { write: (line) => lines.push(line), now }));
  return lines.map((line) => JSON.parse(line));
}

describe('the log', () => {
  it('is one JSON object a line, with level, time, fields and phrase', () => {
    expect(said('info', (log) => log.warn({ batch: 'a\nb' }, 'not sent'))).toEqual([
      { level: 40, at: '2026-11-21T10:00:00.000Z', batch: 'a\nb', msg: 'not sent' },
    ]);
  });

  it('leaves out what is less grave than it was told', () => {
    const each = (log: ReturnType<typeof openLog>) => {
      for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level]({}, level);
    };
    expect(said('warn', each)).toMatchObject([{ msg: 'warn' }, { msg: 'error' }]);
    expect(said('debug', each)).toHaveLength(4);
  });

  it('shows an error with its cause', () => {
    const err = new Error('outer', { cause: new TypeError('inner') });
    expect(said('info', (log) => log.error({ err }, 'failed'))).toMatchObject([
      { err: { type: 'Error', message: 'outer', cause: { type: 'TypeError', message: 'inner' } } },
    ]);
  });
});
