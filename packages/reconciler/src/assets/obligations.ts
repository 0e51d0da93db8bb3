/** What comes due while an asset lives: calibration, battery, firmware support, certification. */
import {
  OBLIGATION_KINDS,
  type ObligationKind,
  type ObligationView,
} from '@muster/facts/lifecycle';
import type { DeviceClass } from '@muster/facts/observation';
import type { Kysely } from 'kysely';
import type { AssetRecord } from '../commit/change-set.ts';
import type { LifecycleTables } from '../read/lifecycle-schema.ts';
import type { Tables } from '../read/schema.ts';
import { lifecycleInForce } from './lifecycle-in-force.ts';
import type { Lifecycle } from './steps.ts';

type Row = LifecycleTables['obligation'];

/** The day of a time, as RFC 3339 full-date in UTC. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** So many months later: the same day, or the last one of a shorter month. */
export function monthsAfter(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return dayOf(Date.UTC(year, month - 1 + months, Math.min(date, last)));
}

/** Of a class, how many months after it was done it comes due again. */
export function intervalOf(
  { obligations }: Lifecycle,
  kind: ObligationKind,
  of: DeviceClass | undefined,
): number | undefined {
  return of === undefined ? undefined : obligations[kind].everyMonths[of];
}

/** What comes due from the day on which an asset is deployed, by its class; what is known stays. */
export async function firstObligations(
  db: Kysely<Tables>,
  { id, state }: AssetRecord,
  of: DeviceClass | undefined,
  now: number,
): Promise<readonly Row[]> {
  if (state !== 'deployed' || of === undefined) return [];
  const known = await db
    .selectFrom('obligation')
    .select('kind')
    .where('asset_id', '=', id)
    .execute();
  const lifecycle = await lifecycleInForce(db);
  return OBLIGATION_KINDS.flatMap((kind): Row[] => {
    const months = intervalOf(lifecycle, kind, of);
    if (months === undefined || known.some((each) => each.kind === kind)) return [];
    return [{ asset_id: id, kind, due_on: monthsAfter(dayOf(now), months), done_on: null }];
  });
}

export function obligationView({ kind, due_on, done_on }: Row, now: number): ObligationView {
  return {
    kind,
    ...(due_on !== null && { dueOn: due_on }),
    ...(done_on !== null && { doneOn: done_on }),
    overdue: due_on !== null && due_on < dayOf(now),
  };
}
