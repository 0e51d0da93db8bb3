/** What the command line is given by its entry file, so that it can be run within a test. */
import type { Readable, Writable } from 'node:stream';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Aborted when the user or the system wants it to end. */
  readonly signal: AbortSignal;
}

/** A command's wrong usage: the message goes to standard error, the exit code is 2. */
export class UsageError extends Error {}

/** Exit codes: 0 done, 1 the world said no, 2 wrong usage. */
export const EXIT = { done: 0, refused: 1, usage: 2 } as const;
