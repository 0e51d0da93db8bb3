/** Deployed assets that were not seen for long, with what is known of their devices, read in rounds. */
import type { Source } from '@muster/facts/observation';
import type { Draft } from '../commit/draft.ts';
import type { Governance } from '../commit/work.ts';
import { parseStored } from '../store/json.ts';
import type { Transaction } from '../store/port.ts';
import { judgeAbsence, type QuietAsset, quietSince } from './absence.ts';
import type { Subject } from './apply.ts';
import { AWAITED } from './attention.ts';
import type { Wanted } from './findings.ts';
import type { Watch } from './watch.ts';

/** Quiet assets looked at in one round. */
const ROUND = 500;

export interface Judged {
  readonly subject: Subject;
  readonly wanted: readonly Wanted[];
}

export async function judgeQuietAssets(
  transaction: Transaction,
  draft: Draft,
  watch: Watch,
  policies: Governance['policies'],
): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  let afterId = 0;
  for (;;) {
    const round = await transaction.quietAssets(quietSince(policies, watch.now), afterId, ROUND);
    const missed: number[] = [];
    const devices = await readDevices(
      transaction,
      round.flatMap(({ ciId }) => ciId ?? []),
    );
    for (const { asset, ciId } of round) {
      const ci = ciId === undefined ? undefined : devices.get(ciId);
      const wanted = judgeAbsence({ asset, ...(ci === undefined ? {} : { ci }) }, watch, policies);
      if (wanted === undefined) continue;
      judged.push({
        subject: ciId === undefined ? { assetId: asset.id } : { ciId },
        wanted: [wanted],
      });
      if (ci !== undefined && !ci.isAwaited) missed.push(ci.id);
    }
    await awaitReturn(transaction, draft, missed);
    const last = round.at(-1);
    if (last === undefined || round.length < ROUND) return judged;
    afterId = last.asset.id;
  }
}

type Device = NonNullable<QuietAsset['ci']> & {
  /** Whether the next sign of life of each of its records is judged already. */
  readonly isAwaited: boolean;
};

async function readDevices(
  { tables }: Transaction,
  ciIds: readonly number[],
): Promise<ReadonlyMap<number, Device>> {
  if (ciIds.length === 0) return new Map();
  const rows = await tables
    .selectFrom('ci')
    .innerJoin('ci_state', 'ci_state.ci_id', 'ci.id')
    .leftJoin('ci_presence', 'ci_presence.ci_id', 'ci.id')
    .select([
      'ci.id',
      'ci.class',
      'ci.vendor',
      'ci.model',
      'ci.addresses',
      'ci.first_seen_at',
      'ci_state.last_seen_at',
      'ci_presence.day',
      'ci_presence.days',
    ])
    .where('ci.id', 'in', ciIds)
    .execute();
  const stated = Map.groupBy(
    await tables
      .selectFrom('record_state')
      .innerJoin('record', 'record.id', 'record_state.record_id')
      .select(['record_state.ci_id', 'record_state.observer_id', 'record_state.attention'])
      .select('record.source')
      .where('record_state.ci_id', 'in', ciIds)
      .execute(),
    ({ ci_id }) => ci_id,
  );
  return new Map(
    rows.map((row): [number, Device] => [
      row.id,
      {
        id: row.id,
        isAwaited: (stated.get(row.id) ?? []).every(({ attention }) => (attention & AWAITED) !== 0),
        addresses: parseStored<readonly string[]>(row.addresses),
        firstSeenAt: row.first_seen_at,
        lastSeenAt: row.last_seen_at,
        statedBy: (stated.get(row.id) ?? []).map(
          ({ observer_id: observerId, source }): { observerId: string; source: Source } => ({
            observerId,
            source,
          }),
        ),
        ...(row.class === null ? {} : { class: row.class }),
        ...(row.vendor === null ? {} : { vendor: row.vendor }),
        ...(row.model === null ? {} : { model: row.model }),
        ...(row.day === null || row.days === null
          ? {}
          : { presence: { day: row.day, days: row.days } }),
      },
    ]),
  );
}

/** The next sign of life of an absent CI must be judged, not merely noted. */
async function awaitReturn(
  transaction: Transaction,
  draft: Draft,
  ciIds: readonly number[],
): Promise<void> {
  if (ciIds.length === 0) return;
  const records = await transaction.records(await transaction.recordIdsOf(ciIds));
  for (const { state } of records) {
    const attention = state.attention | AWAITED;
    if (state.attention !== attention) draft.changedStates.push({ ...state, attention });
  }
}
