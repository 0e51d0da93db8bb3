/** Reads what a running or former agent has written of itself. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Parsed, parserOf } from '@muster/facts/parsed';
import { Type } from 'typebox';
import { type AgentState, STATE_FILE } from './state.ts';

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

/** Undefined when no agent has written one yet. */
export async function readState(dataFolder: string): Promise<Parsed<AgentState> | undefined> {
  let source: string;
  try {
    source = await readFile(join(dataFolder, STATE_FILE), 'utf8');
  } catch {
    return undefined;
  }
  try {
    return check(JSON.parse(source));
  } catch {
    return { kind: 'refused', problems: [{ path: '', message: 'is not JSON' }] };
  }
}
