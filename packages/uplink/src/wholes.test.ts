import { describe, expect, it } from 'vitest';
import { WantableWholes } from './wholes.ts';

const whole = (key: string, line = 'x'.repeat(10)) => ({
  record: { id: key, source: 'snmp' as const, key },
  line,
  enrolledAs: undefined,
});
const record = (key: string) => ({ source: 'snmp' as const, key });

describe('the wholes behind touches', () => {
  it('are handed over once, the latest of each record', () => {
    const wholes = new WantableWholes();
    wholes.keep(whole('a', 'old'));
    wholes.keep(whole('a', 'new'));
    expect(wholes.take(record('a'))?.line).toBe('new');
    expect(wholes.take(record('a'))).toBeUndefined();
  });

  it('go, oldest first, when they are too many bytes', () => {
    const wholes = new WantableWholes(25);
    for (const key of ['a', 'b', 'a', 'c']) wholes.keep(whole(key));
    expect(wholes.take(record('b'))).toBeUndefined();
    expect(wholes.take(record('a'))).toBeDefined();
    expect(wholes.take(record('c'))).toBeDefined();
  });
});
