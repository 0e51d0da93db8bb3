/**
 * The configuration file as `install` leaves it: what was asked for is set, all else, comments
 * included, stays as an administrator wrote it.
 */
import { isMap, parseDocument } from 'yaml';

export interface AgentFileChanges {
  readonly reconciler?: string;
  readonly site?: string;
  readonly every?: string;
  readonly spread?: string;
  readonly tokenFile?: string;
  readonly data?: string;
}

export type AgentFileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string };

const HEAD = `# Muster agent. \`muster-agent install\` sets what it is told to set and leaves the rest alone.
`;

/** @param existing undefined: there is no file yet */
export function changeAgentFile(
  existing: string | undefined,
  changes: AgentFileChanges,
): AgentFileText {
  const document = parseDocument(existing ?? HEAD);
  const [error] = document.errors;
  if (error !== undefined)
    return { kind: 'refused', reason: error.message.split('\n')[0] ?? error.message };
  if (document.contents !== null && !isMap(document.contents))
    return { kind: 'refused', reason: 'it is not a list of keys and values' };
  for (const [key, value] of Object.entries(changes)) {
    if (value !== undefined && document.get(key) !== value) document.set(key, value);
  }
  return { kind: 'text', text: document.toString({ lineWidth: 0 }) };
}

/** The text of one key, when the file can be read and has it. */
export function valueInAgentFile(existing: string | undefined, key: string): string | undefined {
  if (existing === undefined) return undefined;
  const document = parseDocument(existing);
  const value = document.errors.length === 0 && isMap(document.contents) && document.get(key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
