import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { deadline } from './deadline.ts';

const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(signal.reason), { once: true });
  });
const timers = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

it('ends when its time is over', async () => {
  using limit = deadline(1, new AbortController().signal);
  expect(await aborted(limit.signal)).toMatchObject({ name: 'TimeoutError' });
});

it('ends when something else does, with its reason, also before it began', () => {
  const ending = new AbortController();
  using before = deadline(60_000, ending.signal);
  ending.abort('over');
  using after = deadline(60_000, ending.signal);
  expect([before.signal.reason, after.signal.reason]).toEqual(['over', 'over']);
});

it('leaves no timer and no listener behind', () => {
  const ending = new AbortController();
  const before = timers();
  {
    using limit = deadline(60_000, ending.signal);
    expect(limit.signal.aborted).toBe(false);
    expect(timers()).toBe(before + 1);
  }
  expect(timers()).toBe(before);
  expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
});
