/** A time in which a segment's devices are listed and not accused, before they are adopted or looked into. */
import type { SegmentView } from '@muster/facts/policy';
import { closeDraft, openDraft } from '../../commit/draft.ts';
import { sweepAgain } from '../../judge/due.ts';
import { type KeptTable, keep } from '../../store/kept.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, ActOutcome } from '../act.ts';
import { segmentView } from './view.ts';

export interface LearnSegment {
  readonly segment: string;
  /** RFC 3339; absent: it ends now. */
  readonly until?: string;
  readonly reason: string;
}

interface LearningRow {
  readonly segment: string;
  readonly since: number;
  readonly until: number;
  readonly actor: string;
  readonly reason: string;
}

const SEGMENT_LEARNING: KeptTable<LearningRow> = {
  name: 'segment_learning',
  columns: ['segment', 'since', 'until_at', 'actor', 'reason'],
  values: ({ segment, since, until, actor, reason }) => [segment, since, until, actor, reason],
};

/** Longer is no time of learning: whoever wants no rogues in a segment says so in a policy. */
const DAYS_MAX = 180;

/** More segments at once are a policy, too: each is tried for each device. */
const SEGMENTS_MAX = 256;

export async function learnSegment(
  transaction: Transaction,
  { segment: printed, until: stated, reason }: LearnSegment,
  { actor, now, governance }: ActContext,
): Promise<ActOutcome<SegmentView>> {
  const segment = printed.trim();
  const until = stated === undefined ? now : Date.parse(stated);
  const rows = await transaction.tables.selectFrom('segment_learning').selectAll().execute();
  const before = rows.find((row) => row.segment === segment);
  if (stated === undefined && before === undefined) {
    return { kind: 'unknown', reason: `the segment ${segment} is not learned` };
  }
  const refused = refusalOf(until, stated, now, rows.length + (before === undefined ? 1 : 0));
  if (refused !== undefined) return { kind: 'refused', reason: refused };
  const isGoingOn = before !== undefined && before.until_at > now;
  const row = { segment, since: isGoingOn ? before.since : now, until, actor, reason };
  const draft = openDraft(await transaction.lastIds());
  draft.kept.push(keep(SEGMENT_LEARNING, row), ...sweepAgain());
  draft.ledger.push({
    at: now,
    actor,
    kind: stated === undefined ? 'segment.learned' : 'segment.learning',
    subject: `segment ${segment}`,
    payload: { segment, until: new Date(until).toISOString(), reason },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  const value = await segmentView(
    transaction.tables,
    governance.policies,
    { ...row, until_at: until },
    now,
  );
  return { kind: 'done', value, events: [] };
}

function refusalOf(
  until: number,
  stated: string | undefined,
  now: number,
  segments: number,
): string | undefined {
  if (segments > SEGMENTS_MAX) {
    return `${SEGMENTS_MAX} segments are learned already: a policy says it for all of them`;
  }
  if (stated === undefined) return undefined;
  if (!(until > now)) return `${stated} is not a time to come`;
  return until > now + DAYS_MAX * 86_400_000
    ? `a segment is learned for ${DAYS_MAX} days at most: a policy ("rogue: false") says that nothing is rogue there`
    : undefined;
}
