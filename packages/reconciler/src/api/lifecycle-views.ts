/** The shapes of an asset record's life as JSON Schema; the compiler holds them to the interfaces. */
import { LIFECYCLE_STATES, type LifecycleState } from '@muster/facts/assets';
import {
  type ApprovalView,
  type AssetLifecycle,
  CUSTODY_KINDS,
  type CustodyKind,
  type CustodyView,
  EVIDENCE_KINDS,
  EVIDENCE_TYPES,
  type EvidenceKind,
  type EvidenceType,
  type EvidenceView,
  OBLIGATION_KINDS,
  type ObligationKind,
  type ObligationView,
} from '@muster/facts/lifecycle';
import { type Static, type TSchema, type TUnsafe, Type } from 'typebox';
import type { Same } from './same.ts';
import { views } from './views.ts';

const text = Type.String();
const time = Type.String({ format: 'date-time' });
const date = Type.String({ format: 'date' });
const optional = Type.Optional;
const oneOf = <V extends string>(values: readonly V[]) =>
  Type.Unsafe<V>(Type.String({ enum: [...values] }));

export const lifecycleState: TUnsafe<LifecycleState> = oneOf(LIFECYCLE_STATES);
export const evidenceKind: TUnsafe<EvidenceKind> = oneOf(EVIDENCE_KINDS);
export const obligationKind: TUnsafe<ObligationKind> = oneOf(OBLIGATION_KINDS);
const acts: readonly ApprovalView['act'][] = ['asset.transition', 'asset.transfer'];
export const approvalState: TUnsafe<ApprovalView['state']> = oneOf([
  'pending',
  'approved',
  'refused',
]);

const evidence = Type.Object({
  id: text,
  assetId: text,
  kind: evidenceKind,
  name: text,
  type: oneOf<EvidenceType>(EVIDENCE_TYPES),
  sizeBytes: Type.Integer({ minimum: 0 }),
  sha256: text,
  at: time,
  actor: text,
  usedFor: optional(lifecycleState),
});
const approval = Type.Object({
  id: text,
  act: oneOf(acts),
  assetId: text,
  tag: optional(text),
  what: text,
  reason: text,
  requestedBy: text,
  requestedAt: time,
  approver: optional(text),
  state: approvalState,
  decidedBy: optional(text),
  decidedAt: optional(time),
  verdict: optional(text),
});
const obligation = Type.Object({
  kind: obligationKind,
  dueOn: optional(date),
  doneOn: optional(date),
  overdue: Type.Boolean(),
});
const lifecycle = Type.Object({
  assetId: text,
  state: lifecycleState,
  steps: Type.Array(
    Type.Object({
      to: lifecycleState,
      needs: Type.Array(Type.Object({ what: text, met: Type.Boolean(), how: optional(text) })),
      approval: Type.Boolean(),
    }),
  ),
  evidence: Type.Array(evidence),
  obligations: Type.Array(obligation),
  approvals: Type.Array(approval),
});
const custody = Type.Object({
  from: time,
  until: optional(time),
  custodian: optional(text),
  site: optional(text),
  location: optional(text),
  kind: oneOf<CustodyKind>(CUSTODY_KINDS),
  actor: text,
  approver: optional(text),
  reason: optional(text),
  dueOn: optional(date),
  acceptedAt: optional(time),
});

export const lifecycleViews: Readonly<
  Record<'evidence' | 'approval' | 'obligation' | 'lifecycle' | 'custody' | 'moved', TSchema>
> = {
  evidence,
  approval,
  obligation,
  lifecycle,
  custody,
  moved: Type.Object({ asset: views.asset, approval: optional(approval) }),
};

interface Agreements {
  readonly evidence: Same<Static<typeof evidence>, EvidenceView>;
  readonly approval: Same<Static<typeof approval>, ApprovalView>;
  readonly obligation: Same<Static<typeof obligation>, ObligationView>;
  readonly lifecycle: Same<Static<typeof lifecycle>, AssetLifecycle>;
  readonly custody: Same<Static<typeof custody>, CustodyView>;
}
const agreements: Agreements = {
  evidence: true,
  approval: true,
  obligation: true,
  lifecycle: true,
  custody: true,
};
void agreements;
