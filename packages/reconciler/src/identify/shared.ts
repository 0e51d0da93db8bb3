/**
 * Values that lose their vote by themselves (DESIGN §6): so many devices state one that it cannot
 * identify any. The value is put in quarantine, never a device.
 */
import type { RuleSet } from './rules.ts';
import type { Party } from './weigh.ts';

/**
 * How many devices hold a value, if the value itself says nothing: holders count as one device when
 * they share another proof. Holders that state nothing else of their own (a lease, a purchase) do
 * not count: they may be about any of the others.
 */
export function devicesHolding(
  holders: readonly Party[],
  name: string,
  proofs: ReadonlySet<string>,
): number {
  const place = new Map<string, number>();
  const merged: number[] = [];
  const rootOf = (at: number): number => {
    let root = at;
    while (merged[root] !== undefined && merged[root] !== root) root = merged[root] ?? root;
    return root;
  };
  for (const { votes } of holders) {
    const own = votes
      .filter(
        ({ scheme, trust, scope }) =>
          proofs.has(scheme) && (trust === 'sound' || (scheme === 'mac' && scope !== '')),
      )
      .map(({ scheme, value }) => `${scheme} ${value}`)
      .filter((each) => each !== name);
    if (own.length === 0) continue;
    const mine = merged.push(merged.length) - 1;
    for (const each of own) {
      const before = place.get(each);
      if (before === undefined) place.set(each, mine);
      else merged[rootOf(before)] = rootOf(mine);
    }
  }
  return merged.filter((root, index) => root === index).length;
}

/** A value that lost its vote, with what took it. */
export interface Crowd {
  /** "mac 00:1a:7d:da:71:13". */
  readonly name: string;
  readonly holders: readonly Party[];
  readonly devices: number;
}

/** @returns undefined while few enough hold it */
export function crowdOf(
  name: string,
  holders: readonly Party[],
  proofs: ReadonlySet<string>,
  { holdersMax, devicesMax }: RuleSet,
): Crowd | undefined {
  if (holders.length > holdersMax) return { name, holders, devices: holders.length };
  if (holders.length <= devicesMax) return undefined;
  const devices = devicesHolding(holders, name, proofs);
  return devices > devicesMax ? { name, holders, devices } : undefined;
}
