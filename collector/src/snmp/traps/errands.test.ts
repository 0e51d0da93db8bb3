import { describe, expect, it } from 'vitest';
import { type Errand, Errands } from './errands.ts';

const address = { kind: 'address', mac: '00:1b:21:aa:bb:cc', vlan: 20 } as const;
const none = { addresses: [], ports: [] };

/** What is taken from now on until nothing is due, one after the other. */
function drain(errands: Errands, nowMs: number): Errand[] {
  const taken: Errand[] = [];
  for (let errand = errands.take(nowMs); errand !== undefined; errand = errands.take(nowMs)) {
    taken.push(errand);
  }
  return taken;
}

describe('errands', () => {
  it('are one for a device, whatever was told of it how often', () => {
    const errands = new Errands();
    for (let i = 0; i < 10; i += 1) {
      errands.add('a', address, i);
      errands.add('a', { kind: 'port', ifIndex: 1 + (i % 2) }, i);
    }
    errands.add('b', { kind: 'device', why: 'coldStart' }, 9);
    const [first, second, ...more] = drain(errands, 10);
    expect(more).toEqual([]);
    expect(first?.addresses).toHaveLength(1);
    expect(first?.ports.map(({ ifIndex }) => ifIndex)).toEqual([1, 2]);
    expect(second).toMatchObject({ pollId: 'b', device: 'coldStart' });
  });

  it('keep their distance on one device, even when nothing waits between them', () => {
    const errands = new Errands();
    errands.add('a', address, 0);
    expect(drain(errands, 0)).toHaveLength(1);
    errands.add('a', address, 5);
    expect(drain(errands, 5)).toEqual([]);
    errands.back('a', none, 10);
    expect(drain(errands, 50)).toEqual([]);
    expect(errands.nextMs()).toBe(110);
    expect(drain(errands, 110)).toHaveLength(1);
    errands.back('a', none, 120);
    expect(drain(errands, 121)).toEqual([]);
    errands.add('a', address, 130);
    expect(drain(errands, 130)).toEqual([]);
    expect(drain(errands, 220)).toHaveLength(1);
  });

  it('look again where nothing was found, and give up in the end', () => {
    const errands = new Errands();
    errands.add('a', { kind: 'port', ifIndex: 5 }, 0);
    const at: number[] = [];
    for (let nowMs = 0; nowMs < 60_000; nowMs += 100) {
      for (const { ports } of drain(errands, nowMs)) {
        at.push(nowMs);
        errands.back('a', { addresses: [], ports }, nowMs);
      }
    }
    expect(at).toEqual([0, 1000, 5000, 20_000]);
    expect(errands.nextMs() ?? Number.POSITIVE_INFINITY).toBe(Number.POSITIVE_INFINITY);
  });

  it('become one visit when too much changed at once', () => {
    const errands = new Errands();
    for (let ifIndex = 1; ifIndex <= 65; ifIndex += 1) {
      errands.add('a', { kind: 'port', ifIndex }, 0);
    }
    expect(drain(errands, 0)).toEqual([
      { pollId: 'a', addresses: [], ports: [], device: 'more changed than is read one by one' },
    ]);
  });
});
