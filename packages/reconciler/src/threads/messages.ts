/** What passes between the main thread and the threads that hold the database. */
import type { Delivery } from '../commit/plan.ts';
import type { Done, Engine } from '../engine.ts';
import type { IngestResult } from '../ports.ts';

/** The writer thread's methods: the engine's, with deliveries handed in one by one. */
export type Writer = Omit<Engine, 'ingest'> & {
  ingest(delivery: Delivery, now: number): Promise<Done<IngestResult>>;
};

/** The reader thread's only method. */
export interface Reader {
  run(sql: string, parameters: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
}

export interface Request {
  readonly id: number;
  readonly method: string;
  readonly parameters: readonly unknown[];
  /** The method's last parameter is a function that tells how far it is. */
  readonly isWatched: boolean;
}

export type Reply =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly value: unknown;
      /** JSON of the events, "" for none: a text passes faster than what it says. */
      readonly events: string;
    }
  | {
      readonly kind: 'progress';
      readonly id: number;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly message: string;
      readonly stack?: string;
      /** The storage could not take it; nothing was written. */
      readonly isStorage: boolean;
    }
  /** A fault that was dealt with, to be logged. */
  | {
      readonly kind: 'fault';
      readonly message: string;
      readonly stack?: string;
      readonly itemId: string;
    };

/** Where a thread's database is. A `url` holds its password: it goes to the thread and nowhere else. */
export type StorageData =
  | { readonly kind: 'sqlite'; readonly dataFolder: string; readonly checkpointPages: number }
  | { readonly kind: 'postgres'; readonly url: string; readonly instance: string };

export interface WriterData {
  readonly storage: StorageData;
  readonly groupItemsMax: number;
  readonly rules?: unknown;
  readonly policies?: unknown;
  readonly duty?: unknown;
}

export interface ReaderData {
  readonly dataFolder: string;
  readonly checkpointPages: number;
}
