/**
 * What `status` tells: written beside the spool after every look, so that a process that may not
 * open the spool while the daemon holds it can still be asked.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Parsed, parserOf } from '@muster/facts/parsed';
import { Type } from 'typebox';

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

const closed = { additionalProperties: false } as const;
const text = Type.String({ maxLength: 2048 });
const count = Type.Integer({ minimum: 0 });
const schema = Type.Object(
  {
    writtenAt: text,
    processId: count,
    version: text,
    reconciler: text,
    installId: text,
    observerId: Type.Optional(text),
    link: Type.Object({ kind: text, reason: Type.Optional(text) }, closed),
    lastLookAt: Type.Optional(text),
    nextLookAt: Type.Optional(text),
    spooledBatches: count,
    spooledBytes: count,
    lost: count,
    unread: Type.Array(text, { maxItems: 256 }),
  },
  closed,
);
const check = parserOf(schema);

const NAME = 'state.json';

/** Replaced in one step: a reader sees the old or the new one. */
export async function writeState(dataFolder: string, state: AgentState): Promise<void> {
  const path = join(dataFolder, NAME);
  await writeFile(`${path}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** Undefined when no agent has written one yet. */
export async function readState(dataFolder: string): Promise<Parsed<AgentState> | undefined> {
  let source: string;
  try {
    source = await readFile(join(dataFolder, NAME), 'utf8');
  } catch {
    return undefined;
  }
  try {
    return check(JSON.parse(source));
  } catch {
    return { kind: 'refused', problems: [{ path: '', message: 'is not JSON' }] };
  }
}
