/** A step in the life of an asset record: what it demands is there, or it is refused with what is missing. */
import type { LifecycleState } from '@muster/facts/assets';
import type { Moved } from '@muster/facts/lifecycle';
import { findAsset } from '../../assets/find.ts';
import { isLiving } from '../../assets/lifecycle.ts';
import { lifecycleInForce } from '../../assets/lifecycle-in-force.ts';
import { firstObligations } from '../../assets/obligations.ts';
import { type AssetStanding, readStanding } from '../../assets/standing.ts';
import {
  fileOf,
  judgeStep,
  type Lifecycle,
  missingOf,
  type Step,
  statesAfter,
  stepOf,
} from '../../assets/steps.ts';
import { takenOf } from '../../assets/taken.ts';
import { assetView } from '../../assets/view.ts';
import type { AssetRecord } from '../../commit/change-set.ts';
import type { Draft } from '../../commit/draft.ts';
import { formatId } from '../../commit/ids.ts';
import { EVIDENCE, type LifecycleTables, OBLIGATION } from '../../read/lifecycle-schema.ts';
import { keep } from '../../store/kept.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, Settled } from '../act.ts';
import { linkedCi, recordAsset } from '../record-asset.ts';
import { requestApproval } from './request-approval.ts';

export interface TransitionAsset {
  /** Its id or its tag. */
  readonly asset: string;
  readonly to: LifecycleState;
  readonly reason: string;
  /** Who alone is asked to approve, where somebody must. */
  readonly approver?: string;
}

/** Who asked, where another person has agreed since. */
export interface Agreed {
  readonly requestedBy: string;
  readonly approval: string;
}

export async function transitionAsset(
  transaction: Transaction,
  input: TransitionAsset,
  context: ActContext,
  agreed?: Agreed,
): Promise<Settled<Moved>> {
  const found = await findAsset(transaction, input.asset);
  if (found.kind !== 'found') return found;
  const asset = found.value;
  const possible = await possibleStep(transaction, asset, input.to);
  if (possible.kind === 'refused') return possible;
  if (possible.step.approval === true && agreed === undefined) {
    const what = `${asset.state} → ${input.to}`;
    return requestApproval(transaction, { act: 'asset.transition', asset, input, what }, context);
  }
  const after = inState(asset, input.to, context.now);
  const { told, also } = await stepTaken(transaction, after, possible, context.now);
  const events = await recordAsset(
    transaction,
    {
      before: asset,
      after,
      changes: ['state'],
      reason: input.reason,
      told: { transition: { from: asset.state, ...told, ...agreed } },
      also,
    },
    context,
  );
  const view = assetView(after.id, after, await linkedCi(transaction, after.id));
  return { kind: 'done', value: { asset: view }, events };
}

interface PossibleStep {
  readonly kind: 'possible';
  readonly step: Step;
  readonly standing: AssetStanding;
}

/** @param values are written with the step, and speak for it already */
export async function possibleStep(
  transaction: Transaction,
  asset: AssetRecord,
  to: LifecycleState,
  values: Partial<Pick<AssetRecord, 'custodian' | 'site' | 'location'>> = {},
): Promise<PossibleStep | { readonly kind: 'refused'; readonly reason: string }> {
  const lifecycle = await lifecycleInForce(transaction.tables);
  const step = stepOf(lifecycle, asset.state, to);
  if (step === undefined) return { kind: 'refused', reason: noSuchStep(lifecycle, asset, to) };
  const standing = await readStanding(transaction.tables, { ...asset, ...values });
  const missing = missingOf(judgeStep(step, standing));
  const reason =
    missing === undefined
      ? // One that was gone and lives again needs its serial, which another may have by now.
        (await takenOf(transaction, [inState(asset, to, asset.updatedAt)])).get(asset.id)
      : `it cannot become ${to} without ${missing}`;
  return reason === undefined ? { kind: 'possible', step, standing } : { kind: 'refused', reason };
}

/** What a step leaves behind: the files that proved it, what comes due from it on. */
export async function stepTaken(
  transaction: Transaction,
  after: AssetRecord,
  { step, standing }: PossibleStep,
  now: number,
): Promise<{ readonly told: object; readonly also: (draft: Draft) => void }> {
  const files = await filesFor(transaction, after.id, step);
  const due = await firstObligations(transaction.tables, after, standing.class, now);
  const evidence = files.map(({ id, kind, name, sha256 }) => ({
    id: formatId('evidence', id),
    kind,
    name,
    sha256,
  }));
  return {
    told: { to: step.to, evidence },
    also: (draft) => {
      for (const file of files) draft.kept.push(keep(EVIDENCE, { ...file, used_for: step.to }));
      for (const each of due) draft.kept.push(keep(OBLIGATION, each));
    },
  };
}

/** Since when it is gone goes with its state. */
export function inState(asset: AssetRecord, state: LifecycleState, now: number): AssetRecord {
  const { retiredAt, ...rest } = { ...asset, state, updatedAt: now };
  return isLiving(rest) ? rest : { ...rest, retiredAt: retiredAt ?? now };
}

function noSuchStep(lifecycle: Lifecycle, { state }: AssetRecord, to: LifecycleState): string {
  if (state === to) return `it is ${to} already`;
  const next = statesAfter(lifecycle, state);
  const ways = next.length === 0 ? 'nothing comes after that' : `next may be ${next.join(', ')}`;
  return `it is ${state} and cannot become ${to}: ${ways}`;
}

/** All files that this step asks for and that have proved none: each proves one step. */
async function filesFor(
  { tables }: Transaction,
  assetId: number,
  { needs }: Step,
): Promise<readonly LifecycleTables['evidence'][]> {
  const kinds = needs.flat().flatMap((need) => fileOf(need) ?? []);
  if (kinds.length === 0) return [];
  return tables
    .selectFrom('evidence')
    .selectAll()
    .where('asset_id', '=', assetId)
    .where('used_for', 'is', null)
    .where('kind', 'in', kinds)
    .orderBy('id')
    .execute();
}
