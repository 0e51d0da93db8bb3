/** How conflicts end: one record is retired, a serial corrected, a duplicate accepted, or a purchase looked at. */
import type { FindingsAnswer, Resolution } from '@muster/facts/desk';
import type { FindingKind } from '@muster/facts/inventory';
import { findAsset } from '../../assets/find.ts';
import type { AssetRecord, FindingRow } from '../../commit/change-set.ts';
import { formatId } from '../../commit/ids.ts';
import { decide } from '../../decisions/decide.ts';
import { propose } from '../../judge/propose.ts';
import { type Conflict, readConflict } from '../../read/queue.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, ActOutcome } from '../act.ts';
import { editAsset } from '../edit-asset.ts';
import { transitionAsset } from '../lifecycle/transition.ts';
import { recordAsset } from '../record-asset.ts';
import {
  type Dealt,
  dealWithEach,
  findFinding,
  type OnFindings,
  recordFinding,
  refused,
} from './each.ts';

export interface ResolveFindings extends OnFindings {
  readonly resolution: Resolution;
  readonly reason: string;
}

interface Resolving {
  readonly transaction: Transaction;
  readonly finding: FindingRow;
  readonly conflict: Conflict;
  readonly reason: string;
  readonly context: ActContext;
}

/** How findings end that people do not resolve. */
const ENDS: Readonly<Partial<Record<FindingKind, string>>> = {
  collision: 'say what is what: muster ci never-same, join or split',
  duplicate: 'say what is what: muster ci join or never-same',
  rogue: 'it ends when an asset record stands for it (muster ci link), or is accepted until a date',
  unserialised: 'it ends when a serial is seen or held: muster ci lock CI device.serial VALUE',
  zombie: 'it ends when its asset record lives again, or it answers no longer',
};

export function resolveFindings(
  transaction: Transaction,
  input: ResolveFindings,
  context: ActContext,
): Promise<ActOutcome<FindingsAnswer>> {
  const { resolution, reason } = input;
  return dealWithEach(transaction, input, async (finding) => {
    if (finding.kind !== 'conflict' || finding.ciId === undefined) {
      return refused(ENDS[finding.kind] ?? 'it ends by itself when its cause goes');
    }
    const conflict = await readConflict(transaction.tables, finding.ciId);
    return resolveOne({ transaction, finding, conflict, reason, context }, resolution);
  });
}

async function resolveOne(resolving: Resolving, resolution: Resolution): Promise<Dealt> {
  switch (resolution.kind) {
    case 'proposed':
      return resolveAsProposed(resolving);
    case 'procurement-review':
      return review(resolving, resolution.to);
    case 'retire':
      return onRival(resolving, resolution.asset, (asset) => retire(resolving, asset));
    case 'correct-serial':
      return onRival(resolving, resolution.asset, (asset) =>
        correct(resolving, asset, resolution.serial),
      );
    case 'override':
      return onRival(resolving, resolution.asset, (asset) => override(resolving, asset));
  }
}

async function resolveAsProposed(resolving: Resolving): Promise<Dealt> {
  const { rivals, judged } = resolving.conflict;
  const proposal = propose(rivals, judged);
  if (proposal === undefined) return refused('nothing is proposed: decide it by itself');
  const { resolution, assetId: asset } = proposal;
  if (resolution === 'procurement-review') return resolveOne(resolving, { kind: resolution });
  if (resolution !== 'retire' || asset === undefined) {
    return refused(`${proposal.reason} Say which serial it has.`);
  }
  return resolveOne(resolving, { kind: resolution, asset });
}

/** The asset must be one of those in conflict: whoever named another meant something else. */
async function onRival(
  { transaction, conflict }: Resolving,
  named: string,
  act: (asset: AssetRecord) => Promise<Dealt>,
): Promise<Dealt> {
  const found = await findAsset(transaction, named);
  if (found.kind !== 'found') return refused(found.reason);
  if (conflict.assets.some(({ id }) => id === found.value.id)) return act(found.value);
  const names = conflict.assets.map(({ id, tag }) => tag ?? formatId('asset', id)).join(' and ');
  return refused(`${named} is not in this conflict: ${names} are`);
}

async function retire(resolving: Resolving, asset: AssetRecord): Promise<Dealt> {
  const { transaction, reason, context } = resolving;
  const named = formatId('asset', asset.id);
  const moved = await transitionAsset(
    transaction,
    { asset: named, to: 'retired', reason },
    context,
  );
  if (moved.kind !== 'done') return refused(moved.reason);
  const { approval } = moved.value;
  return approval === undefined
    ? settled(resolving, `${named} is retired`, moved.events)
    : {
        outcome: 'done',
        says: `${approval.id} asks another person whether ${named} is to be retired`,
        events: moved.events,
      };
}

async function correct(
  resolving: Resolving,
  asset: AssetRecord,
  serial: string | null,
): Promise<Dealt> {
  const { transaction, reason, context } = resolving;
  const named = formatId('asset', asset.id);
  const edited = await editAsset(
    transaction,
    { asset: named, changes: { serial }, reason },
    context,
  );
  if (edited.kind === 'tried') return refused('it was only tried');
  if (edited.kind !== 'done') return refused(edited.reason);
  const says = serial === null ? `${named} has no serial now` : `${named} has the serial ${serial}`;
  return settled(resolving, says, edited.events);
}

async function override(resolving: Resolving, chosen: AssetRecord): Promise<Dealt> {
  const { transaction, conflict, finding, reason, context } = resolving;
  const others = conflict.assets.filter(({ id }) => id !== chosen.id).map(({ id }) => id);
  if (others.length === 0) {
    return refused('no other record has its serial: accept the finding until a date instead');
  }
  const linked = await decide(
    transaction,
    {
      kind: 'link',
      ci: formatId('ci', finding.ciId ?? 0),
      asset: formatId('asset', chosen.id),
      replace: true,
      reason,
    },
    context,
  );
  if (linked.decided.kind !== 'decided') return refused(linked.decided.reason);
  const events: NonNullable<Dealt['events']>[number][] = [...linked.events];
  for (const before of await transaction.assets(others)) {
    if (before.duplicateAccepted === true) continue;
    const after = { ...before, duplicateAccepted: true, updatedAt: context.now };
    const told = { override: formatId('finding', finding.id), audit: true };
    const changes = ['duplicateAccepted'];
    events.push(
      ...(await recordAsset(transaction, { before, after, changes, reason, told }, context)),
    );
  }
  const says = `${formatId('asset', chosen.id)} is linked by hand (${linked.decided.decision.id}); others with its serial are accepted`;
  return settled(resolving, says, events);
}

async function review(resolving: Resolving, to: string | undefined): Promise<Dealt> {
  const { transaction, finding, reason, context } = resolving;
  const { duty } = context.governance;
  const assignee = to ?? duty.procurement;
  if (assignee === undefined) {
    return refused('say to whom it goes, or who looks at purchases (owners.procurement)');
  }
  const { escalatedAt: _, ...rest } = finding;
  const dueAt = duty.dueAt(finding, context.now);
  const told = {
    kind: 'finding.procurement-review',
    payload: { to: assignee, reason, dueAt: new Date(dueAt).toISOString() },
  };
  const events = await recordFinding(transaction, { ...rest, assignee, dueAt }, told, context);
  return { outcome: 'done', says: `${assignee} looks at the purchase`, events };
}

/** What was done, and whether that settles it; it is told once more under the finding. */
async function settled(
  { transaction, finding, reason, context }: Resolving,
  done: string,
  events: NonNullable<Dealt['events']>,
): Promise<Dealt> {
  const after = await findFinding(transaction, formatId('finding', finding.id));
  if (after === undefined) return { outcome: 'done', says: done, events };
  const told = { kind: 'finding.decided', payload: { done, reason } };
  const more = await recordFinding(transaction, after, told, context);
  const says = after.state === 'resolved' ? done : `${done}; it stays open: ${after.reason}`;
  return { outcome: 'done', says, events: [...events, ...more] };
}
