/** The main thread's side: a worker thread whose methods are called like any others. */
import { Worker } from 'node:worker_threads';
import type { InventoryEvent } from '@muster/facts/inventory';
import type { OnProgress } from '../acts/act.ts';
import type { Done } from '../engine.ts';
import { parseStored } from '../store/json.ts';
import { StorageError } from '../store/port.ts';
import type { Reply, Request } from './messages.ts';

interface Pending {
  readonly resolve: (reply: Extract<Reply, { kind: 'done' }>) => void;
  readonly reject: (reason: Error) => void;
  readonly onProgress?: OnProgress;
}

export interface Watch {
  readonly onFault: (fault: Extract<Reply, { kind: 'fault' }>) => void;
  /** The thread ended though nobody stopped it. */
  readonly onEnd: (reason: Error) => void;
}

/** A worker with calls under way. It ends by `stop`, or by a fault that rejects them all. */
export class Thread {
  readonly #worker: Worker;
  readonly #pending: Map<number, Pending> = new Map();
  readonly #ready: Promise<void>;
  #lastId = 0;
  #ended: Error | undefined;
  #isStopped = false;

  constructor(entry: URL, workerData: unknown, { onFault, onEnd }: Watch) {
    this.#worker = new Worker(entry, { workerData });
    const ready = Promise.withResolvers<void>();
    this.#ready = ready.promise;
    this.#worker.on('message', (reply: Reply) => {
      if (reply.kind === 'ready') ready.resolve();
      else if (reply.kind === 'fault') onFault(reply);
      else if (reply.kind === 'progress') this.#tell(reply);
      else this.#settle(reply);
    });
    const end = (error: Error): void => {
      if (this.#ended !== undefined) return;
      this.#ended = error;
      ready.reject(this.#ended);
      if (!this.#isStopped) onEnd(error);
      for (const { reject } of this.#pending.values()) reject(this.#ended);
      this.#pending.clear();
    };
    this.#worker.on('error', end);
    this.#worker.on('exit', (code) => end(new Error(`the database thread ended (${code})`)));
  }

  /** Resolves when the thread has opened what it needs; rejects with why it could not. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** The caller names the type; the thread's entry serves the method that returns it. */
  call<T>(method: string, ...parameters: readonly unknown[]): Promise<Done<T>> {
    return this.watch(undefined, method, ...parameters);
  }

  /** As `call`, of a method that tells how far it is. */
  async watch<T>(
    onProgress: OnProgress | undefined,
    method: string,
    ...parameters: readonly unknown[]
  ): Promise<Done<T>> {
    const { value, events } = await this.#ask(method, parameters, onProgress);
    // Text that the thread's entry made of what its method returned.
    return {
      value: value as T,
      events: events === '' ? [] : parseStored<readonly InventoryEvent[]>(events),
    };
  }

  #ask(
    method: string,
    parameters: readonly unknown[],
    onProgress: OnProgress | undefined,
  ): Promise<Extract<Reply, { kind: 'done' }>> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const isWatched = onProgress !== undefined;
    const request: Request = { id: this.#lastId, method, parameters, isWatched };
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { resolve, reject, ...(onProgress && { onProgress }) });
      this.#worker.postMessage(request);
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#worker.terminate();
  }

  #tell({ id, done, total }: Extract<Reply, { kind: 'progress' }>): void {
    this.#pending.get(id)?.onProgress?.(done, total);
  }

  #settle(reply: Extract<Reply, { kind: 'done' | 'failed' }>): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.kind === 'done') {
      pending?.resolve(reply);
      return;
    }
    const error = reply.isStorage ? new StorageError(reply.message) : new Error(reply.message);
    if (reply.stack !== undefined) error.stack = reply.stack;
    pending?.reject(error);
  }
}
