/** Puts another lifecycle in force: other steps, other evidence, other approvals, other intervals. */
import { lifecycleInForce } from '../../assets/lifecycle-in-force.ts';
import { type Lifecycle, readLifecycle } from '../../assets/steps.ts';
import { closeDraft, openDraft } from '../../commit/draft.ts';
import { LIFECYCLE_SET } from '../../read/lifecycle-schema.ts';
import { keep } from '../../store/kept.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, Settled } from '../act.ts';

export interface SetLifecycle {
  readonly lifecycle: unknown;
  readonly reason: string;
}

/** What waits for approval is judged by it too: the step has to be possible when it is made. */
export async function setLifecycle(
  transaction: Transaction,
  { lifecycle, reason }: SetLifecycle,
  { actor, now }: ActContext,
): Promise<Settled<Lifecycle>> {
  const read = readLifecycle(lifecycle);
  if (typeof read === 'string') return { kind: 'refused', reason: read };
  const { last } = await transaction.tables
    .selectFrom('lifecycle')
    .select(({ fn }) => fn.max<number | null>('id').as('last'))
    .executeTakeFirstOrThrow();
  const body = JSON.stringify(read);
  const draft = openDraft(await transaction.lastIds());
  draft.kept.push(keep(LIFECYCLE_SET, { id: (last ?? 0) + 1, body, reason, at: now, actor }));
  draft.ledger.push({
    at: now,
    actor,
    kind: 'lifecycle.set',
    subject: 'lifecycle',
    payload: { lifecycle: read, reason },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  return { kind: 'done', value: await lifecycleInForce(transaction.tables), events: [] };
}
