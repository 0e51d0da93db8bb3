/**
 * What `status` tells: written beside the spool after every look, so that a process that may not
 * open the spool while the daemon holds it can still be asked.
 */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentState } from './schemas.ts';

export const STATE_FILE = 'state.json';

/** Replaced in one step: a reader sees the old or the new one. */
export async function writeState(dataFolder: string, state: AgentState): Promise<void> {
  const path = join(dataFolder, STATE_FILE);
  await writeFile(`${path}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
