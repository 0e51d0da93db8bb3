/** Reads what a running or former agent has written of itself. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Parsed } from '@muster/facts/parsed';
import { agentStateSchema, isAgentState } from './checks.ts';
import { parseBy } from './problems-of.ts';
import type { AgentState } from './schemas.ts';
import { STATE_FILE } from './state.ts';

/** Undefined when no agent has written one yet. */
export async function readState(dataFolder: string): Promise<Parsed<AgentState> | undefined> {
  let source: string;
  try {
    source = await readFile(join(dataFolder, STATE_FILE), 'utf8');
  } catch {
    return undefined;
  }
  try {
    return parseBy(isAgentState, agentStateSchema, JSON.parse(source));
  } catch {
    return { kind: 'refused', problems: [{ path: '', message: 'is not JSON' }] };
  }
}
