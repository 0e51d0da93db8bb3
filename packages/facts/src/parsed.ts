/** Parsing what comes from outside: a schema gives either the value or the problems, never an exception. */
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/** One thing wrong with an input. `path` is a JSON Pointer (RFC 6901); "" is the whole input. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

export type Parsed<T> =
  | { readonly kind: 'parsed'; readonly value: T }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** How many problems are reported of one input: enough to mend it, bounded for hostile ones. */
const PROBLEMS_MAX = 8;

/**
 * Makes a parser from a schema. The validator is compiled on first use, so that a short-lived
 * process pays only for the schemas it meets.
 */
export function parserOf<S extends TSchema>(schema: S): (input: unknown) => Parsed<Static<S>> {
  let compiled: ReturnType<typeof Compile<S>> | undefined;
  return (input) => {
    compiled ??= Compile(schema);
    if (compiled.Check(input)) return { kind: 'parsed', value: input };
    const problems = new Map<string, Problem>();
    for (const { keyword, instancePath, message } of compiled.Errors(input)) {
      // A refused key is reported twice, once for itself and once for its parent: keep its own.
      if (keyword === 'additionalProperties') continue;
      const said = keyword === 'boolean' ? 'is not a known key' : message;
      if (!problems.has(instancePath))
        problems.set(instancePath, { path: instancePath, message: said });
      if (problems.size >= PROBLEMS_MAX) break;
    }
    return { kind: 'refused', problems: [...problems.values()] };
  };
}
