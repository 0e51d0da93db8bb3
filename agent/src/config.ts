/**
 * The agent's configuration as a file says it: YAML, checked against one schema, unknown keys
 * refused with their line. `configs/agent.yaml` shows every key.
 */
import type { Parsed } from '@muster/facts/parsed';
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { agentFileSchema, isAgentFile } from './checks.ts';
import { problemsOf } from './problems-of.ts';
import type { AgentFile } from './schemas.ts';

/** A file's bound: the sample with all its comments is 3 kB. */
export const CONFIG_BYTES_MAX: number = 256 * 1024;

/** Problems carry "LINE:COLUMN: /key" as their path. */
export function parseAgentFile(source: string): Parsed<AgentFile> {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${line}:${col}`;
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => ({
      path: at(pos[0]),
      message: message.split('\n')[0] ?? message,
    }));
    return { kind: 'refused', problems };
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // An alias without its anchor, or more aliases than a configuration has.
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'refused', problems: [{ path: '1:1', message }] };
  }
  // An empty file is a configuration that leaves everything at its default.
  const settings = value ?? {};
  if (isAgentFile(settings)) return { kind: 'parsed', value: settings };
  const problems = problemsOf(agentFileSchema, settings).map(({ path, message }) => {
    const offset = offsetOf(document.contents, path.split('/').slice(1));
    return { path: `${offset === undefined ? '1:1' : at(offset)}: ${path}`, message };
  });
  return { kind: 'refused', problems };
}

/** Where the key (or, in a list, the item) that a JSON Pointer names begins. */
function offsetOf(node: Node | null, pointer: readonly string[]): number | undefined {
  const [name, ...rest] = pointer;
  if (name === undefined || !isMap(node)) return node?.range?.[0];
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === name);
  if (pair === undefined || !isScalar(pair.key)) return node.range?.[0];
  const below = rest.length === 0 || !isMap(pair.value) ? undefined : offsetOf(pair.value, rest);
  return below ?? pair.key.range?.[0];
}
