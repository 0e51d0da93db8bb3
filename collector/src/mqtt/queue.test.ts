import { describe, expect, it } from 'vitest';
import { WorkQueue } from './queue.ts';

function queueOf(bounds: { readonly itemsMax: number; readonly sliceItems: number }) {
  const worked: number[] = [];
  const taken: number[] = [];
  const idle = Promise.withResolvers<void>();
  let slices = 0;
  const queue = new WorkQueue<number>({
    work: (item) => worked.push(item),
    onSlice: () => {
      slices += 1;
    },
    onIdle: idle.resolve,
    ...bounds,
  });
  const push = (item: number) => queue.push(item, () => taken.push(item));
  return { queue, push, worked, taken, idle: idle.promise, slices: () => slices };
}

describe('WorkQueue', () => {
  it('works at once on what a slice holds, and on the rest in later turns, in order', async () => {
    const { queue, push, worked, idle, slices } = queueOf({ itemsMax: 100, sliceItems: 3 });
    for (let item = 0; item < 8; item += 1) push(item);
    expect(worked).toEqual([0, 1, 2]);
    expect(queue.length).toBe(5);
    await idle;
    expect(worked).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(slices()).toBe(3);
  });

  it('lets nothing overtake what waits', async () => {
    const worked: number[] = [];
    const idle = Promise.withResolvers<void>();
    const queue = new WorkQueue<number>({
      work: (item) => {
        worked.push(item);
        if (item === 1) queue.push(9, () => {});
      },
      onIdle: idle.resolve,
      sliceItems: 1,
    });
    for (const item of [0, 1, 2]) queue.push(item, () => {});
    await idle.promise;
    expect(worked).toEqual([0, 1, 2, 9]);
  });

  it('holds the stream back while it is full, and lets it go on when there is room', async () => {
    const { push, taken, idle } = queueOf({ itemsMax: 2, sliceItems: 1 });
    for (const item of [0, 1, 2]) push(item);
    expect(taken).toEqual([0, 1]);
    await idle;
    expect(taken).toEqual([0, 1, 2]);
  });

  it('works on what waits when it is closed, and takes no more', () => {
    const { queue, push, worked } = queueOf({ itemsMax: 9, sliceItems: 1 });
    for (const item of [0, 1, 2]) push(item);
    queue.close();
    push(3);
    expect(worked).toEqual([0, 1, 2]);
  });
});
