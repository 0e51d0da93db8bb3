/** What the core is given from outside, and its bounds, each with its reason. */
import type { DatabaseUrl } from './store/postgres/database-url.ts';

/** The part of a pino logger that the core uses. */
export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Limits {
  /**
   * Items of ingest() calls that may wait for the database at once; further calls wait their
   * turn. At 2 kB an item this bounds the queue at some 40 MB.
   */
  readonly pendingItemsMax: number;
  /** Items in one transaction: more gain little, and a longer write holds a rogue's alarm back. */
  readonly groupItemsMax: number;
  /** Time that intake may hold the event loop before others get their turn. */
  readonly sliceMs: number;
  /** How long the fates of observations and parked items are kept. Versions and ledger stay. */
  readonly fateDays: number;
  /** How long a sighting is kept that is not repeated: randomised addresses come and never return. */
  readonly sightingDays: number;
  /** The least time between two rounds of forgetting. */
  readonly forgetEveryMs: number;
  /** Pages (8 kB) in the write-ahead log before SQLite moves them into the database. */
  readonly checkpointPages: number;
  /** Time between two counts of the inventory's metrics; each reads whole tables. */
  readonly measureEveryMs: number;
  /** Threads that answer questions: a slow search then holds back only its own. */
  readonly readers: number;
}

export const DEFAULT_LIMITS: Limits = {
  pendingItemsMax: 20_000,
  groupItemsMax: 1_000,
  sliceMs: 4,
  fateDays: 90,
  sightingDays: 180,
  forgetEveryMs: 600_000,
  checkpointPages: 16_384,
  measureEveryMs: 600_000,
  readers: 2,
};

/** What a value may be long before it is cut from a parked item's copy. */
export const PARKED_BYTES_MAX = 65_536;

export interface Targets {
  /** Of hardware CIs that are paired, and of deployed assets that are; below it, a finding opens. */
  readonly coveragePercent: number;
  /** A deployed asset is visible when it was seen within so many days. */
  readonly visibleDays: number;
}

export const DEFAULT_TARGETS: Targets = { coveragePercent: 80, visibleDays: 30 };

export interface ReconcilerOptions {
  /** Folder of the database; made when it is not there. */
  readonly dataFolder: string;
  /** PostgreSQL instead of SQLite in the data folder; several reconcilers may share it. */
  readonly database?: DatabaseUrl;
  readonly now: () => Date;
  /** Cryptographically strong octets. */
  readonly random: (octets: number) => Uint8Array;
  readonly logger: Logger;
  readonly limits?: Partial<Limits>;
  readonly targets?: Partial<Targets>;
  /** What is rogue, a ghost, unserialised: `judge/policies.json` where absent. */
  readonly policies?: unknown;
  /** Who deals with findings until when: `judge/duty.json` where absent. */
  readonly duty?: unknown;
  /** How identifiers weigh: `identify/rules.json` where absent. */
  readonly rules?: unknown;
}
