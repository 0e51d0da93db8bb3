/** What comes due is set, or was done: then the next time follows from the class, or is told. */
import type { ObligationKind, ObligationView } from '@muster/facts/lifecycle';
import { findAsset } from '../../assets/find.ts';
import { lifecycleInForce } from '../../assets/lifecycle-in-force.ts';
import { intervalOf, monthsAfter, obligationView } from '../../assets/obligations.ts';
import { readStanding } from '../../assets/standing.ts';
import { closeDraft, openDraft } from '../../commit/draft.ts';
import { formatId } from '../../commit/ids.ts';
import { judgeObligations } from '../../judge/obligations.ts';
import { OBLIGATION } from '../../read/lifecycle-schema.ts';
import { keep } from '../../store/kept.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, ActOutcome } from '../act.ts';

export interface SetObligation {
  /** Its id or its tag. */
  readonly asset: string;
  readonly kind: ObligationKind;
  /** RFC 3339 full-dates. `null`: nothing is due any more. */
  readonly dueOn?: string | null;
  readonly doneOn?: string;
  readonly reason: string;
}

export async function setObligation(
  transaction: Transaction,
  { asset: named, kind, dueOn, doneOn, reason }: SetObligation,
  { actor, now }: ActContext,
): Promise<ActOutcome<ObligationView>> {
  const found = await findAsset(transaction, named);
  if (found.kind !== 'found') return found;
  const asset = found.value;
  const before = await transaction.tables
    .selectFrom('obligation')
    .selectAll()
    .where('asset_id', '=', asset.id)
    .where('kind', '=', kind)
    .executeTakeFirst();
  const lifecycle = await lifecycleInForce(transaction.tables);
  const months = intervalOf(lifecycle, kind, (await readStanding(transaction.tables, asset)).class);
  const next =
    doneOn === undefined || months === undefined ? undefined : monthsAfter(doneOn, months);
  if (dueOn === undefined && next === undefined) {
    const why = doneOn === undefined ? 'it says neither' : 'its class has no interval for it:';
    return { kind: 'refused', reason: `${why} when it is due next (--due DATE, or --due never)` };
  }
  const row = {
    asset_id: asset.id,
    kind,
    due_on: dueOn === undefined ? (next ?? null) : dueOn,
    done_on: doneOn ?? before?.done_on ?? null,
  };
  const draft = openDraft(await transaction.lastIds());
  draft.kept.push(keep(OBLIGATION, row));
  const { overdue: _, ...told } = obligationView(row, now);
  draft.ledger.push({
    at: now,
    actor,
    kind: 'asset.obligation',
    subject: formatId('asset', asset.id),
    payload: { ...told, reason },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  const events = await judgeObligations(transaction, now, [asset.id]);
  return { kind: 'done', value: obligationView(row, now), events };
}
