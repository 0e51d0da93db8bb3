/** The tables of asset records' lives as Kysely sees them, and how their rows are kept. */
import type { LifecycleState } from '@muster/facts/assets';
import type {
  ApprovalView,
  CustodyKind,
  EvidenceKind,
  EvidenceType,
  ObligationKind,
} from '@muster/facts/lifecycle';
import type { KeptTable } from '../store/kept.ts';
import type { Value } from '../store/tables.ts';

export interface LifecycleTables {
  readonly evidence_piece: {
    readonly sha256: string;
    readonly piece: number;
    /** Base64. */
    readonly octets: string;
  };
  readonly evidence: {
    readonly id: number;
    readonly asset_id: number;
    readonly kind: EvidenceKind;
    readonly name: string;
    readonly type: EvidenceType;
    readonly size_bytes: number;
    readonly sha256: string;
    readonly at: number;
    readonly actor: string;
    readonly used_for: LifecycleState | null;
  };
  readonly approval: {
    readonly id: number;
    readonly act: ApprovalView['act'];
    readonly asset_id: number;
    /** JSON of the act's input. */
    readonly input: string;
    readonly what: string;
    readonly reason: string;
    readonly requested_by: string;
    readonly requested_at: number;
    readonly approver: string | null;
    readonly state: ApprovalView['state'];
    readonly decided_by: string | null;
    readonly decided_at: number | null;
    readonly verdict: string | null;
  };
  readonly lifecycle: {
    readonly id: number;
    /** JSON. */
    readonly body: string;
    readonly reason: string;
    readonly at: number;
    readonly actor: string;
  };
  readonly obligation: {
    readonly asset_id: number;
    readonly kind: ObligationKind;
    readonly due_on: string | null;
    readonly done_on: string | null;
  };
  readonly custody: {
    readonly asset_id: number;
    readonly at: number;
    readonly custodian: string | null;
    readonly site: string | null;
    readonly location: string | null;
    readonly kind: CustodyKind;
    readonly actor: string;
    readonly approver: string | null;
    readonly reason: string | null;
    readonly due_on: string | null;
    readonly accepted_at: number | null;
  };
}

export const EVIDENCE_PIECE: KeptTable<LifecycleTables['evidence_piece']> = kept(
  'evidence_piece',
  ['sha256', 'piece', 'octets'],
  2,
);
export const EVIDENCE: KeptTable<LifecycleTables['evidence']> = kept('evidence', [
  'id',
  'asset_id',
  'kind',
  'name',
  'type',
  'size_bytes',
  'sha256',
  'at',
  'actor',
  'used_for',
]);
export const APPROVAL: KeptTable<LifecycleTables['approval']> = kept('approval', [
  'id',
  'act',
  'asset_id',
  'input',
  'what',
  'reason',
  'requested_by',
  'requested_at',
  'approver',
  'state',
  'decided_by',
  'decided_at',
  'verdict',
]);
export const LIFECYCLE_SET: KeptTable<LifecycleTables['lifecycle']> = kept('lifecycle', [
  'id',
  'body',
  'reason',
  'at',
  'actor',
]);
export const OBLIGATION: KeptTable<LifecycleTables['obligation']> = kept(
  'obligation',
  ['asset_id', 'kind', 'due_on', 'done_on'],
  2,
);
export const CUSTODY: KeptTable<LifecycleTables['custody']> = kept(
  'custody',
  [
    'asset_id',
    'at',
    'custodian',
    'site',
    'location',
    'kind',
    'actor',
    'approver',
    'reason',
    'due_on',
    'accepted_at',
  ],
  2,
);

/** Rows as they are read are rows as they are written. */
export function kept<R extends Readonly<Record<keyof R, Value>>>(
  name: string,
  columns: readonly (keyof R & string)[],
  keys = 1,
): KeptTable<R> {
  return { name, columns, keys, values: (row) => columns.map((column) => row[column]) };
}
