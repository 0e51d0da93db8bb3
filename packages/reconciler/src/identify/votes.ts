/** From identifiers as observed to votes: what is stored, looked up and compared. */
import { serviceTagOfUuid } from '@muster/facts/dell';
import { identifiersOf } from '@muster/facts/identifiers';
import type { Identifier } from '@muster/facts/inventory';
import type { Observation } from '@muster/facts/observation';
import { swapUuidByteOrder } from '@muster/facts/uuid';
import { normalizeVendor } from '@muster/facts/vendor';
import type { Vote } from '../commit/change-set.ts';

/** A large router has some 1,000 ports with MACs of their own; one record may not fill the index. */
const VOTES_MAX = 1024;

/** The votes of an observation's subject. Placeholders have none; order is that of the observation. */
export function votesOf(
  observation: Pick<Observation, 'class' | 'device' | 'interfaces'>,
): readonly Vote[] {
  const votes: Vote[] = [];
  for (const identifier of identifiersOf(observation)) {
    const vote = voteOf(identifier);
    if (vote === undefined || isTwin(vote, votes)) continue;
    votes.push(vote);
    if (votes.length === VOTES_MAX) break;
  }
  const tag = encodedSerial(votes);
  return tag === undefined ? votes : [...votes, tag];
}

/** Dell's system UUIDs hold the service tag: where no serial is stated, that one is. */
function encodedSerial(votes: readonly Vote[]): Vote | undefined {
  if (votes.some(({ scheme }) => scheme === 'serial.system')) return undefined;
  for (const { scheme, value, trust } of votes) {
    const tag = scheme === 'smbios-uuid' && trust === 'sound' ? serviceTagOfUuid(value) : undefined;
    if (tag !== undefined) return { scheme: 'serial.system', value: tag, scope: DELL, trust };
  }
  return undefined;
}

const DELL: string = normalizeVendor('Dell Inc.');

/** Identifiers are all different; only UUIDs can become equal, when both byte orders were stated. */
function isTwin({ scheme, value }: Vote, votes: readonly Vote[]): boolean {
  return scheme === 'smbios-uuid' && votes.some((vote) => vote.value === value);
}

/**
 * SMBIOS UUIDs are printed in either byte order, so both orders must meet: the lesser one is what
 * is compared.
 */
function voteOf({ scheme, value, scope = '', trust }: Identifier): Vote | undefined {
  if (trust === 'impossible') return undefined;
  if (scheme !== 'smbios-uuid') return { scheme, value, scope, trust };
  const swapped = swapUuidByteOrder(value);
  return { scheme, value: swapped < value ? swapped : value, scope, trust };
}

/** Equal exactly for equal votes, trust apart. */
export function voteKey({ scheme, value, scope }: Vote): string {
  return `${scheme} ${scope} ${value}`;
}

export function isSameVotes(some: readonly Vote[], others: readonly Vote[]): boolean {
  if (some.length !== others.length) return false;
  const keys = new Set(some.map((vote) => `${voteKey(vote)} ${vote.trust}`));
  return others.every((vote) => keys.has(`${voteKey(vote)} ${vote.trust}`));
}
