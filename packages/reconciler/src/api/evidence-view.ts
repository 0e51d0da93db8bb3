/** The evidence bundle's shape as JSON Schema; the compiler holds what is its own to the interface. */

import { LIFECYCLE_STATES, type LifecycleState } from '@muster/facts/assets';
import type {
  CustodyStep,
  EvidenceBundle,
  EvidenceKey,
  EvidenceLink,
  ProvenEntry,
} from '@muster/facts/evidence';
import { EVIDENCE_SCHEMA } from '@muster/facts/evidence';
import { type Static, type TSchema, Type } from 'typebox';
import type { Same } from './same.ts';
import { views } from './views.ts';

const text = Type.String();
const time = Type.String({ format: 'date-time' });
const optional = Type.Optional;
const closed = { additionalProperties: false } as const;
const hash = Type.String({ pattern: '^[0-9a-f]{64}$' });
const oneOf = <V extends string>(values: readonly V[]) =>
  Type.Unsafe<V>(Type.String({ enum: [...values] }));
/** Parts that the API shows too, with the types that their schemas are held to there. */
const shown = <K extends keyof EvidenceBundle>(schema: TSchema) =>
  Type.Unsafe<NonNullable<EvidenceBundle[K]>>(schema);
const seq = Type.Integer({ minimum: 1 });

const link = Type.Object(
  {
    assetId: text,
    method: oneOf(['auto', 'manual']),
    actor: text,
    linkedAt: time,
    unlinkedAt: optional(time),
    decisionId: optional(text),
  },
  closed,
);
const custodyStep = Type.Object(
  {
    seq,
    at: time,
    actor: text,
    kind: text,
    asset: text,
    state: optional(oneOf<LifecycleState>(LIFECYCLE_STATES)),
    owner: optional(text),
    technicalOwner: optional(text),
    custodian: optional(text),
    site: optional(text),
    location: optional(text),
  },
  closed,
);
/** 64 steps are a proof among more entries than there will ever be. */
const proof = Type.Array(Type.Object({ side: oneOf(['left', 'right']), hash }, closed), {
  maxItems: 64,
});
const entry = Type.Object(
  {
    seq,
    at: time,
    actor: text,
    kind: text,
    subject: text,
    payload: Type.Unknown(),
    hash,
    previous: hash,
    proof,
  },
  closed,
);
const key = Type.Object(
  {
    kty: Type.Literal('OKP'),
    crv: Type.Literal('Ed25519'),
    x: Type.String({ minLength: 43, maxLength: 43 }),
    kid: Type.String({ maxLength: 64 }),
  },
  closed,
);
const bundle = Type.Object(
  {
    schema: Type.Literal(EVIDENCE_SCHEMA),
    ciId: text,
    asOf: time,
    madeAt: time,
    madeFor: text,
    madeBy: text,
    facts: shown<'facts'>(Type.Array(views.fact)),
    records: shown<'records'>(Type.Array(views.record)),
    decisions: shown<'decisions'>(Type.Array(views.decision)),
    links: Type.Array(link),
    asset: optional(shown<'asset'>(views.asset)),
    custody: Type.Array(custodyStep),
    findings: shown<'findings'>(Type.Array(views.finding)),
    ledger: Type.Object({ entries: Type.Array(entry), head: text }, closed),
    key,
    notProven: Type.Array(text),
    signature: text,
  },
  closed,
);

export const evidenceView: TSchema = bundle;

interface Agreements {
  readonly bundle: Same<Static<typeof bundle>, EvidenceBundle>;
  readonly custodyStep: Same<Static<typeof custodyStep>, CustodyStep>;
  readonly entry: Same<Static<typeof entry>, ProvenEntry>;
  readonly key: Same<Static<typeof key>, EvidenceKey>;
  readonly link: Same<Static<typeof link>, EvidenceLink>;
}
const agreements: Agreements = {
  bundle: true,
  custodyStep: true,
  entry: true,
  key: true,
  link: true,
};
void agreements;
