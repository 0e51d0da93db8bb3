/** Presence: what a check-in that changed nothing still moves. Never backwards. */
import type { RecordState } from '../commit/change-set.ts';

export interface Appearance {
  readonly at: number;
  readonly presence: 'seen' | 'left';
}

type Presence = Pick<RecordState, 'lastSeenAt' | 'presence' | 'presenceAt'>;

/**
 * The later word counts; of two at one time, `seen`. A subject that leaves is last seen when it
 * leaves.
 */
export function movePresence<T extends Presence>(state: T, { at, presence }: Appearance): T {
  const lastSeenAt = Math.max(state.lastSeenAt, at);
  const later = at > state.presenceAt || (at === state.presenceAt && presence === 'seen');
  return later ? { ...state, lastSeenAt, presence, presenceAt: at } : { ...state, lastSeenAt };
}

/** A CI is present as its record last heard of; seen when its last seen record was. */
export function combinePresence(states: readonly Presence[]): Presence | undefined {
  const [first, ...rest] = states;
  if (first === undefined) return undefined;
  return rest.reduce<Presence>(
    (all, each) => ({
      ...movePresence(all, { at: each.presenceAt, presence: each.presence }),
      lastSeenAt: Math.max(all.lastSeenAt, each.lastSeenAt),
    }),
    first,
  );
}
