/**
 * The uplink: all that an agent or a collector needs to get its sightings to the reconciler.
 *
 * `openUplink` takes the data folder (one process at a time), makes or reads the observer's
 * identity, and gives an {@link Uplink}. `send` resolves when what was seen is durable in the
 * spool on disk; it never waits for the network. How it travels from there is the mode:
 *
 * - `session` (agent run, collector run): a WebSocket session in the background. It enrols when
 *   it must, reconnects by itself, resumes with what is unanswered.
 * - `post` (agent once, timers): nothing moves until `flush`, which enrols when it must and posts
 *   the spool over HTTPS.
 *
 * An uplink may be opened and fed before the observer is enrolled and while the reconciler is
 * away. Whether an unchanged sighting travels whole or as a touch is decided here; callers always
 * hand over the whole sighting.
 */
import type { Sighting } from '@muster/facts/observation';
import type { Coverage, ObserverHealth, ObserverLoad } from '@muster/facts/wire';
import { parseAddress } from './address.ts';
import { checkObserver } from './hello.ts';
import { openHttpClient } from './http.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Log } from './log.ts';
import { OpenUplink } from './open-uplink.ts';
import { type Rim, realRim } from './rim.ts';
import type { Secret } from './secret.ts';
import { openStore } from './store.ts';
import { parseTls } from './tls.ts';

export interface UplinkOptions {
  /** "https://inventory.example:8420". Plain http is taken only to a loopback address. */
  readonly reconciler: string;
  /** Holds identity, spool and lock; made (0700) when it is not there. */
  readonly dataFolder: string;
  readonly observer: {
    readonly kind: 'agent' | 'collector';
    /** For people: the host name, the collector's name. */
    readonly name: string;
    readonly version: string;
    readonly site?: string;
  };
  readonly mode: 'session' | 'post';
  /** Admits the observer once. A file is read again at every attempt, so it may be replaced. */
  readonly enrolmentToken?: EnrolmentToken;
  readonly tls?: TlsOptions;
  /** Asked for whenever the observer speaks of itself. Absent: no sources, no segments. */
  readonly coverage?: () => Coverage;
  /** Sources that cannot be read just now; part of the health that is reported. */
  readonly failing?: () => ObserverHealth['failing'];
  /** The reconciler asks to observe again now (session only). Must not block. */
  readonly onReport?: (reason: string) => void;
  /** What asking devices has caused; part of the health that is reported. */
  readonly load?: () => ObserverLoad;
  /** Group of collectors that divide their targets among them (session only). */
  readonly share?: string;
  /**
   * Who is in that group now, by observer id, and which of them this observer is (session only).
   * Not called while the reconciler is away: what it said last then still holds. Must not block.
   */
  readonly onShare?: (self: string, members: readonly string[]) => void;
  readonly logger: Log;
  readonly limits?: Partial<UplinkLimits>;
}

export type EnrolmentToken =
  | { readonly kind: 'value'; readonly value: Secret }
  | { readonly kind: 'file'; readonly path: string };

/** PEM texts. `cert` and `key` together are this observer's side of mutual TLS. */
export interface TlsOptions {
  /** Trusted instead of the system's authorities. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: Secret;
}

/** What an operator may want to change; each default has its reason in `limits.ts`. */
export interface UplinkLimits {
  readonly spoolBytes: number;
  readonly spoolBatches: number;
  readonly spoolAgeMs: number;
  readonly backoffFirstMs: number;
  readonly backoffMaxMs: number;
  readonly answerTimeoutMs: number;
  readonly pingIntervalMs: number;
}

/** What became of the sightings of one `send`. */
export type Sent =
  | { readonly kind: 'spooled'; readonly wholes: number; readonly touches: number }
  /** At least one was lost; all losses are counted and reported as `ObserverHealth.lost`. */
  | {
      readonly kind: 'lost';
      readonly lost: number;
      readonly spooled: number;
      readonly why: 'disk-full' | 'disk-failed' | 'spool-full' | 'too-large';
      readonly cause?: unknown;
    }
  | { readonly kind: 'closed' };

export type EnrolOutcome =
  | { readonly kind: 'enrolled'; readonly observerId: string; readonly already: boolean }
  /** The reconciler said no: the token is unknown, expired, used up or revoked. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly reason: string; readonly cause?: unknown }
  | { readonly kind: 'no-token'; readonly reason: string };

/** Where the uplink stands with the reconciler. */
export type LinkState =
  /** Nothing was tried yet (mode `post` before `flush`). */
  | { readonly kind: 'idle' }
  | { readonly kind: 'not-enrolled'; readonly reason: string }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly since: string }
  /** The reconciler does not accept this observer: revoked, or not known to it. */
  | { readonly kind: 'refused'; readonly reason: string; readonly retryAt?: string }
  | { readonly kind: 'unreachable'; readonly reason: string; readonly retryAt?: string };

export type Flushed =
  | { readonly kind: 'acknowledged' }
  /** Still in the spool, and why. Nothing of it is lost. */
  | {
      readonly kind: 'pending';
      readonly batches: number;
      readonly items: number;
      readonly link: LinkState;
    };

export interface UplinkStatus {
  /** Absent until the observer is enrolled. */
  readonly observerId?: string;
  readonly link: LinkState;
  readonly health: ObserverHealth;
  /** Batches that the reconciler refused for good or that were unreadable, kept for a look. */
  readonly setAside: number;
}

export interface Uplink {
  /**
   * UUIDv7 made with the data folder: stable over restarts, renames, enrolments. An agent's
   * native key. A re-imaged host gets another.
   */
  readonly installId: string;
  /**
   * Resolves when the sightings are durable in the spool (or counted as lost). Sightings sent
   * together or while the disk is busy share a batch. Order is kept.
   */
  send(sightings: readonly Sighting[]): Promise<Sent>;
  /** Enrols now if need be. Already enrolled: no call is made. */
  enrol(signal?: AbortSignal): Promise<EnrolOutcome>;
  /**
   * Resolves when all that was sent before is acknowledged, or when that cannot be had: `signal`
   * aborted, or, in mode `post`, the reconciler did not take it.
   */
  flush(signal?: AbortSignal): Promise<Flushed>;
  status(): UplinkStatus;
  /**
   * Stops intake, drains what it can within `drainMs` (5 s where absent; 0: not at all), closes
   * session, files and lock. What was not acknowledged stays in the spool for the next start.
   */
  close(drainMs?: number): Promise<void>;
}

/**
 * @param rim clock and randomness; the real ones where absent
 * @throws ConfigError when an option cannot work: a plain address beyond loopback, a data folder
 *   that another process holds or that cannot be written
 */
export async function openUplink(options: UplinkOptions, rim: Rim = realRim): Promise<Uplink> {
  const address = parseAddress(options.reconciler);
  checkObserver(options.observer);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const tls = parseTls(options.tls ?? {});
  const { dataFolder, logger } = options;
  const store = await openStore({ dataFolder, logger, limits, rim });
  const http = openHttpClient(tls, limits);
  return new OpenUplink({ options, limits, rim, address, tls, http, store });
}
