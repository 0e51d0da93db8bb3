/** The configuration's list of shared values: in force as long as they are on it. */
import { readFile } from 'node:fs/promises';
import { IDENTIFIER_SCHEMES, type IdentifierScheme } from '@muster/facts/inventory';
import { parserOf } from '@muster/facts/parsed';
import { formatProblems } from '@muster/facts/problems';
import { Type } from 'typebox';
import type { Decisions } from '../ports.ts';

/** Under this name the configuration decides; what people said by hand it leaves alone. */
export const CONFIGURATION = 'configuration';
const KEY = '--shared-identifiers';

export interface SharedEntry {
  readonly scheme: IdentifierScheme;
  readonly value: string;
  readonly reason: string;
}

/** A fault of the file, with its place. */
export class SharedFileError extends Error {
  override readonly name = 'SharedFileError';
}

const parse = parserOf(
  Type.Array(
    Type.Object(
      {
        scheme: Type.Unsafe<IdentifierScheme>(Type.String({ enum: [...IDENTIFIER_SCHEMES] })),
        value: Type.String({ minLength: 1, maxLength: 256 }),
        reason: Type.String({ minLength: 1, maxLength: 1024 }),
      },
      { additionalProperties: false },
    ),
    { maxItems: 10_000 },
  ),
);

/** @throws SharedFileError */
export async function readSharedFile(path: string): Promise<readonly SharedEntry[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new SharedFileError(`${KEY}: cannot read ${path}`, { cause });
  });
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (cause) {
    throw new SharedFileError(`${KEY}: ${path} is not JSON`, { cause });
  }
  const parsed = parse(input);
  if (parsed.kind === 'parsed') return parsed.value;
  throw new SharedFileError(`${KEY}: ${path}: ${formatProblems(parsed.problems)}`);
}

/**
 * Brings what the configuration decided in line with its list: what is new on it is decided, what is
 * no more on it is taken back.
 *
 * @throws SharedFileError for a value that is none of its scheme
 */
export async function applySharedFile(
  core: Pick<Decisions, 'decide' | 'sharedValues'>,
  entries: readonly SharedEntry[],
): Promise<void> {
  const before = await core.sharedValues();
  const kept = new Set<string>();
  for (const { scheme, value, reason } of entries) {
    const decided = await core.decide({ kind: 'shared', scheme, value, reason }, CONFIGURATION);
    if (decided.kind === 'decided') continue;
    const id = /^decision-\d+(?= says so already)/.exec(decided.reason)?.[0];
    if (id === undefined) throw new SharedFileError(`${KEY}: ${decided.reason}`);
    kept.add(id);
  }
  for (const { id, actor } of before) {
    if (actor !== CONFIGURATION || kept.has(id)) continue;
    const reason = 'no more on the list of shared identifiers';
    await core.decide({ kind: 'undo', decision: id, reason }, CONFIGURATION);
  }
}
