/** A segment that is learned, or was, as it is shown. */
import type { SegmentView } from '@muster/facts/policy';
import type { Kysely } from 'kysely';
import type { Policies } from '../../judge/policies.ts';
import type { Tables } from '../../read/schema.ts';
import { findUnknown } from './unknown.ts';

/** A segment has some thousand addresses; whoever learns the world is told that there are so many. */
const COUNTED_MAX = 10_000;

export async function segmentView(
  tables: Kysely<Tables>,
  policies: Policies,
  row: Tables['segment_learning'],
  now: number,
): Promise<SegmentView> {
  const { segment, since, until_at: until, actor, reason } = row;
  const { devices } = await findUnknown(tables, policies, segment, { limit: COUNTED_MAX });
  return {
    segment,
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    isOver: until <= now,
    actor,
    reason,
    unknown: devices.length,
  };
}
