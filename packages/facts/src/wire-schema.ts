/** What travels between observer and reconciler (`wire.ts`) as JSON Schema, and its parsers. */
import { type TSchema, Type } from 'typebox';
import { SOURCES, type Source } from './observation.ts';
import { type Parsed, parserOf } from './parsed.ts';
import {
  BATCH_ITEMS_MAX,
  type Enrolment,
  type ObserverFrame,
  type ReconcilerFrame,
  SHARE_MEMBERS_MAX,
  TOUCH_SCHEMA_ID,
  type Touch,
} from './wire.ts';

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
      Type.Object(
        {
          what: text,
          why: Type.String({ maxLength: 1024 }),
          cause: Type.Optional(
            Type.Union([Type.Literal('host-key-changed'), Type.Literal('flood')]),
          ),
        },
        closed,
      ),
      { maxItems: 256 },
    ),
    load: Type.Optional(
      Type.Object({ visits: whole, requests: whole, bytes: whole, elapsedMs: whole }, closed),
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
  Type.Object(
    { kind: Type.Literal('hello'), observer, coverage, health, share: Type.Optional(text) },
    closed,
  ),
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
  Type.Object(
    {
      kind: Type.Literal('share'),
      members: Type.Array(text, { minItems: 1, maxItems: SHARE_MEMBERS_MAX }),
    },
    closed,
  ),
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

/** What `checks.ts` is written of: an observer checks answers without this module. */
export const wireChecked: Readonly<Record<string, TSchema>> = { ReconcilerFrame: reconcilerFrame };

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
