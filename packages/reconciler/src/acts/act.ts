/**
 * What a person does to the inventory beside decisions about identity: one function an act, run in one
 * transaction. It says its outcome; only one that is done leaves anything behind.
 */
import type { InventoryEvent } from '@muster/facts/inventory';
import type { Governance } from '../commit/work.ts';
import type { Transaction } from '../store/port.ts';

export interface ActContext {
  readonly actor: string;
  readonly now: number;
  readonly governance: Governance;
  /** Told of acts that take long, from time to time; not where nobody asked. */
  readonly onProgress?: OnProgress;
}

export type OnProgress = (done: number, total: number) => void;

export type ActOutcome<O> =
  | { readonly kind: 'done'; readonly value: O; readonly events: readonly InventoryEvent[] }
  /** What would have been done; it is taken back. */
  | { readonly kind: 'tried'; readonly value: O }
  /** What it names is not there. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** It cannot be done as things stand. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Of an act that has no dry run. */
export type Settled<O> = Exclude<ActOutcome<O>, { readonly kind: 'tried' }>;

export type Act<I, O> = (
  transaction: Transaction,
  input: I,
  context: ActContext,
) => Promise<ActOutcome<O>>;

/** As it is told to who asked. */
export type Acted<O> =
  | { readonly kind: 'done'; readonly value: O }
  | { readonly kind: 'unknown' | 'refused'; readonly reason: string };
