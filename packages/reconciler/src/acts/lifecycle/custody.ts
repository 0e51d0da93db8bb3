/** Who has an asset, and where: handed out, taken back, passed on. Each handover is a row of its custody. */
import type { CustodyKind, CustodyView, Moved } from '@muster/facts/lifecycle';
import { custodyView } from '../../assets/custody.ts';
import { findAsset } from '../../assets/find.ts';
import { lifecycleInForce } from '../../assets/lifecycle-in-force.ts';
import { assetView } from '../../assets/view.ts';
import type { AssetRecord } from '../../commit/change-set.ts';
import { closeDraft, openDraft } from '../../commit/draft.ts';
import { formatId } from '../../commit/ids.ts';
import { CUSTODY } from '../../read/lifecycle-schema.ts';
import { keep } from '../../store/kept.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, ActOutcome, Settled } from '../act.ts';
import { changed, linkedCi, recordAsset } from '../record-asset.ts';
import { requestApproval } from './request-approval.ts';
import { type Agreed, inState, possibleStep, stepTaken } from './transition.ts';

interface Handing {
  /** Its id or its tag. */
  readonly asset: string;
  readonly site?: string;
  readonly location?: string;
  readonly reason?: string;
}

export interface CheckOutAsset extends Handing {
  readonly to: string;
  /** RFC 3339 full-date by which it is to be back. */
  readonly dueOn?: string;
  /** Whoever takes it has said so. */
  readonly accepted?: boolean;
}

export type CheckInAsset = Handing;

export interface TransferAsset extends Handing {
  readonly to: string;
  readonly reason: string;
  readonly dueOn?: string;
  readonly accepted?: boolean;
  /** Who alone is asked to approve, where somebody must. */
  readonly approver?: string;
}

/** Out of the store, into somebody's hands: what was provisioned is deployed by it. */
export async function checkOutAsset(
  transaction: Transaction,
  input: CheckOutAsset,
  context: ActContext,
): Promise<Settled<Moved>> {
  const found = await findAsset(transaction, input.asset);
  if (found.kind !== 'found') return found;
  const asset = found.value;
  if (asset.custodian !== undefined) {
    return {
      kind: 'refused',
      reason: `${asset.custodian} has it: check it in first, or transfer it`,
    };
  }
  if (asset.state === 'deployed') {
    return handOver(transaction, 'check-out', asset, asset, {
      input,
      custodian: input.to,
      context,
    });
  }
  const { to: custodian, location } = input;
  const possible = await possibleStep(transaction, asset, 'deployed', {
    custodian,
    ...(location !== undefined && { location }),
  });
  if (possible.kind === 'refused') return possible;
  const after = inState(asset, 'deployed', context.now);
  const taken = await stepTaken(transaction, after, possible, context.now);
  return handOver(transaction, 'check-out', after, asset, { input, custodian, context, taken });
}

/** Back into the store, ready for the next. */
export async function checkInAsset(
  transaction: Transaction,
  input: CheckInAsset,
  context: ActContext,
): Promise<Settled<Moved>> {
  const found = await findAsset(transaction, input.asset);
  if (found.kind !== 'found') return found;
  const asset = found.value;
  if (asset.custodian === undefined) return { kind: 'refused', reason: 'nobody has it' };
  const state = asset.state === 'deployed' ? 'provisioned' : asset.state;
  return handOver(transaction, 'check-in', inState(asset, state, context.now), asset, {
    input,
    custodian: null,
    context,
  });
}

/** From one person's hands into another's; with another person's approval where the data says so. */
export async function transferAsset(
  transaction: Transaction,
  input: TransferAsset,
  context: ActContext,
  agreed?: Agreed,
): Promise<Settled<Moved>> {
  const found = await findAsset(transaction, input.asset);
  if (found.kind !== 'found') return found;
  const asset = found.value;
  if (asset.custodian === undefined) {
    return { kind: 'refused', reason: 'nobody has it: check it out' };
  }
  if (asset.custodian === input.to && !moves(asset, input)) {
    return { kind: 'refused', reason: `${input.to} has it already` };
  }
  const { custody } = await lifecycleInForce(transaction.tables);
  if (custody.transferNeedsApproval && agreed === undefined) {
    const what = `${asset.custodian} → ${input.to}`;
    return requestApproval(transaction, { act: 'asset.transfer', asset, input, what }, context);
  }
  return handOver(transaction, 'transfer', asset, asset, {
    input,
    custodian: input.to,
    context,
    ...(agreed !== undefined && { agreed }),
  });
}

function moves(asset: AssetRecord, { site, location }: Handing): boolean {
  return (
    (site !== undefined && site !== asset.site) ||
    (location !== undefined && location !== asset.location)
  );
}

interface Handed {
  readonly input: Handing & Partial<Pick<CheckOutAsset, 'dueOn' | 'accepted'>>;
  readonly custodian: string | null;
  readonly context: ActContext;
  readonly agreed?: Agreed;
  readonly taken?: Awaited<ReturnType<typeof stepTaken>>;
}

async function handOver(
  transaction: Transaction,
  kind: CustodyKind,
  stated: AssetRecord,
  before: AssetRecord,
  { input, custodian, context, agreed, taken }: Handed,
): Promise<Settled<Moved>> {
  const { site, location, reason, dueOn, accepted } = input;
  const { now, actor } = context;
  const place = {
    ...(site !== undefined && { site }),
    ...(location !== undefined && { location }),
  };
  const after = changed(stated, { custodian, ...place }, now);
  const changes = ['custodian', ...Object.keys(place)];
  if (after.state !== before.state) changes.push('state');
  const events = await recordAsset(
    transaction,
    {
      before,
      after,
      changes,
      ...(reason !== undefined && { reason }),
      told: {
        custody: { kind, ...(dueOn !== undefined && { dueOn }), accepted: accepted === true },
        ...(taken !== undefined && { transition: { from: before.state, ...taken.told } }),
        ...agreed,
      },
      ...(taken !== undefined && { also: taken.also }),
      handover: {
        kind,
        reason: reason ?? null,
        due_on: dueOn ?? null,
        accepted_at: accepted === true ? now : null,
        // Of two people, the one who asked hands it over and the other has approved it.
        ...(agreed !== undefined && { actor: agreed.requestedBy, approver: actor }),
      },
    },
    context,
  );
  const view = assetView(after.id, after, await linkedCi(transaction, after.id));
  return { kind: 'done', value: { asset: view }, events };
}

export interface AcceptAsset {
  /** Its id or its tag. */
  readonly asset: string;
  /** Who says to have received it: whoever has it. */
  readonly by: string;
}

/** Whoever has it says so; nobody says it for another. */
export async function acceptAsset(
  transaction: Transaction,
  { asset: named, by }: AcceptAsset,
  { actor, now }: ActContext,
): Promise<ActOutcome<CustodyView>> {
  const found = await findAsset(transaction, named);
  if (found.kind !== 'found') return found;
  const row = await transaction.tables
    .selectFrom('custody')
    .selectAll()
    .where('asset_id', '=', found.value.id)
    .orderBy('at', 'desc')
    .executeTakeFirst();
  if (row?.custodian == null) return { kind: 'refused', reason: 'nobody has it' };
  if (row.custodian !== by)
    return { kind: 'refused', reason: `${row.custodian} has it, not ${by}` };
  if (row.accepted_at !== null) return { kind: 'done', value: custodyView(row), events: [] };
  const accepted = { ...row, accepted_at: now };
  const draft = openDraft(await transaction.lastIds());
  draft.kept.push(keep(CUSTODY, accepted));
  draft.ledger.push({
    at: now,
    actor,
    kind: 'asset.accepted',
    subject: formatId('asset', found.value.id),
    payload: { by, since: new Date(row.at).toISOString() },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  return { kind: 'done', value: custodyView(accepted), events: [] };
}
