/**
 * How an observation travels: whole, or as a touch where the reconciler is known to hold just
 * this (DESIGN §5). Pure.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '@muster/facts/digest';
import type { Observation } from '@muster/facts/observation';
import { TOUCH_SCHEMA_ID, type Touch } from '@muster/facts/wire';

/** Identifies a record: one source's view of one subject. */
export interface RecordKey {
  readonly source: Observation['source'];
  readonly key: string;
}

export function nameOfRecord({ source, key }: RecordKey): string {
  return `${source} ${key}`;
}

/**
 * What must be unchanged for a touch to say all there is to say: the digest, and what the digest
 * leaves out but a touch has no place for (addresses and state of interfaces, last login, what
 * could not be read). Half a SHA-256, lower-case hex.
 */
export function fingerprintOf(observation: Observation): string {
  const unseenByTouch = {
    interfaces: observation.interfaces?.map(({ name, addresses, up }) => ({ name, addresses, up })),
    lastLoginAt: observation.custody?.lastLoginAt,
    unread: observation.unread,
    site: observation.observer.site,
  };
  return createHash('sha256')
    .update(observation.digest)
    .update(canonicalJson(unseenByTouch))
    .digest('hex')
    .slice(0, 32);
}

/** @param id the touch's own: the observation keeps its id in case it must follow whole */
export function touchOf(observation: Observation, id: string): Touch {
  const { observedAt, observer, source, key, presence, digest, attachments, power } = observation;
  return {
    schema: TOUCH_SCHEMA_ID,
    id,
    observedAt,
    observer,
    source,
    key,
    presence,
    digest,
    ...(attachments && { attachments }),
    ...(power && { power }),
  };
}
