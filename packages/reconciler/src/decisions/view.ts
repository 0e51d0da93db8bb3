/** A decision as it is shown. */
import type { DecisionView, LockView } from '@muster/facts/inventory';
import type { LockRow } from '../commit/change-set.ts';
import { formatId } from '../commit/ids.ts';
import type { StoredDecision } from '../store/port.ts';

export function decisionView(row: StoredDecision): DecisionView {
  const { id, kind, at, actor, ciId, reason, runnerUp } = row;
  return {
    id: formatId('decision', id),
    kind,
    at: new Date(at).toISOString(),
    actor,
    ...(ciId === 0 ? {} : { ciId: formatId('ci', ciId) }),
    reason,
    for: row.for,
    against: row.against,
    ...(row.ruleVersion === undefined ? {} : { ruleVersion: row.ruleVersion }),
    ...(row.recordId === undefined ? {} : { recordId: formatId('record', row.recordId) }),
    ...(row.assetId === undefined ? {} : { assetId: formatId('asset', row.assetId) }),
    ...(runnerUp === undefined
      ? {}
      : { runnerUp: { ciId: formatId('ci', runnerUp.ciId), weight: runnerUp.weight } }),
    ...(row.otherCiId === undefined ? {} : { otherCiId: formatId('ci', row.otherCiId) }),
    ...(row.undoes === undefined ? {} : { undoes: formatId('decision', row.undoes) }),
    ...(row.undoneBy === undefined ? {} : { undoneBy: formatId('decision', row.undoneBy) }),
  };
}

export function lockView({ id, attribute, value, reason, actor, at, until }: LockRow): LockView {
  return {
    id: formatId('decision', id),
    attribute,
    value,
    reason,
    actor,
    at: new Date(at).toISOString(),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  };
}
