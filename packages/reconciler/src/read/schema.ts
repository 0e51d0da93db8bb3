/** The tables as Kysely sees them: reads are written once, for every database (DESIGN §8). */
import type { AssetRowOutcome, LifecycleState } from '@muster/facts/assets';
import type { ImportMode, ReviewAnswer } from '@muster/facts/imports';
import type {
  DecisionView,
  Disposition,
  FindingKind,
  FindingView,
  IdentifierScheme,
  ObserverView,
} from '@muster/facts/inventory';
import type { DeviceClass, Source } from '@muster/facts/observation';
import type { MetricRow } from '../metrics/metric-day.ts';
import type { LifecycleTables } from './lifecycle-schema.ts';
import type { RelationRow } from './relations.ts';
import type { StocktakeTables } from './stocktake-schema.ts';
import type { TagTables } from './tag-schema.ts';

type Presence = 'seen' | 'left';

export interface Tables extends LifecycleTables, TagTables, StocktakeTables {
  readonly record: {
    readonly id: number;
    readonly source: Source;
    readonly key: string;
    readonly profile: string;
    readonly class: DeviceClass | null;
    readonly votes: string;
    readonly former: string | null;
    readonly volatile: string | null;
  };
  readonly record_state: {
    readonly record_id: number;
    readonly ci_id: number;
    readonly version_id: number;
    readonly first_seen_at: number;
    readonly last_seen_at: number;
    readonly presence: Presence;
    readonly joined_at: number;
    readonly observer_id: string;
    readonly last_item_id: string;
    readonly attention: number;
    readonly power: string | null;
  };
  readonly record_version: {
    readonly id: number;
    readonly record_id: number;
    readonly version: number;
    readonly observed_at: number;
    readonly received_at: number;
    readonly observation_id: string;
    readonly presence: Presence;
    readonly observer: string;
    readonly digest: string;
    readonly body: string;
  };
  readonly fate: {
    readonly id: string;
    readonly disposition: Disposition;
    readonly at: number;
    readonly observer_id: string;
    readonly record_id: number | null;
    readonly version_id: number | null;
    readonly reason: string | null;
    readonly body: string | null;
  };
  readonly identifier: {
    readonly record_id: number;
    readonly scheme: IdentifierScheme;
    readonly value: string;
    readonly scope: string;
    readonly trust: 'suspect' | 'sound';
  };
  readonly ci: {
    readonly id: number;
    readonly class: DeviceClass | null;
    readonly vendor: string | null;
    readonly model: string | null;
    readonly serial: string | null;
    readonly hostname: string | null;
    readonly firmware: string | null;
    readonly macs: string;
    readonly addresses: string;
    readonly sources: string;
    readonly first_seen_at: number;
    readonly asset_id: number | null;
    readonly merged_into: number | null;
  };
  readonly ci_state: {
    readonly ci_id: number;
    readonly last_seen_at: number;
    readonly presence: Presence;
    readonly presence_at: number;
  };
  readonly ci_words: {
    readonly ci_id: number;
    readonly words: string;
  };
  readonly decision: {
    readonly id: number;
    readonly kind: DecisionView['kind'];
    readonly at: number;
    readonly actor: string;
    readonly rule_version: string | null;
    readonly ci_id: number;
    readonly record_id: number | null;
    readonly asset_id: number | null;
    readonly reason: string;
    readonly evidence_for: string;
    readonly evidence_against: string;
    readonly runner_up_ci_id: number | null;
    readonly runner_up_weight: number | null;
    readonly other_ci_id: number | null;
    readonly undoes: number | null;
  };
  readonly attribute_lock: {
    readonly id: number;
    readonly ci_id: number;
    readonly attribute: string;
    readonly value: string;
    readonly reason: string;
    readonly actor: string;
    readonly at: number;
    readonly until: number | null;
    readonly ended_at: number | null;
  };
  readonly shared_value: {
    readonly id: number;
    readonly scheme: IdentifierScheme;
    readonly value: string;
    readonly ended_at: number | null;
  };
  readonly ruling: {
    readonly id: number;
    readonly kind: 'together' | 'apart';
    readonly lifted_at: number | null;
  };
  readonly ruling_record: {
    readonly ruling_id: number;
    readonly record_id: number;
    readonly side: number;
  };
  readonly rule_set: {
    readonly id: number;
    readonly version: string;
    readonly rules: string | null;
  };
  readonly past_join: {
    readonly id: number;
    readonly record_id: number;
    readonly ci_id: number;
    readonly joined_at: number;
    readonly left_at: number;
    readonly decision_id: number | null;
  };
  readonly sighting: {
    readonly id: number;
    readonly mac: string;
    readonly by_record_id: number;
    readonly port: string | null;
    readonly vlan: number | null;
    readonly address: string | null;
    readonly first_seen_at: number;
    readonly last_seen_at: number;
  };
  readonly asset: {
    readonly id: number;
    readonly tag: string | null;
    readonly serial: string | null;
    readonly vendor: string | null;
    readonly model: string | null;
    readonly state: LifecycleState;
    readonly owner: string | null;
    readonly custodian: string | null;
    readonly site: string | null;
    readonly purchased_on: string | null;
    readonly technical_owner: string | null;
    readonly location: string | null;
    readonly supplier: string | null;
    readonly order_number: string | null;
    readonly price: string | null;
    readonly warranty_until: string | null;
    readonly support_until: string | null;
    readonly fields: string | null;
    readonly serial_key: string | null;
    readonly maker_key: string;
    readonly duplicate_accepted: number;
    readonly created_at: number;
    readonly updated_at: number;
    readonly retired_at: number | null;
    readonly words: string;
  };
  readonly asset_import: {
    readonly id: number;
    readonly file_name: string | null;
    readonly file_sha256: string | null;
    readonly actor: string;
    readonly at: number;
    readonly mode: ImportMode;
    readonly counts: string;
    readonly ledger_seq: number;
    readonly undone_at: number | null;
    readonly undone_by: string | null;
    readonly undone_reason: string | null;
    readonly undone_counts: string | null;
  };
  readonly asset_import_row: {
    readonly import_id: number;
    readonly line: number;
    readonly disposition: AssetRowOutcome['disposition'];
    readonly reason: string;
    readonly asset_id: number | null;
    readonly before: string | null;
    readonly said: string | null;
    readonly resolved_as: ReviewAnswer | 'withdrawn' | null;
    readonly resolved_at: number | null;
    readonly resolved_by: string | null;
    readonly resolved_reason: string | null;
    readonly undone: 'removed' | 'restored' | 'kept' | null;
    readonly kept_reason: string | null;
  };
  readonly asset_removed: {
    readonly id: number;
    readonly at: number;
    readonly actor: string;
    readonly reason: string;
  };
  readonly link: {
    readonly id: number;
    readonly ci_id: number;
    readonly asset_id: number;
    readonly method: 'auto' | 'manual';
    readonly actor: string;
    readonly decision_id: number | null;
    readonly linked_at: number;
    readonly unlinked_at: number | null;
  };
  readonly finding: {
    readonly id: number;
    readonly kind: FindingKind;
    readonly state: FindingView['state'];
    readonly severity: FindingView['severity'];
    readonly ci_id: number | null;
    readonly asset_id: number | null;
    readonly observer_id: string | null;
    readonly subject: string;
    readonly reason: string;
    readonly evidence: string;
    readonly opened_at: number;
    readonly resolved_at: number | null;
    readonly assignee: string | null;
    readonly due_at: number | null;
    readonly value_key: string | null;
    readonly excepted_until: number | null;
    readonly risk_owner: string | null;
    readonly escalated_at: number | null;
    readonly particulars: string | null;
  };
  readonly observer_outage: {
    readonly observer_id: string;
    readonly from_at: number;
    readonly to_at: number;
  };
  readonly ci_presence: {
    readonly ci_id: number;
    readonly day: number;
    readonly days: number;
  };
  readonly ci_due: {
    readonly ci_id: number;
    readonly due_at: number | null;
  };
  readonly ci_place: {
    readonly ci_id: number;
    readonly place: string;
    readonly before: string | null;
    readonly moved_at: number | null;
  };
  readonly component_baseline: {
    readonly record_id: number;
    readonly version_id: number | null;
    readonly since: number;
    readonly is_whole: number;
  };
  readonly segment_learning: {
    readonly segment: string;
    readonly since: number;
    readonly until_at: number;
    readonly actor: string;
    readonly reason: string;
  };
  readonly judge_state: {
    readonly name: string;
    readonly value: number;
  };
  readonly observer: {
    readonly id: string;
    readonly kind: ObserverView['kind'];
    readonly name: string;
    readonly version: string | null;
    readonly public_key_x: string;
    readonly enrolled_at: number;
    readonly revoked_at: number | null;
    readonly last_seen_at: number | null;
    readonly connected: number;
    readonly coverage: string | null;
    readonly health: string | null;
  };
  readonly metric_day: MetricRow;
  readonly ci_relation: RelationRow;
  readonly ledger: {
    readonly seq: number;
    readonly at: number;
    readonly actor: string;
    readonly kind: string;
    readonly subject: string;
    readonly payload: string;
    readonly hash: string;
  };
}
