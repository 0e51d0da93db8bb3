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
import { type TSchema, Type } from 'typebox';
import type { Disposition } from './inventory.ts';
import { type Attachment, type Observer, type Power, SOURCES, type Source } from './observation.ts';
import { type Parsed, parserOf } from './parsed.ts';

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

export interface ObserverHealth {
  /** Observations lost at the spool's bounds since the observer was enrolled. */
  readonly lost: number;
  readonly spooledBatches: number;
  readonly spooledBytes: number;
  /** Sources that could not be read just now, with the reason. */
  readonly failing: readonly { readonly what: string; readonly why: string }[];
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
  | { readonly kind: 'report'; readonly reason: string };

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

const closed = { additionalProperties: false } as const;
const text = Type.String({ minLength: 1, maxLength: 256 });
const key = Type.String({ minLength: 1, maxLength: 512 });
const uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const source = Type.Unsafe<Source>(Type.String({ enum: [...SOURCES] }));
const kindOfObserver = <const K extends string>(kinds: readonly K[]) =>
  Type.Unsafe<K>(Type.String({ enum: [...kinds] }));
const whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const observer = Type.Object(
  {
    id: text,
    kind: kindOfObserver(['agent', 'collector', 'import']),
    version: text,
    site: Type.Optional(text),
  },
  closed,
);
const coverage = Type.Object(
  { sources: Type.Array(source, { maxItems: 16 }), segments: Type.Array(text, { maxItems: 4096 }) },
  closed,
);
const health = Type.Object(
  {
    lost: whole,
    spooledBatches: whole,
    spooledBytes: whole,
    failing: Type.Array(
      Type.Object({ what: text, why: Type.String({ maxLength: 1024 }) }, closed),
      { maxItems: 256 },
    ),
  },
  closed,
);
const batch = Type.Object(
  {
    kind: Type.Literal('batch'),
    id: uuid,
    items: Type.Array(Type.Unknown(), { minItems: 1, maxItems: BATCH_ITEMS_MAX }),
  },
  closed,
);
const observerFrame = Type.Union([
  Type.Object({ kind: Type.Literal('hello'), observer, coverage, health }, closed),
  Type.Object({ kind: Type.Literal('health'), coverage, health }, closed),
  batch,
]);
const disposition = kindOfObserver([
  'applied',
  'unchanged',
  'duplicate',
  'parked',
  'refused',
  'conflict',
]);
const reconcilerFrame = Type.Union([
  Type.Object({ kind: Type.Literal('welcome'), observerId: text, window: whole }, closed),
  Type.Object(
    {
      kind: Type.Literal('ack'),
      id: uuid,
      counts: Type.Record(disposition, whole),
      exceptions: Type.Array(
        Type.Object(
          {
            id: Type.String({ maxLength: 64 }),
            disposition,
            reason: Type.Optional(Type.String({ maxLength: 2048 })),
          },
          closed,
        ),
        { maxItems: BATCH_ITEMS_MAX },
      ),
    },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal('refused'),
      id: uuid,
      reason: Type.String({ maxLength: 2048 }),
      retry: Type.Boolean(),
    },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal('want'),
      records: Type.Array(Type.Object({ source, key }, closed), { maxItems: BATCH_ITEMS_MAX }),
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal('report'), reason: Type.String({ maxLength: 256 }) }, closed),
]);
const enrolment = Type.Object(
  {
    token: text,
    kind: kindOfObserver(['agent', 'collector']),
    name: text,
    version: text,
    publicKey: Type.Object(
      {
        kty: Type.Literal('OKP'),
        crv: Type.Literal('Ed25519'),
        x: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
      },
      closed,
    ),
  },
  closed,
);
const touch = Type.Object(
  {
    schema: Type.Literal(TOUCH_SCHEMA_ID),
    id: uuid,
    observedAt: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' }),
    observer,
    source,
    key,
    presence: kindOfObserver(['seen', 'left']),
    digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    attachments: Type.Optional(
      Type.Array(
        Type.Object(
          {
            mac: Type.String({ pattern: '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$' }),
            port: Type.Optional(text),
            vlan: Type.Optional(Type.Integer({ minimum: 0, maximum: 4095 })),
            address: Type.Optional(text),
          },
          closed,
        ),
        { maxItems: 131_072 },
      ),
    ),
    power: Type.Optional(
      Type.Object(
        {
          batteryPercent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
          batterySerial: Type.Optional(text),
          cycleCount: Type.Optional(whole),
          designCapacityMilliwattHours: Type.Optional(whole),
          fullCapacityMilliwattHours: Type.Optional(whole),
          powerSource: Type.Optional(text),
        },
        closed,
      ),
    ),
  },
  closed,
);

const frameFromObserver = parserOf(observerFrame);
const frameFromReconciler = parserOf(reconcilerFrame);
const enrolmentBody = parserOf(enrolment);
const touchItem = parserOf(touch);

/** Schemas for the published API document. */
export const enrolmentSchema: TSchema = enrolment;
export const touchSchema: TSchema = touch;

export function parseObserverFrame(input: unknown): Parsed<ObserverFrame> {
  return frameFromObserver(input);
}

export function parseReconcilerFrame(input: unknown): Parsed<ReconcilerFrame> {
  return frameFromReconciler(input);
}

export function parseEnrolment(input: unknown): Parsed<Enrolment> {
  return enrolmentBody(input);
}

export function parseTouch(input: unknown): Parsed<Touch> {
  return touchItem(input);
}
