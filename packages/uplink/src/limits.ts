/** The uplink's limits, each with its reason. What an operator may change is `UplinkLimits`. */
import type { UplinkLimits } from './uplink.ts';

export const DEFAULT_LIMITS: UplinkLimits = {
  /** Two weeks of a segment of 500 devices, mostly touches; small beside any disk of today. */
  spoolBytes: 64 * 1024 * 1024,
  /** Keeps listing the folder at start within a fraction of a second. */
  spoolBatches: 10_000,
  /** A laptop in a drawer over the holidays still tells where it was; older is history. */
  spoolAgeMs: 30 * 24 * 60 * 60 * 1000,
  backoffFirstMs: 500,
  /** The longest that a reconciler which is back waits for its observers. */
  backoffMaxMs: 60_000,
  /** A batch of the largest size commits in seconds; a minute of silence is a hung peer. */
  answerTimeoutMs: 60_000,
  /** Below the idle limit of the proxies and NAT tables met on the way (60 s and more). */
  pingIntervalMs: 25_000,
};

/**
 * Target size of a batch: a thousand touches, 200 whole observations. One fsync carries much, and
 * over the slowest link its answer is still there within half a minute.
 */
export const BATCH_BYTES: number = 256 * 1024;

/** A batch below this may still be joined by the next sightings while nobody takes it. */
export const JOIN_BYTES: number = 64 * 1024;

/** Sightings accepted but not yet on disk: what a stalled disk may cost in memory. */
export const OUTBOX_BYTES_MAX: number = 32 * 1024 * 1024;

/** Whole observations kept in memory behind their touches, in case they are wanted. */
export const WHOLES_BYTES_MAX: number = 16 * 1024 * 1024;

/** Records whose digest the reconciler has acknowledged: about 20 MB of memory at the bound. */
export const KNOWN_RECORDS_MAX = 100_000;

/** Names of batches about to go that fit a slot of the book of losses beside its counts. */
export const GOING_MAX = 32;

/** Batches kept for a look after a refusal or a damage. They are counted as lost already. */
export const ASIDE_BATCHES_MAX = 100;

/** Bytes handed to a socket and not yet taken by the kernel, above which the spool waits. */
export const BUFFERED_BYTES_MAX: number = 2 * 1024 * 1024;

/** 64 kbit/s, of a radio or satellite link: what is under way gets this much more time. */
export const SLOWEST_LINK_BYTES_PER_MS = 8;

/** What a hello may say (`@muster/facts/wire`): more would be refused, and the session with it. */
export const HELLO_MAX = { failing: 256, why: 1_024, segments: 4_096, text: 256 } as const;

/** Frames from the reconciler are small: acks name at most 1,000 exceptions of 2 kB. */
export const ANSWER_BYTES_MAX: number = 4 * 1024 * 1024;

/** Connect and TLS; a slow radio link takes a few seconds. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** From an open socket to the `welcome`. */
export const WELCOME_TIMEOUT_MS = 15_000;

/** How often the observer speaks of its health when it has changed. */
export const HEALTH_INTERVAL_MS = 60_000;

/** How often acknowledged digests are written down. Losing them costs whole resends, no truth. */
export const KNOWN_SAVE_INTERVAL_MS = 30_000;

/** One stray refusal proves nothing; this many in a row, and a new token is tried if there is one. */
export const REFUSALS_BEFORE_ENROLLING = 3;

/** A token once refused is tried again this rarely, unless its text changes. */
export const REFUSED_TOKEN_RETRY_MS: number = 15 * 60_000;

/** A session that lasted this long was a good one: the next attempt starts the back-off anew. */
export const GOOD_SESSION_MS = 30_000;

/** Tries within a one-shot run: enough that a new token is reached after the refusals of the old. */
export const POST_ATTEMPTS: number = REFUSALS_BEFORE_ENROLLING + 1;

/** From our close frame to the peer's, before the socket is cut. */
export const CLOSE_TIMEOUT_MS = 1_000;
