/** Asking one agent one question at a time: what sessions of all versions have in common. */
import type { Mishap } from './trouble.ts';
import type { Varbinds } from './varbind.ts';

export interface Question {
  readonly pdu: 'get' | 'getNext' | 'getBulk';
  readonly oids: readonly string[];
  /** Of GETBULK. */
  readonly repetitions?: number;
}

/** How long to wait, and how often to repeat, each time waiting twice as long as before. */
export interface Patience {
  readonly waitMs: number;
  readonly retries: number;
}

export type Reply = { readonly kind: 'answered'; readonly varbinds: Varbinds } | Mishap;

export interface Exchange {
  /** Never rejects. The repeats keep the request's id, so that a late answer still counts. */
  readonly ask: (question: Question, patience: Patience) => Promise<Reply>;
  /** Fails what is still asked. */
  readonly close: () => void;
}

export interface Peer {
  /** A numeric address. */
  readonly address: string;
  readonly port: number;
}

/** Each repetition waits this many times as long as the one before. */
export const BACK_OFF = 2;
