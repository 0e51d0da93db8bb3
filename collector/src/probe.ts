/** What asking one device came to: the shape that every protocol's probe returns. */
import type { Sighting } from '@muster/facts/observation';

/** What the question cost, for the operator who must answer for it. */
export interface Load {
  readonly requests: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly elapsedMs: number;
}

/**
 * Everything but `observed` is the world saying no. None of it is evidence of absence: a device
 * that could not be asked is recorded as health of the observer.
 *
 * - `unreachable`: nothing listens there, or no route.
 * - `refused`: it answered, and does not let us in (credentials, access list, version).
 * - `timeout`: no answer, or not all of it, within the time given.
 * - `unsupported`: it needs what this runtime or reader does not have (a cipher, a platform).
 * - `failed`: it answered something that cannot be understood.
 */
export type ProbeOutcome =
  /** Who hands the sightings on takes them out: see `Poller`. */
  | { readonly kind: 'observed'; readonly sightings: Sighting[]; readonly load?: Load }
  | {
      readonly kind: 'unreachable' | 'refused' | 'timeout' | 'unsupported' | 'failed';
      readonly reason: string;
      /** Another host key than the pinned one: another device may answer there. */
      readonly cause?: 'host-key-changed';
      readonly load?: Load;
    };

/** An outcome in words for people, in logs, health and on the screen. */
export function troubleText({ kind, reason }: Exclude<ProbeOutcome, { kind: 'observed' }>): string {
  return `${kind === 'unsupported' ? 'not supported' : kind}: ${reason}`;
}

export interface ProbeOptions {
  readonly now: () => Date;
  readonly signal: AbortSignal;
  /** Asked before every request; the reader's own pace where absent. */
  readonly turn?: TurnTaker;
}

/**
 * Called before a request with what the visit has caused so far; nothing when it may go out at
 * once, else it goes when the promise resolves.
 */
export type TurnTaker = (
  soFar: Readonly<Pick<Load, 'requests' | 'bytesIn' | 'bytesOut'>>,
) => Promise<void> | undefined;
