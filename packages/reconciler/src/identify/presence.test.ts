import { describe, expect, it } from 'vitest';
import { combinePresence, movePresence } from './presence.ts';

const seen = { lastSeenAt: 10, presence: 'seen', presenceAt: 10 } as const;

describe('movePresence', () => {
  it.each([
    [
      'a later sighting',
      { at: 20, presence: 'seen' },
      { lastSeenAt: 20, presence: 'seen', presenceAt: 20 },
    ],
    [
      'a later leaving',
      { at: 20, presence: 'left' },
      { lastSeenAt: 20, presence: 'left', presenceAt: 20 },
    ],
    ['an earlier leaving', { at: 5, presence: 'left' }, seen],
    ['a leaving at the same time', { at: 10, presence: 'left' }, seen],
  ] as const)('takes %s for what it is', (_, appearance, expected) => {
    expect(movePresence(seen, appearance)).toEqual(expected);
  });
});

describe('combinePresence', () => {
  it('believes the record that was heard last', () => {
    const left = { lastSeenAt: 20, presence: 'left', presenceAt: 20 } as const;
    expect(combinePresence([seen, left])).toEqual(left);
    expect(combinePresence([left, { ...seen, lastSeenAt: 30, presenceAt: 30 }])?.presence).toBe(
      'seen',
    );
  });

  it('has nothing to say of nothing', () => {
    expect(combinePresence([])).toBeUndefined();
  });
});
