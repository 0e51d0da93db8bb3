/** Who may speak: enrolment tokens and observers, every change of them in the ledger. */
import type { InventoryEvent } from '@muster/facts/inventory';
import type { LedgerDraft } from '../commit/change-set.ts';
import { closeDraft, openDraft } from '../commit/draft.ts';
import type { AccessEntry, Registry } from '../ports.ts';
import type { Transaction } from '../store/port.ts';

type Input<K extends keyof Registry> = Parameters<Registry[K]>[0];

/** Writes ledger entries and events for what the transaction did besides. */
export async function writeDown(
  transaction: Transaction,
  entries: readonly LedgerDraft[],
  events: readonly InventoryEvent[] = [],
): Promise<readonly InventoryEvent[]> {
  const draft = openDraft(await transaction.lastIds());
  draft.ledger.push(...entries);
  draft.events.push(...events);
  const changes = closeDraft(draft, await transaction.ledgerHead());
  await transaction.commit(changes);
  return changes.events;
}

export async function recordAccess(
  transaction: Transaction,
  entry: AccessEntry,
  now: number,
): Promise<undefined> {
  await writeDown(transaction, [{ ...entry, at: now }]);
  return undefined;
}

export async function createEnrolmentToken(
  transaction: Transaction,
  input: Input<'createEnrolmentToken'> & { readonly id: string },
  now: number,
): Promise<{ readonly id: string }> {
  const { id, tokenHash, maxUses, actor } = input;
  const expiresAt = Date.parse(input.expiresAt);
  await transaction.registry.insertToken({
    id,
    tokenHash,
    expiresAt,
    maxUses,
    uses: 0,
    createdAt: now,
    createdBy: actor,
  });
  const payload = { expiresAt: input.expiresAt, maxUses };
  await writeDown(transaction, [{ at: now, actor, kind: 'token.created', subject: id, payload }]);
  return { id };
}

export async function revokeEnrolmentToken(
  transaction: Transaction,
  id: string,
  actor: string,
  now: number,
): Promise<boolean> {
  const revoked = await transaction.registry.revokeToken(id, now);
  if (revoked) {
    await writeDown(transaction, [
      { at: now, actor, kind: 'token.revoked', subject: id, payload: {} },
    ]);
  }
  return revoked;
}

export async function enrol(
  transaction: Transaction,
  input: Input<'enrol'> & { readonly observerId: string },
  now: number,
): ReturnType<Registry['enrol']> {
  const token = await transaction.registry.tokenByHash(input.tokenHash);
  if (token === undefined) return { kind: 'refused', reason: 'unknown-token' };
  // An answer lost on its way is asked for again with the same key: one admission, one use.
  const admitted = await transaction.registry.observerAdmitted(input.publicKeyX, token.id);
  if (admitted !== undefined) return { kind: 'enrolled', observerId: admitted };
  if (token.revokedAt !== undefined) return { kind: 'refused', reason: 'revoked' };
  if (token.expiresAt <= now) return { kind: 'refused', reason: 'expired' };
  if (token.uses >= token.maxUses) return { kind: 'refused', reason: 'used-up' };
  const { observerId, kind, name, version, publicKeyX } = input;
  await transaction.registry.spendToken(token.id);
  await transaction.registry.insertObserver({
    id: observerId,
    kind,
    name,
    version,
    publicKeyX,
    tokenId: token.id,
    enrolledAt: now,
  });
  await writeDown(transaction, [
    {
      at: now,
      actor: `token ${token.id}`,
      kind: 'observer.enrolled',
      subject: observerId,
      payload: { kind, name, version, publicKeyX },
    },
  ]);
  return { kind: 'enrolled', observerId };
}

/** @returns the events; none where there was no such observer that was not revoked yet */
export async function revokeObserver(
  transaction: Transaction,
  id: string,
  actor: string,
  now: number,
): Promise<readonly InventoryEvent[]> {
  if (!(await transaction.registry.revokeObserver(id, now))) return [];
  return writeDown(
    transaction,
    [{ at: now, actor, kind: 'observer.revoked', subject: id, payload: {} }],
    [{ kind: 'observer', at: new Date(now).toISOString(), observerId: id, connected: false }],
  );
}

/**
 * Several times what lies between two notes of an observer that is connected: one that was not
 * heard for so long was connected to a reconciler that ended without a word.
 */
const UNHEARD_MS = 15 * 60_000;

export async function disconnectUnheard(
  transaction: Transaction,
  now: number,
): Promise<readonly InventoryEvent[]> {
  const ids = await transaction.registry.disconnectUnheard(now - UNHEARD_MS);
  const at = new Date(now).toISOString();
  const events = ids.map(
    (observerId): InventoryEvent => ({ kind: 'observer', at, observerId, connected: false }),
  );
  await transaction.announce(events);
  return events;
}

/** @returns the events: observers come and go too often for the ledger */
export async function noteObserver(
  transaction: Transaction,
  observerId: string,
  note: Parameters<Registry['noteObserver']>[1],
  now: number,
): Promise<readonly InventoryEvent[]> {
  const known = await transaction.registry.noteObserver(observerId, { at: now, ...note });
  if (!known) return [];
  const at = new Date(now).toISOString();
  const events: readonly InventoryEvent[] = [
    { kind: 'observer', at, observerId, connected: note.connected },
  ];
  await transaction.announce(events);
  return events;
}
