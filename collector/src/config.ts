/**
 * The collector's configuration as a file says it: YAML, checked against one schema, unknown keys
 * refused, every problem with its line. `configs/collector.yaml` shows every key.
 */

import type { Parsed } from '@muster/facts/parsed';
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import {
  type CollectorFile,
  parseConfigFile,
  parseTargetsFile,
  type TargetsFile,
} from './config-file.ts';

/** "12:5: snmp.tragets: is not a known key". Line and column from 1. */
export interface ConfigProblem {
  readonly line: number;
  readonly column: number;
  /** Dotted, as a person would say it; empty for the whole file. */
  readonly key: string;
  readonly message: string;
}

export type ParsedConfig<T = CollectorFile> =
  | { readonly kind: 'parsed'; readonly value: T }
  | { readonly kind: 'refused'; readonly problems: readonly ConfigProblem[] };

/** A configuration of a thousand targets is 100 kB. */
const FILE_CHARACTERS_MAX: number = 8 * 1024 * 1024;

export function parseConfig(yaml: string): ParsedConfig {
  return parseYaml(yaml, parseConfigFile);
}

/** A file of further SNMP targets. */
export function parseTargets(yaml: string): ParsedConfig<TargetsFile> {
  return parseYaml(yaml, parseTargetsFile);
}

function parseYaml<T>(yaml: string, parse: (input: unknown) => Parsed<T>): ParsedConfig<T> {
  if (yaml.length > FILE_CHARACTERS_MAX) {
    return {
      kind: 'refused',
      problems: [{ line: 1, column: 1, key: '', message: 'is too large' }],
    };
  }
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ message, pos: [offset] }) => ({
      ...placeOf(lines, offset),
      key: '',
      message,
    }));
    return { kind: 'refused', problems };
  }
  // An empty file is a collector that observes nothing: allowed, and told at start.
  const parsed = parse(toPlain(document) ?? {});
  if (parsed.kind === 'parsed') return parsed;
  const problems = parsed.problems.map(({ path, message }) => {
    const keys = keysOf(path);
    return { ...placeOf(lines, offsetOf(document, keys)), key: keys.join('.'), message };
  });
  return { kind: 'refused', problems };
}

/** A text, which no configuration is, for aliases without an anchor, or so many of them that they are an attack. */
function toPlain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 1000 });
  } catch {
    return 'an alias that stands for nothing';
  }
}

function placeOf(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** A JSON Pointer (RFC 6901) as keys. */
function keysOf(pointer: string): readonly string[] {
  const [, ...keys] = pointer.split('/');
  return keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Where the key stands; for what is missing, where what should hold it stands. */
function offsetOf(document: Document, keys: readonly string[]): number {
  for (let depth = keys.length; depth > 0; depth -= 1) {
    const parent = depth === 1 ? document.contents : document.getIn(keys.slice(0, depth - 1), true);
    const last = keys[depth - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === last);
      if (pair !== undefined && isScalar(pair.key)) return pair.key.range?.[0] ?? 0;
    }
    const node = document.getIn(keys.slice(0, depth), true);
    if (isScalar(node) || isMap(node)) return node.range?.[0] ?? 0;
  }
  return 0;
}

export function formatConfigProblems(file: string, problems: readonly ConfigProblem[]): string {
  return problems
    .map(
      ({ line, column, key, message }) =>
        `${file}:${line}:${column}: ${key === '' ? '' : `${key} `}${message}`,
    )
    .join('\n');
}
