/** The thread's side: takes requests from the port, answers each once. */
import type { MessagePort } from 'node:worker_threads';
import type { Done } from '../engine.ts';
import { StorageError } from '../store/port.ts';
import type { Reply, Request } from './messages.ts';

type Method = (...parameters: never[]) => Promise<Done<unknown>>;

export function serve(port: MessagePort, methods: Readonly<Record<string, Method>>): void {
  const reply = (message: Reply): void => port.postMessage(message);
  port.on('message', ({ id, method, parameters, isWatched }: Request) => {
    const told = (done: number, total: number) => reply({ kind: 'progress', id, done, total });
    const all = isWatched ? [...parameters, told] : parameters;
    void answer(methods[method], method, all).then(
      ({ value, events }) =>
        reply({
          kind: 'done',
          id,
          value,
          events: events.length === 0 ? '' : JSON.stringify(events),
        }),
      (error: unknown) => reply({ kind: 'failed', id, ...describe(error) }),
    );
  });
  reply({ kind: 'ready' });
}

async function answer(
  called: Method | undefined,
  name: string,
  parameters: readonly unknown[],
): Promise<Done<unknown>> {
  if (called === undefined) throw new Error(`there is no method ${name}`);
  return called(...(parameters as never[]));
}

export function describe(error: unknown): {
  readonly message: string;
  readonly stack?: string;
  readonly isStorage: boolean;
} {
  const isStorage = error instanceof StorageError;
  if (!(error instanceof Error)) return { message: String(error), isStorage };
  return {
    message: error.message,
    isStorage,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  };
}
