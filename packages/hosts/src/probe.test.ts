import { expect, it } from 'vitest';
import type { Findings } from './findings.ts';
import { openTreeHost } from './host/tree.ts';
import { type Probe, runProbes } from './probe.ts';

const host = openTreeHost({ platform: 'linux' });
const never = new Promise<never>(() => undefined);
const sound: Probe = { name: 'sound', read: async () => ({ os: { name: 'Linux' } }) };

it('goes on when a probe hangs, and says so with what to do', async () => {
  const hung: Probe = { name: 'hung', timeoutMs: 5, hint: 'reseat the battery', read: () => never };
  expect(await runProbes([hung, sound], host)).toEqual([
    {
      unread: [{ what: 'hung', why: 'timeout', hint: 'it took over 5 ms; reseat the battery' }],
    },
    { os: { name: 'Linux' } },
  ]);
});

it('does not ask a probe again that still hangs, and asks it again when it has come back', async () => {
  const { promise: stuck, resolve: comeBack } = Promise.withResolvers<Findings>();
  const reads: (() => Promise<Findings>)[] = [() => stuck, async () => ({ nature: 'machine' })];
  let asked = 0;
  const hung: Probe = { name: 'hung', timeoutMs: 5, read: () => reads[asked++]?.() ?? never };
  const hanging = new Set<string>();
  await runProbes([hung, sound], host, hanging);
  expect(await runProbes([hung, sound], host, hanging)).toEqual([
    { unread: [{ what: 'hung', why: 'timeout', hint: 'it still hangs since an earlier look' }] },
    { os: { name: 'Linux' } },
  ]);
  expect(asked).toBe(1);
  comeBack({});
  await stuck;
  expect(await runProbes([hung], host, hanging)).toEqual([{ nature: 'machine' }]);
});

it('goes on when a probe trips over what it read', async () => {
  const broken: Probe = {
    name: 'broken',
    read: async () => {
      throw new Error('unexpected byte');
    },
  };
  expect(await runProbes([broken, sound], host)).toEqual([
    { unread: [{ what: 'broken', why: 'failed', hint: 'unexpected byte' }] },
    { os: { name: 'Linux' } },
  ]);
});

it('runs one probe at a time', async () => {
  let running = 0;
  let most = 0;
  const read = async () => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    return {};
  };
  await runProbes(
    [
      { name: 'a', read },
      { name: 'b', read },
    ],
    host,
  );
  expect(most).toBe(1);
});
