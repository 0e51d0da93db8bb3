/**
 * Advisory locks by which reconcilers on one database keep out of each other's way. They belong to
 * the database and to us alone: the first number says Muster.
 */
const MUSTER = 0x4d75_7374;

export type Lock = 'turn' | 'migration' | 'keeper' | 'running';

/** Arguments of `pg_advisory_lock` and its kin. */
export const LOCKS: Readonly<Record<Lock, string>> = {
  /** Whose turn it is to write. */
  turn: `${MUSTER}, 1`,
  migration: `${MUSTER}, 2`,
  /** Held by the one that does what is to be done once: what time decides, what is forgotten. */
  keeper: `${MUSTER}, 3`,
  /** Shared by all that run. */
  running: `${MUSTER}, 4`,
};
