/**
 * What the uplink reads from its files and from the reconciler's answers, as interfaces and as
 * TypeBox schemas. Nothing that runs imports the schemas: `npm run checks` compiles them into
 * `checks.ts`, so that an observer needs no compiler.
 */
import type { Disposition } from '@muster/facts/inventory';
import { SOURCES, type Source } from '@muster/facts/observation';
import type { Outcome } from '@muster/facts/wire';
import { type Static, type TSchema, Type } from 'typebox';
import { GOING_MAX } from './limits.ts';
import type { LossReason } from './losses.ts';

/** The answer to an enrolment. */
export interface Admitted {
  readonly observerId: string;
}

/** known.json */
export interface KnownFile {
  readonly schema: 'muster.known/1';
  readonly observerId: string;
  readonly records: Readonly<Record<string, string>>;
}

/** The head of a batch file; `batch-file.ts` shows the whole. */
export interface BatchHead {
  readonly schema: 'muster.spool/1';
  /** Whose name the items bear; absent when they were spooled before the enrolment. */
  readonly observerId?: string;
  readonly records: readonly ItemRecord[];
}

/** What is acknowledged of one item. */
export interface ItemRecord {
  readonly id: string;
  readonly source: Source;
  readonly key: string;
  /** Absent for a touch. */
  readonly fingerprint?: string;
}

/** An observation or a touch, as far as its speaker: the rest was made by this very program. */
export interface SpooledItem {
  readonly observer: { readonly id: string };
}

/** One slot of the book of losses. */
export interface LossRecord {
  readonly turn: number;
  readonly counts: Readonly<Partial<Record<LossReason, number>>>;
  readonly going: readonly string[];
}

/** The reconciler's error body, told from what a proxy might say. */
export interface ErrorBody {
  readonly error: string | { readonly message: string };
}

/** identity.json */
export interface IdentityFile {
  readonly schema: 'muster.identity/1';
  readonly installId: string;
  readonly enrolled?: {
    readonly observerId: string;
    readonly key: PrivateJwk;
    readonly tokenDigest: string;
    readonly enrolledAt: string;
  };
  readonly candidate?: PrivateJwk;
}

/** An Ed25519 key (RFC 8037), its private part `d` in the clear. */
export interface PrivateJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly d: string;
}

/** The answer to `POST /api/v1/observations`. */
export interface PostBody {
  readonly counts: Readonly<Partial<Record<Disposition, number>>>;
  readonly exceptions: readonly Outcome[];
  readonly wanted: readonly { readonly source: Source; readonly key: string }[];
}

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
const source = Type.Unsafe<Source>(Type.String({ enum: [...SOURCES] }));
const count = Type.Integer({ minimum: 0 });

const admitted = Type.Object({ observerId: Type.String({ minLength: 1, maxLength: 256 }) });

const knownFile = Type.Object({
  schema: Type.Literal('muster.known/1'),
  observerId: Type.String(),
  records: Type.Record(Type.String(), Type.String({ maxLength: 64 })),
});

const batchHead = Type.Object({
  schema: Type.Literal('muster.spool/1'),
  observerId: optional(Type.String({ minLength: 1 })),
  records: Type.Array(
    Type.Object({
      id: Type.String(),
      source,
      key: Type.String(),
      fingerprint: optional(Type.String()),
    }),
    { minItems: 1 },
  ),
});

const spooledItem = Type.Object({ observer: Type.Object({ id: Type.String() }) });

const lossRecord = Type.Object(
  {
    turn: count,
    // Reasons of a later version are counts as well.
    counts: Type.Record(Type.String(), count),
    going: Type.Array(Type.String({ maxLength: 64 }), { maxItems: GOING_MAX }),
  },
  closed,
);

const errorBody = Type.Object({
  error: Type.Union([Type.String(), Type.Object({ message: Type.String() })]),
});

const privateJwk = Type.Object({
  kty: Type.Literal('OKP'),
  crv: Type.Literal('Ed25519'),
  x: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
  d: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
});
const identityFile = Type.Object(
  {
    schema: Type.Literal('muster.identity/1'),
    installId: Type.String({ minLength: 36, maxLength: 36 }),
    enrolled: optional(
      Type.Object({
        observerId: Type.String({ minLength: 1, maxLength: 256 }),
        key: privateJwk,
        tokenDigest: Type.String({ maxLength: 64 }),
        enrolledAt: Type.String({ maxLength: 64 }),
      }),
    ),
    candidate: optional(privateJwk),
  },
  closed,
);

const disposition = Type.Unsafe<Disposition>(
  Type.String({ enum: ['applied', 'unchanged', 'duplicate', 'parked', 'refused', 'conflict'] }),
);
const postBody = Type.Object({
  counts: Type.Record(Type.String({ maxLength: 32 }), count),
  exceptions: Type.Array(
    Type.Object({ id: Type.String(), disposition, reason: optional(Type.String()) }),
  ),
  wanted: Type.Array(Type.Object({ source, key: Type.String({ maxLength: 512 }) })),
});

export const uplinkChecked: Readonly<Record<string, TSchema>> = {
  Admitted: admitted,
  KnownFile: knownFile,
  BatchHead: batchHead,
  SpooledItem: spooledItem,
  LossRecord: lossRecord,
  ErrorBody: errorBody,
  IdentityFile: identityFile,
  PostBody: postBody,
};

/** Fails to compile when a schema admits what its interface does not. */
type Agrees = [
  Static<typeof admitted> extends Admitted ? true : never,
  Static<typeof knownFile> extends KnownFile ? true : never,
  Static<typeof batchHead> extends BatchHead ? true : never,
  Static<typeof spooledItem> extends SpooledItem ? true : never,
  Static<typeof lossRecord> extends LossRecord ? true : never,
  Static<typeof errorBody> extends ErrorBody ? true : never,
  Static<typeof identityFile> extends IdentityFile ? true : never,
  Static<typeof postBody> extends PostBody ? true : never,
];
const agrees: Agrees = [true, true, true, true, true, true, true, true];
void agrees;
