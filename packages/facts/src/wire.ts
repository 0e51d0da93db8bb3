/**
 * What an observer and the reconciler say to each other over WebSocket (subprotocol `muster.v1`)
 * and `POST /api/v1/observations`. One JSON object a text frame.
 *
 *   observer  → hello, then batches, each answered by one `ack` (durable) or one `refused`
 *   reconciler → welcome, acks, `want` (send these whole: their digest is not known here),
 *                `report` (observe again now)
 *
 * At most `window` batches are unanswered at a time. A batch sent again after a cut is the same
 * batch: every item is idempotent by its id.
 */
import type { Disposition } from './inventory.ts';
import type { Attachment, Observer, Power, Source } from './observation.ts';

export const SUBPROTOCOL = 'muster.v1';
export const TOUCH_SCHEMA_ID = 'muster.touch/1';

/** A frame's bound: a stack of eight 48-port switches with 16,000 attachments is about 3 MB. */
export const FRAME_BYTES_MAX: number = 8 * 1024 * 1024;
export const BATCH_ITEMS_MAX = 1000;
/** Unanswered batches a session may have; the reconciler may grant fewer. */
export const WINDOW_BATCHES = 8;

/** An unchanged check-in: the record's key and digest, and what is volatile (DESIGN §5). */
export interface Touch {
  readonly schema: typeof TOUCH_SCHEMA_ID;
  readonly id: string;
  readonly observedAt: string;
  readonly observer: Observer;
  readonly source: Source;
  readonly key: string;
  readonly presence: 'seen' | 'left';
  readonly digest: string;
  readonly attachments?: readonly Attachment[];
  readonly power?: Power;
}

/** What an observer is in a position to see: absence elsewhere says nothing. */
export interface Coverage {
  readonly sources: readonly Source[];
  readonly segments: readonly string[];
}

/** What is noted of an observer's coverage: also with whom it shares it. */
export interface NotedCoverage extends Coverage {
  /** The group of collectors with which it divides its targets. */
  readonly share?: string;
}

export interface ObserverHealth {
  /** Observations lost at the spool's bounds since the observer was enrolled. */
  readonly lost: number;
  readonly spooledBatches: number;
  readonly spooledBytes: number;
  /** Sources that could not be read just now, with the reason. */
  readonly failing: readonly {
    readonly what: string;
    readonly why: string;
    /**
     * What the reconciler opens a finding about: another device may stand at that address; a gateway
     * announces more devices than it may.
     */
    readonly cause?: 'host-key-changed' | 'flood';
  }[];
  /** What asking devices has caused since the observer started. */
  readonly load?: ObserverLoad;
}

export interface ObserverLoad {
  readonly visits: number;
  readonly requests: number;
  /** Both ways. */
  readonly bytes: number;
  /** The visits' own times together: they run beside each other. */
  readonly elapsedMs: number;
}

export interface Batch {
  readonly kind: 'batch';
  /** UUIDv7. */
  readonly id: string;
  /** Observations and touches, not yet validated: a bad one is parked, its neighbors are not. */
  readonly items: readonly unknown[];
}

export type ObserverFrame =
  | {
      readonly kind: 'hello';
      readonly observer: Observer;
      readonly coverage: Coverage;
      readonly health: ObserverHealth;
      /** Group of collectors with the same targets, of which each is asked by one. */
      readonly share?: string;
    }
  | { readonly kind: 'health'; readonly coverage: Coverage; readonly health: ObserverHealth }
  | Batch;

export interface Outcome {
  readonly id: string;
  readonly disposition: Disposition;
  readonly reason?: string;
}

export type ReconcilerFrame =
  | { readonly kind: 'welcome'; readonly observerId: string; readonly window: number }
  | {
      readonly kind: 'ack';
      readonly id: string;
      readonly counts: Readonly<Partial<Record<Disposition, number>>>;
      /** Only what did not simply apply: parked, refused, conflict. */
      readonly exceptions: readonly Outcome[];
    }
  /** The batch as a whole was not taken. `retry` false: sending it again cannot help. */
  | {
      readonly kind: 'refused';
      readonly id: string;
      readonly reason: string;
      readonly retry: boolean;
    }
  | {
      readonly kind: 'want';
      readonly records: readonly { readonly source: Source; readonly key: string }[];
    }
  | { readonly kind: 'report'; readonly reason: string }
  /**
   * Who shares the observer's group just now, by observer id, itself included: told to those who
   * named a group, after the welcome and whenever it changes.
   */
  | { readonly kind: 'share'; readonly members: readonly string[] };

/** More collectors than that are several groups. */
export const SHARE_MEMBERS_MAX = 256;

/** Body of `POST /api/v1/enroll`; answered with `{ observerId }`, or 403 and the reason. */
export interface Enrolment {
  readonly token: string;
  readonly kind: 'agent' | 'collector';
  readonly name: string;
  readonly version: string;
  /** Ed25519 public key (RFC 8037): `x` is base64url. */
  readonly publicKey: { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string };
}

/** Audience of the JWTs that observers sign; `sub` is the observer id, `jti` is single-use. */
export const TOKEN_AUDIENCE = 'muster';
/** Lifetime of such a JWT: long enough for a slow connect, too short to be worth stealing. */
export const TOKEN_SECONDS = 60;
