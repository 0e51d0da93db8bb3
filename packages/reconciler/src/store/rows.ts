/**
 * Rows of a database as values, for both: NULL is absent, JSON columns are parsed. Aliases are
 * quoted, for PostgreSQL folds the case of what is not.
 */
import type {
  AssetRecord,
  CiRow,
  CiStateRow,
  FindingRow,
  LinkRow,
  LockRow,
  RecordRow,
  RecordState,
  RulingRow,
  Vote,
} from '../commit/change-set.ts';
import type { CiPlace, Learning, StoredBaseline } from '../judge/standing.ts';
import { parseStored } from './json.ts';
import type { StoredDecision, StoredObserver } from './port.ts';

export type Row = Record<string, unknown>;

/** Columns named as the members (SQL aliases), NULLs dropped. The statement vouches for the type. */
export function present<T>(row: Row): T {
  const value: Row = {};
  // Not `entries`: an array for each column of each row was a tenth of a round of links.
  for (const name of Object.keys(row)) if (row[name] !== null) value[name] = row[name];
  return value as T;
}

export const STATE_COLUMNS = `record_id AS "recordId", ci_id AS "ciId", version_id AS "versionId", digest,
  volatile_hash AS "volatileHash", observed_at AS "observedAt", first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt", presence,
  presence_at AS "presenceAt", joined_at AS "joinedAt", observer_id AS "observerId",
  last_item_id AS "lastItemId", attention, power`;

/**
 * Written out and by place, unlike the others: it is read once for every check-in, and SQLite's
 * rows cost half as much as arrays (`setReturnArrays`); on PostgreSQL `rowMode: 'array'`.
 */
export function stateOf(
  row: { readonly [place: number]: unknown } | undefined,
): RecordState | undefined {
  if (row === undefined) return undefined;
  const state: { -readonly [K in keyof RecordState]: RecordState[K] } = {
    recordId: Number(row[0]),
    ciId: Number(row[1]),
    versionId: Number(row[2]),
    digest: String(row[3]),
    volatileHash: String(row[4]),
    observedAt: Number(row[5]),
    firstSeenAt: Number(row[6]),
    lastSeenAt: Number(row[7]),
    presence: row[8] === 'left' ? 'left' : 'seen',
    presenceAt: Number(row[9]),
    joinedAt: Number(row[10]),
    observerId: String(row[11]),
    lastItemId: String(row[12]),
    attention: Number(row[13]),
  };
  if (typeof row[14] === 'string') state.power = row[14];
  return state;
}

/** Compact: names of members would be most of the text. */
export function encodeVotes(votes: readonly Vote[]): string {
  return JSON.stringify(
    votes.map(({ scheme, value, scope, trust }) => [scheme, value, scope, trust]),
  );
}

export function decodeVotes(text: string): readonly Vote[] {
  const votes = parseStored<[Vote['scheme'], string, string, Vote['trust']][]>(text);
  return votes.map(([scheme, value, scope, trust]) => ({ scheme, value, scope, trust }));
}

export const RECORD_COLUMNS = `id, source, key, profile, class, votes, former, volatile`;

export function recordOf(row: Row): RecordRow {
  const { former, ...record } = present<JsonText<RecordRow, 'votes' | 'former'>>(row);
  return {
    ...record,
    votes: decodeVotes(record.votes),
    ...(former === undefined ? {} : { former: parseStored(former) }),
  };
}

export const CI_COLUMNS = `id, class, vendor, model, serial, hostname, firmware, macs, addresses,
  sources, (SELECT words FROM ci_words WHERE ci_id = ci.id) AS words, first_seen_at AS "firstSeenAt", created_at AS "createdAt", asset_id AS "assetId",
  merged_into AS "mergedInto"`;

type JsonText<T, K extends keyof T> = Omit<T, K> & { readonly [P in K]: string };

export function ciOf(row: Row): CiRow {
  const ci = present<JsonText<CiRow, 'macs' | 'addresses' | 'sources'>>(row);
  return {
    ...ci,
    // A merged CI has none.
    words: ci.words ?? '',
    macs: parseStored(ci.macs),
    addresses: parseStored(ci.addresses),
    sources: parseStored(ci.sources),
  };
}

export const CI_STATE_COLUMNS =
  'ci_id AS "ciId", last_seen_at AS "lastSeenAt", presence, presence_at AS "presenceAt"';

export function ciStateOf(row: Row): CiStateRow {
  return present<CiStateRow>(row);
}

export const FINDING_COLUMNS = `id, kind, state, severity, ci_id AS "ciId", asset_id AS "assetId",
  observer_id AS "observerId", subject, reason, evidence, opened_at AS "openedAt",
  resolved_at AS "resolvedAt", assignee, due_at AS "dueAt", value_key AS "valueKey",
  excepted_until AS "exceptedUntil", risk_owner AS "riskOwner", escalated_at AS "escalatedAt",
  particulars`;

export function findingOf(row: Row): FindingRow {
  const { particulars, ...finding } =
    present<JsonText<FindingRow, 'evidence' | 'particulars'>>(row);
  return {
    ...finding,
    evidence: parseStored(finding.evidence),
    ...(particulars === undefined ? {} : { particulars: parseStored(particulars) }),
  };
}

export const LOCK_COLUMNS = `id, ci_id AS "ciId", attribute, value, reason, actor, at, until`;

export function lockOf(row: Row): LockRow {
  return present<LockRow>(row);
}

export const LINK_RULING_COLUMNS = `d.id, d.kind, d.ci_id AS "ciId", d.asset_id AS "assetId", d.reason`;

/** Of decisions `d`: those of people about links that nobody took back. */
export const IS_LINK_RULING = `d.actor <> 'rule' AND d.kind IN ('link', 'unlink')
  AND NOT EXISTS (SELECT 1 FROM decision later WHERE later.undoes = d.id)`;

/** Whether people ever decided about a link. */
export const HAS_LINK_RULINGS = `EXISTS (SELECT 1 FROM decision
  WHERE actor <> 'rule' AND kind IN ('link', 'unlink')) AS links`;

export const RULE_SET_COLUMNS = `id, version, rules, settled_to AS "settledTo", settled_at AS "settledAt"`;

export const DECISION_COLUMNS = `id, kind, at, actor, rule_version AS "ruleVersion", ci_id AS "ciId",
  record_id AS "recordId", asset_id AS "assetId", reason, evidence_for AS "for",
  evidence_against AS against, runner_up_ci_id AS "runnerUpCiId",
  runner_up_weight AS "runnerUpWeight", other_ci_id AS "otherCiId", undoes,
  (SELECT later.id FROM decision AS later WHERE later.undoes = decision.id) AS "undoneBy"`;

export function decisionOf(row: Row): StoredDecision {
  const { runnerUpCiId, runnerUpWeight, ...decision } = present<
    JsonText<StoredDecision, 'for' | 'against'> & {
      readonly runnerUpCiId?: number;
      readonly runnerUpWeight?: number;
    }
  >(row);
  return {
    ...decision,
    for: parseStored(decision.for),
    against: parseStored(decision.against),
    ...(runnerUpCiId === undefined || runnerUpWeight === undefined
      ? {}
      : { runnerUp: { ciId: runnerUpCiId, weight: runnerUpWeight } }),
  };
}

/** Rows of records under rulings, as rulings. */
export function rulingsOfRows(
  rows: readonly {
    readonly id: number;
    readonly kind: string;
    readonly recordId: number;
    readonly side: number;
  }[],
): readonly RulingRow[] {
  return [...Map.groupBy(rows, ({ id }) => id)].map(([id, each]) => {
    const side = (which: number): readonly number[] =>
      each
        .filter((row) => row.side === which)
        .map(({ recordId }) => recordId)
        .sort((a, b) => a - b);
    return {
      id,
      kind: each[0]?.kind === 'apart' ? 'apart' : 'together',
      sides: [side(0), side(1)],
    };
  });
}

export const ASSET_COLUMNS = `id, tag, serial, serial_key AS "serialKey", maker_key AS "makerKey", vendor,
  model, state, owner, custodian, site, purchased_on AS "purchasedOn", created_at AS "createdAt",
  updated_at AS "updatedAt", retired_at AS "retiredAt", technical_owner AS "technicalOwner", location,
  supplier, order_number AS "orderNumber", price, warranty_until AS "warrantyUntil",
  support_until AS "supportUntil", fields, duplicate_accepted AS "duplicateAccepted"`;

export function assetOf(row: Row): AssetRecord {
  const { fields, duplicateAccepted, ...asset } = present<
    Omit<AssetRecord, 'fields' | 'duplicateAccepted'> & {
      readonly fields?: string;
      readonly duplicateAccepted: number;
    }
  >(row);
  return {
    ...asset,
    ...(fields === undefined ? {} : { fields: parseStored(fields) }),
    ...(duplicateAccepted === 0 ? {} : { duplicateAccepted: true }),
  };
}

export const LINK_COLUMNS = `id, ci_id AS "ciId", asset_id AS "assetId", method, actor,
  linked_at AS "linkedAt", decision_id AS "decisionId"`;

export function linkOf(row: Row): LinkRow {
  return present<LinkRow>(row);
}

export const OBSERVER_COLUMNS = `id, kind, name, version, enrolled_at AS "enrolledAt",
  last_seen_at AS "lastSeenAt", connected, revoked_at AS "revokedAt", coverage, health`;

export function observerOf(row: Row): StoredObserver {
  const { coverage, health, connected, revokedAt, ...rest } = row;
  const parsed =
    typeof coverage === 'string' ? parseStored<StoredObserver['coverage']>(coverage) : undefined;
  return {
    ...present<
      Pick<StoredObserver, 'id' | 'kind' | 'name' | 'version' | 'enrolledAt' | 'lastSeenAt'>
    >(rest),
    connected: connected === 1,
    revoked: revokedAt !== null,
    sources: parsed?.sources ?? [],
    ...(parsed === undefined ? {} : { coverage: parsed }),
    ...(typeof health === 'string' ? { health: parseStored(health) } : {}),
  };
}

export const CI_PLACE_COLUMNS = 'ci_id AS "ciId", place, before, moved_at AS "movedAt"';

export function ciPlaceOf(row: Row): CiPlace {
  const { place, before, ...rest } = present<JsonText<CiPlace, 'place' | 'before'>>(row);
  return {
    ...rest,
    place: parseStored(place),
    ...(before === undefined ? {} : { before: parseStored(before) }),
  };
}

/** Of `component_baseline` b and `record_version` v. */
export const BASELINE_COLUMNS = `b.record_id AS "recordId", b.version_id AS "versionId", b.since,
  b.is_whole AS "isWhole", v.observer, v.body`;

export function baselineOf(row: Row): StoredBaseline {
  const { isWhole, ...rest } = present<
    Omit<StoredBaseline, 'isWhole'> & { readonly isWhole: number }
  >(row);
  return { ...rest, isWhole: isWhole !== 0 };
}

export const LEARNING_COLUMNS = 'segment, until_at AS until';

export function learningOf(row: Row): Learning {
  return present<Learning>(row);
}

/**
 * Of `asset` a and `link` l: deployed, or bought and never met. Written so that no index on the state
 * is used: rows are read in the order of their ids, where that index has them sorted anew each round.
 */
export const IS_AWAITED = `(coalesce(a.state, '') = 'deployed'
  OR (coalesce(a.state, '') IN ('procured', 'received', 'provisioned') AND l.ci_id IS NULL))`;
