/** Policies in force with what they opened, and the segments that are learned. */
import type { FindingParticulars } from '@muster/facts/inventory';
import type { PolicyView, SegmentView } from '@muster/facts/policy';
import { segmentView } from '../acts/segments/view.ts';
import { parseStored } from '../store/json.ts';
import type { QuestionContext } from './questions.ts';

export async function getPolicies({ db, policies }: QuestionContext): Promise<PolicyView> {
  const rows = await db
    .selectFrom('finding')
    .select('particulars')
    .where('state', '=', 'open')
    .where('particulars', 'is not', null)
    .execute();
  const counts = new Map<string, number>();
  for (const { particulars } of rows) {
    const { rule } = parseStored<FindingParticulars>(particulars ?? '{}');
    if (rule !== undefined) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  const { rogue, observerSilent, rules } = policies;
  return {
    rogue,
    observerSilent,
    rules: rules.map((each) => {
      const { name, ...rule } = each;
      return name === undefined ? { rule } : { name, rule, findings: counts.get(name) ?? 0 };
    }),
  };
}

/** Those that are learned now first, then by name. */
export async function listSegments({
  db,
  policies,
  now,
}: QuestionContext): Promise<readonly SegmentView[]> {
  const rows = await db.selectFrom('segment_learning').selectAll().orderBy('segment').execute();
  const views: SegmentView[] = [];
  for (const row of rows) views.push(await segmentView(db, policies, row, now));
  return [...views.filter(({ isOver }) => !isOver), ...views.filter(({ isOver }) => isOver)];
}
