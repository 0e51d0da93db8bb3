/** What the entry file hands to a command: the process's edges, and nothing else of it. */
import type { Readable, Writable } from 'node:stream';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** Aborted when the program is told to end. */
  readonly signal: AbortSignal;
}

/** Exit codes of DESIGN §9. */
export const EXIT = { done: 0, worldSaidNo: 1, wrongUsage: 2 } as const;

/** Wrong arguments, or an option that cannot work: exit 2, with what to do in one line. */
export class UsageError extends Error {}

/** The world said no: exit 1, with the reason in one line. */
export class WorldError extends Error {}
