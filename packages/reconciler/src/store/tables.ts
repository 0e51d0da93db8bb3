/**
 * What a change set's rows are in the database: the columns of each table and a row's values in
 * their order, once for every database. A new column is added here and in `rows.ts`.
 */
import type {
  AssetRecord,
  ChangeSet,
  CiRow,
  CiStateRow,
  DecisionRow,
  FateRow,
  FindingRow,
  LedgerRow,
  LinkRow,
  LockRow,
  PastJoinRow,
  RecordRow,
  RecordState,
  RuleSetRow,
  RulingRow,
  SharedValueRow,
  VersionRow,
} from '../commit/change-set.ts';
import { encodeVotes } from './rows.ts';

export type Value = string | number | null;

export interface Table<R> {
  readonly name: string;
  readonly columns: readonly string[];
  /**
   * How many of the first columns an update leaves alone. The first is the key; an index on a column
   * that is written, be it with the value it had, is written too.
   */
  readonly fixed: number;
  /** In the order of the columns. */
  values(row: R): Value[];
}

export const RECORD: Table<RecordRow> = {
  name: 'record',
  columns: ['id', 'source', 'key', 'profile', 'class', 'votes', 'former', 'volatile'],
  fixed: 3,
  values: (row) => [
    row.id,
    row.source,
    row.key,
    row.profile,
    row.class ?? null,
    encodeVotes(row.votes),
    row.former === undefined ? null : JSON.stringify(row.former),
    row.volatile ?? null,
  ],
};

export const RECORD_STATE: Table<RecordState> = {
  name: 'record_state',
  columns: [
    'record_id',
    'ci_id',
    'version_id',
    'digest',
    'volatile_hash',
    'observed_at',
    'first_seen_at',
    'last_seen_at',
    'presence',
    'presence_at',
    'joined_at',
    'observer_id',
    'last_item_id',
    'attention',
    'power',
  ],
  fixed: 1,
  values: (state) => [
    state.recordId,
    state.ciId,
    state.versionId,
    state.digest,
    state.volatileHash,
    state.observedAt,
    state.firstSeenAt,
    state.lastSeenAt,
    state.presence,
    state.presenceAt,
    state.joinedAt,
    state.observerId,
    state.lastItemId,
    state.attention,
    state.power ?? null,
  ],
};

export const RECORD_VERSION: Table<VersionRow> = {
  name: 'record_version',
  columns: [
    'id',
    'record_id',
    'version',
    'observed_at',
    'received_at',
    'observation_id',
    'presence',
    'observer',
    'digest',
    'body',
  ],
  fixed: 1,
  values: (row) => [
    row.id,
    row.recordId,
    row.version,
    row.observedAt,
    row.receivedAt,
    row.observationId,
    row.presence,
    row.observer,
    row.digest,
    row.body,
  ],
};

export const IDENTIFIER: Table<ChangeSet['votesCome'][number]> = {
  name: 'identifier',
  columns: ['value', 'scheme', 'record_id', 'scope', 'trust'],
  fixed: 4,
  values: ({ recordId, vote }) => [vote.value, vote.scheme, recordId, vote.scope, vote.trust],
};

export const CI: Table<CiRow> = {
  name: 'ci',
  columns: [
    'id',
    'class',
    'vendor',
    'model',
    'serial',
    'hostname',
    'firmware',
    'macs',
    'addresses',
    'sources',
    'first_seen_at',
    'created_at',
    'asset_id',
    'merged_into',
  ],
  fixed: 1,
  values: (ci) => [
    ci.id,
    ci.class ?? null,
    ci.vendor ?? null,
    ci.model ?? null,
    ci.serial ?? null,
    ci.hostname ?? null,
    ci.firmware ?? null,
    JSON.stringify(ci.macs),
    JSON.stringify(ci.addresses),
    JSON.stringify(ci.sources),
    ci.firstSeenAt,
    ci.createdAt,
    ci.assetId ?? null,
    ci.mergedInto ?? null,
  ],
};

export const CI_STATE: Table<CiStateRow> = {
  name: 'ci_state',
  columns: ['ci_id', 'last_seen_at', 'presence', 'presence_at'],
  fixed: 1,
  values: (row) => [row.ciId, row.lastSeenAt, row.presence, row.presenceAt],
};

export const CI_WORDS: Table<Pick<CiRow, 'id' | 'words'>> = {
  name: 'ci_words',
  columns: ['ci_id', 'words'],
  fixed: 1,
  values: ({ id, words }) => [id, words],
};

export const ASSET: Table<AssetRecord> = {
  name: 'asset',
  columns: [
    'id',
    'tag',
    'serial',
    'serial_key',
    'maker_key',
    'vendor',
    'model',
    'state',
    'owner',
    'custodian',
    'site',
    'purchased_on',
    'words',
    'created_at',
    'updated_at',
    'retired_at',
    'technical_owner',
    'location',
    'supplier',
    'order_number',
    'price',
    'warranty_until',
    'support_until',
    'fields',
    'duplicate_accepted',
  ],
  fixed: 1,
  values: (asset) => {
    const { id, tag, serial, vendor, model, owner, custodian, site } = asset;
    const { technicalOwner, location, supplier, orderNumber, fields } = asset;
    const own = [tag, serial, vendor, model, owner, custodian, site];
    const more = [technicalOwner, location, supplier, orderNumber, ...Object.values(fields ?? {})];
    const words = [...own, ...more]
      .filter((word) => word !== undefined)
      .join(' ')
      .toLowerCase();
    return [
      id,
      tag ?? null,
      serial ?? null,
      asset.serialKey ?? null,
      asset.makerKey,
      vendor ?? null,
      model ?? null,
      asset.state,
      owner ?? null,
      custodian ?? null,
      site ?? null,
      asset.purchasedOn ?? null,
      words,
      asset.createdAt,
      asset.updatedAt,
      asset.retiredAt ?? null,
      technicalOwner ?? null,
      location ?? null,
      supplier ?? null,
      orderNumber ?? null,
      asset.price ?? null,
      asset.warrantyUntil ?? null,
      asset.supportUntil ?? null,
      fields === undefined ? null : JSON.stringify(fields),
      asset.duplicateAccepted === true ? 1 : 0,
    ];
  },
};

export const LINK: Table<LinkRow> = {
  name: 'link',
  columns: ['id', 'ci_id', 'asset_id', 'method', 'actor', 'linked_at', 'decision_id'],
  fixed: 1,
  values: ({ id, ciId, assetId, method, actor, linkedAt, decisionId }) => [
    id,
    ciId,
    assetId,
    method,
    actor,
    linkedAt,
    decisionId ?? null,
  ],
};

export const FINDING: Table<FindingRow> = {
  name: 'finding',
  columns: [
    'id',
    'kind',
    'state',
    'severity',
    'ci_id',
    'asset_id',
    'observer_id',
    'subject',
    'reason',
    'evidence',
    'opened_at',
    'resolved_at',
    'assignee',
    'due_at',
    'value_key',
    'excepted_until',
    'risk_owner',
    'escalated_at',
    'particulars',
  ],
  fixed: 1,
  values: (finding) => [
    finding.id,
    finding.kind,
    finding.state,
    finding.severity,
    finding.ciId ?? null,
    finding.assetId ?? null,
    finding.observerId ?? null,
    finding.subject,
    finding.reason,
    JSON.stringify(finding.evidence),
    finding.openedAt,
    finding.resolvedAt ?? null,
    finding.assignee ?? null,
    finding.dueAt ?? null,
    finding.valueKey ?? null,
    finding.exceptedUntil ?? null,
    finding.riskOwner ?? null,
    finding.escalatedAt ?? null,
    finding.particulars === undefined ? null : JSON.stringify(finding.particulars),
  ],
};

export const DECISION: Table<DecisionRow> = {
  name: 'decision',
  columns: [
    'id',
    'kind',
    'at',
    'actor',
    'rule_version',
    'ci_id',
    'record_id',
    'asset_id',
    'reason',
    'evidence_for',
    'evidence_against',
    'runner_up_ci_id',
    'runner_up_weight',
    'other_ci_id',
    'undoes',
  ],
  fixed: 1,
  values: (row) => [
    row.id,
    row.kind,
    row.at,
    row.actor,
    row.ruleVersion ?? null,
    row.ciId,
    row.recordId ?? null,
    row.assetId ?? null,
    row.reason,
    JSON.stringify(row.for),
    JSON.stringify(row.against),
    row.runnerUp?.ciId ?? null,
    row.runnerUp?.weight ?? null,
    row.otherCiId ?? null,
    row.undoes ?? null,
  ],
};

export const RULING: Table<RulingRow> = {
  name: 'ruling',
  columns: ['id', 'kind'],
  fixed: 1,
  values: ({ id, kind }) => [id, kind],
};

export const RULING_RECORD: Table<RulingRecord> = {
  name: 'ruling_record',
  columns: ['ruling_id', 'record_id', 'side'],
  fixed: 3,
  values: ({ rulingId, recordId, side }) => [rulingId, recordId, side],
};

interface RulingRecord {
  readonly rulingId: number;
  readonly recordId: number;
  readonly side: number;
}

export function rulingRecordsOf({ id, sides }: RulingRow): readonly RulingRecord[] {
  return sides.flatMap((recordIds, side) =>
    recordIds.map((recordId) => ({ rulingId: id, recordId, side })),
  );
}

export const ATTRIBUTE_LOCK: Table<LockRow> = {
  name: 'attribute_lock',
  columns: ['id', 'ci_id', 'attribute', 'value', 'reason', 'actor', 'at', 'until'],
  fixed: 1,
  values: (lock) => [
    lock.id,
    lock.ciId,
    lock.attribute,
    lock.value,
    lock.reason,
    lock.actor,
    lock.at,
    lock.until ?? null,
  ],
};

export const RULE_SET: Table<RuleSetRow> = {
  name: 'rule_set',
  columns: ['id', 'version', 'rules'],
  fixed: 1,
  values: ({ id, version, rules }) => [id, version, rules ?? null],
};

export const SHARED_VALUE: Table<SharedValueRow> = {
  name: 'shared_value',
  columns: ['id', 'scheme', 'value'],
  fixed: 1,
  values: ({ id, scheme, value }) => [id, scheme, value],
};

/** Numbered by the database. */
export const PAST_JOIN: Table<PastJoinRow> = {
  name: 'past_join',
  columns: ['record_id', 'ci_id', 'joined_at', 'left_at', 'decision_id'],
  fixed: 1,
  values: ({ recordId, ciId, joinedAt, leftAt, decisionId }) => [
    recordId,
    ciId,
    joinedAt,
    leftAt,
    decisionId ?? null,
  ],
};

export const FATE: Table<FateRow> = {
  name: 'fate',
  columns: ['id', 'disposition', 'at', 'observer_id', 'record_id', 'version_id', 'reason', 'body'],
  fixed: 1,
  values: ({ id, disposition, at, observerId, recordId, versionId, reason, body }) => [
    id,
    disposition,
    at,
    observerId,
    recordId ?? null,
    versionId ?? null,
    reason ?? null,
    body ?? null,
  ],
};

export const LEDGER: Table<LedgerRow> = {
  name: 'ledger',
  columns: ['seq', 'at', 'actor', 'kind', 'subject', 'payload', 'hash'],
  fixed: 1,
  values: ({ seq, at, actor, kind, subject, payload, hash }) => [
    seq,
    at,
    actor,
    kind,
    subject,
    payload,
    hash,
  ],
};
