import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredObserver } from '../store/port.ts';
import { ANYBODY, openWatch, type Span, watchedMs } from './watch.ts';

const NOW = 1_000;

function observer(id: string, change: Partial<StoredObserver> = {}): StoredObserver {
  return {
    id,
    kind: 'collector',
    name: id,
    connected: true,
    revoked: false,
    sources: [],
    enrolledAt: 0,
    ...change,
  };
}

describe('watchedMs', () => {
  it.each<[string, string[], Span, number]>([
    ['all of a span in which one was there', ['steady'], { from: 100, to: 900 }, 800],
    ['what is left of one with an outage', ['broken'], { from: 100, to: 900 }, 600],
    ['all of it where another was there', ['broken', 'other'], { from: 100, to: 900 }, 800],
    ['none of it of who is not known', ['nobody'], { from: 100, to: 900 }, 0],
    ['none of it of nobody', [], { from: 100, to: 900 }, 0],
    ['nothing before it was enrolled', ['young'], { from: 100, to: 900 }, 200],
    ['nothing since it was heard last', ['gone'], { from: 100, to: 900 }, 300],
    ['nothing of a revoked one', ['revoked'], { from: 100, to: 900 }, 0],
    ['as long as anybody was heard', [ANYBODY], { from: 100, to: 900 }, 750],
    ['nothing of an empty span', ['steady'], { from: 900, to: 900 }, 0],
  ])('counts %s', (_, names, span, expected) => {
    const watch = openWatch(
      [
        observer('steady'),
        observer('broken'),
        observer('other'),
        observer('young', { enrolledAt: 700 }),
        observer('gone', { connected: false, lastSeenAt: 400 }),
        observer('revoked', { revoked: true }),
      ],
      [
        { observerId: 'broken', from: 300, to: 500 },
        { observerId: 'broken', from: 600, to: 610 },
        { observerId: 'other', from: 100, to: 200 },
        { observerId: ANYBODY, from: 150, to: 200 },
      ],
      NOW,
    );
    expect(watchedMs(watch, span, names, 10)).toBe(expected);
  });

  it('is never more than the span, nor less for more observers', () => {
    const outages = fc.array(fc.tuple(fc.nat(900), fc.integer({ min: 1, max: 99 })), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(outages, outages, fc.nat(900), fc.nat(100), (one, two, from, length) => {
        const spans = (observerId: string, list: readonly [number, number][]) => {
          let at = 0;
          return list.map(([gap, size]) => {
            const start = at + 1 + gap / 8;
            at = start + size;
            return { observerId, from: start, to: at };
          });
        };
        const watch = openWatch(
          [observer('a'), observer('b')],
          [...spans('a', one), ...spans('b', two)],
          NOW,
        );
        const span = { from, to: from + length };
        const [a, b, both] = [['a'], ['b'], ['a', 'b']].map((names) =>
          watchedMs(watch, span, names, 0),
        );
        expect(both).toBeGreaterThanOrEqual(Math.max(a ?? 0, b ?? 0) - 1e-6);
        expect(both).toBeLessThanOrEqual(length + 1e-6);
      }),
    );
  });
});
