/**
 * What `status` tells: written beside the spool after every look, so that a process that may not
 * open the spool while the daemon holds it can still be asked.
 */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface AgentState {
  readonly writtenAt: string;
  readonly processId: number;
  readonly version: string;
  readonly reconciler: string;
  readonly installId: string;
  readonly observerId?: string;
  /** As `LinkState` of the uplink says it. */
  readonly link: { readonly kind: string; readonly reason?: string };
  readonly lastLookAt?: string;
  readonly nextLookAt?: string;
  readonly spooledBatches: number;
  readonly spooledBytes: number;
  readonly lost: number;
  readonly unread: readonly string[];
}

export const STATE_FILE = 'state.json';

/** Replaced in one step: a reader sees the old or the new one. */
export async function writeState(dataFolder: string, state: AgentState): Promise<void> {
  const path = join(dataFolder, STATE_FILE);
  await writeFile(`${path}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
