/**
 * What a record stated once and states no more. Of addresses: a board or a card was replaced; what
 * was seen of the old one until then is still about the same thing. Of the serial of another maker's
 * device: nothing was replaced, the record is about something else now.
 */
import type { Former, Vote } from '../commit/change-set.ts';

/** One version of a record, as far as its addresses go. */
export interface PastVersion {
  readonly observedAt: number;
  readonly digest: string;
  readonly votes: readonly Vote[];
}

/** Versions looked at, the latest ones: a record that changes daily has two months of them. */
export const PAST_VERSIONS_MAX = 64;
/** What is kept of a record that changes its addresses all the time. */
const FORMER_MAX = 16;

/** Addresses that belong to the subject itself: burned in, or given to a guest for life. */
export function ownAddresses(votes: readonly Vote[]): readonly Vote[] {
  return votes.filter(
    ({ scheme, trust, scope }) => scheme === 'mac' && (trust === 'sound' || scope !== ''),
  );
}

export function hasSameAddresses(some: readonly Vote[], others: readonly Vote[]): boolean {
  const values = new Set(ownAddresses(some).map(({ value }) => value));
  const theirs = ownAddresses(others);
  return theirs.length === values.size && theirs.every(({ value }) => values.has(value));
}

/**
 * @param versions in any order, the present one among them
 * @returns the latest ones first; each with the time of the first version that lacked it for good
 */
export function formerOf(versions: readonly PastVersion[]): readonly Former[] {
  const latest = versions
    .toSorted((a, b) => a.observedAt - b.observedAt || (a.digest < b.digest ? -1 : 1))
    .slice(-PAST_VERSIONS_MAX);
  const present = systemSerials(latest.at(-1)?.votes ?? []);
  const former = new Map<string, Former>();
  for (const [index, { votes }] of latest.entries()) {
    const next = latest[index + 1];
    for (const { value, scope } of ownAddresses(votes)) {
      if (next === undefined) former.delete(value);
      else former.set(value, { value, scope, until: next.observedAt });
    }
    for (const { value, scope } of systemSerials(votes)) {
      if (next === undefined || !isAnothers({ value, scope }, present)) continue;
      former.set(value, { scheme: 'serial.system', value, scope, until: next.observedAt });
    }
  }
  return [...former.values()]
    .sort((a, b) => b.until - a.until || (a.value < b.value ? -1 : 1))
    .slice(0, FORMER_MAX);
}

/** Former addresses as values by which records find each other. */
export function asVotes(former: readonly Former[] = []): readonly Vote[] {
  return former
    .filter(({ scheme }) => scheme === undefined)
    .map(({ value, scope }) => ({ scheme: 'mac', value, scope, trust: 'suspect' }));
}

/** The device of another maker that a record was about before, if it was. */
export function formerSelf(former: readonly Former[] = []): Former | undefined {
  return former.find(({ scheme }) => scheme === 'serial.system');
}

/** Serials that are sound and whose maker is known. */
function systemSerials(votes: readonly Vote[]): readonly Vote[] {
  return votes.filter(
    ({ scheme, trust, scope }) => scheme === 'serial.system' && trust === 'sound' && scope !== '',
  );
}

function isAnothers(
  { value, scope }: Pick<Vote, 'value' | 'scope'>,
  present: readonly Vote[],
): boolean {
  return present.length > 0 && present.every((now) => now.value !== value && now.scope !== scope);
}

/** Whether a record states the same serial as before, as far as its former self goes. */
export function hasSameSerial(some: readonly Vote[], others: readonly Vote[]): boolean {
  const values = new Set(systemSerials(some).map(({ value }) => value));
  const theirs = systemSerials(others);
  return theirs.length === values.size && theirs.every(({ value }) => values.has(value));
}
