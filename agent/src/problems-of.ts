/**
 * What is wrong with a value that a check has refused, by the same schema: for people. The check
 * (`checks.ts`) says only yes or no; TypeBox would say more, at 27 MB of memory.
 */
import type { Parsed, Problem } from '@muster/facts/parsed';

/** The JSON Schema (draft 2020-12) of which the agent's own schemas are made; no other keywords. */
export interface PlainSchema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maxItems?: number;
  readonly items?: PlainSchema;
  readonly properties?: Readonly<Record<string, PlainSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
}

/** How many are told: enough to mend an input, bounded for hostile ones. */
const PROBLEMS_MAX = 8;

/** The value where the check takes it, else what to do about it. */
export function parseBy<T>(
  check: (input: unknown) => input is T,
  schema: PlainSchema,
  input: unknown,
): Parsed<T> {
  if (check(input)) return { kind: 'parsed', value: input };
  return { kind: 'refused', problems: problemsOf(schema, input) };
}

/** Paths are JSON Pointers (RFC 6901), in the order of the value; at most eight problems. */
export function problemsOf(schema: PlainSchema, input: unknown): readonly Problem[] {
  return Array.from(walk(schema, input, '').take(PROBLEMS_MAX));
}

function* walk(schema: PlainSchema, input: unknown, path: string): Generator<Problem> {
  const message = faultOf(schema, input);
  if (message !== undefined) {
    yield { path, message };
    return;
  }
  if (Array.isArray(input)) {
    for (const [index, item] of input.entries())
      if (schema.items !== undefined) yield* walk(schema.items, item, `${path}/${index}`);
  } else if (typeof input === 'object' && input !== null) {
    yield* walkMembers(schema, input, path);
  }
}

function* walkMembers(schema: PlainSchema, input: object, path: string): Generator<Problem> {
  for (const [key, member] of Object.entries(input)) {
    const known = Object.entries(schema.properties ?? {}).find(([name]) => name === key);
    const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (known !== undefined) yield* walk(known[1], member, at);
    else if (schema.additionalProperties === false)
      yield { path: at, message: 'is not a known key' };
  }
}

/** Of the value itself, its members left aside. */
function faultOf(schema: PlainSchema, input: unknown): string | undefined {
  const { type, required = [] } = schema;
  if (type !== undefined && !isOf(type, input)) return `must be ${WORDS[type]}`;
  if (typeof input === 'string') return faultOfText(schema, input);
  if (typeof input === 'number' && input < (schema.minimum ?? input))
    return `must be at least ${schema.minimum}`;
  if (Array.isArray(input) && input.length > (schema.maxItems ?? input.length))
    return `must not have more than ${schema.maxItems} items`;
  const missing = type === 'object' && required.find((key) => !Object.hasOwn(Object(input), key));
  return missing ? `must have the key "${missing}"` : undefined;
}

function faultOfText(schema: PlainSchema, text: string): string | undefined {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = schema;
  const characters = Array.from(text).length;
  if (schema.const !== undefined && text !== schema.const) return `must be "${schema.const}"`;
  if (schema.enum?.includes(text) === false) return `must be one of: ${schema.enum.join(', ')}`;
  if (characters < minLength) return `must not have fewer than ${minLength} characters`;
  if (characters > maxLength) return `must not have more than ${maxLength} characters`;
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text))
    return `must match the pattern ${pattern}`;
  return undefined;
}

const WORDS = {
  object: 'keys with values',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  boolean: 'true or false',
} as const;

function isOf(type: keyof typeof WORDS, input: unknown): boolean {
  switch (type) {
    case 'object':
      return typeof input === 'object' && input !== null && !Array.isArray(input);
    case 'array':
      return Array.isArray(input);
    case 'integer':
      return Number.isInteger(input);
    default:
      return typeof input === type;
  }
}
