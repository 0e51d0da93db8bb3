/** Holds the checks that are written out to the schemas they are written of. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { type PlainSchema, problemsOf } from '../../agent/src/problems-of.ts';
import { agentChecked } from '../../agent/src/schemas.ts';
import { formatChecks, GENERATED } from '../../scripts/format-checks.ts';

const SCRIPTS = join(import.meta.dirname, '../../scripts');

describe.each(GENERATED)('$file', (generated) => {
  const path = join(SCRIPTS, generated.file);

  it('is what "npm run checks" writes', () => {
    expect(readFileSync(path, 'utf8')).toBe(formatChecks(generated));
  });

  it.each(Object.entries(generated.schemas))(
    'judges as the schema of %s does',
    async (name, schema) => {
      const check: unknown = Reflect.get(await import(path), `is${name}`);
      if (typeof check !== 'function') throw new Error(`is${name} is not exported`);
      const validator = Compile(schema);
      const likely = likelyValues(schema);
      const verdicts = new Set<boolean>();
      fc.assert(
        fc.property(fc.oneof(fc.jsonValue(), likely), (value) => {
          verdicts.add(validator.Check(value));
          expect(check(value)).toBe(validator.Check(value));
        }),
        { numRuns: 500 },
      );
      // Or it would prove nothing.
      expect([...verdicts].sort()).toEqual([false, true]);
    },
  );
});

describe('what is wrong with a value', () => {
  it.each(Object.entries(agentChecked))(
    'by the schema of %s is told where TypeBox finds it',
    (_name, schema) => {
      const validator = Compile(schema);
      fc.assert(
        fc.property(fc.oneof(fc.jsonValue(), likelyValues(schema)), (value) => {
          const errors = validator.Errors(value);
          const theirs = errors.map(({ instancePath }) => instancePath);
          const ours = problemsOf(schema as PlainSchema, value).map(({ path }) => path);
          expect(ours.length > 0).toBe(theirs.length > 0);
          // It stops after eight, and goes on below what is wrong already.
          if (errors.length < 8) expect(theirs).toEqual(expect.arrayContaining(ours));
        }),
        { numRuns: 500 },
      );
    },
  );
});

interface Node {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Node[];
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly patternProperties?: Readonly<Record<string, Node>>;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** Values that a schema may admit, with a fault here and there. */
function likelyValues(schema: unknown): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: soundValues(schema as Node) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
}

function soundValues(node: Node): fc.Arbitrary<unknown> {
  if (node.const !== undefined) return fc.constant(node.const);
  if (node.enum !== undefined) return fc.constantFrom(...node.enum);
  if (node.anyOf !== undefined) return fc.oneof(...node.anyOf.map(likelyValues));
  switch (node.type) {
    case 'string':
      if (node.pattern !== undefined) return fc.stringMatching(new RegExp(node.pattern, 'u'));
      return fc.string({
        unit: 'binary',
        minLength: node.minLength ?? 0,
        maxLength: (node.maxLength ?? 64) + 1,
      });
    case 'integer':
      return fc.oneof(fc.nat(), fc.integer(), fc.double());
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(likelyValues(node.items), { maxLength: 3 });
    case 'object': {
      const [values] = Object.values(node.patternProperties ?? {});
      if (values !== undefined)
        return fc.dictionary(fc.string(), likelyValues(values), { maxKeys: 3 });
      const properties = Object.entries(node.properties ?? {}).map(
        ([name, member]) => [name, likelyValues(member)] as const,
      );
      const members = Object.fromEntries(properties);
      return fc.oneof(
        { weight: 8, arbitrary: fc.record(members) },
        { weight: 1, arbitrary: fc.record(members, { requiredKeys: [] }) },
        { weight: 1, arbitrary: fc.record({ ...members, more: fc.jsonValue() }) },
      );
    }
    default:
      return fc.jsonValue();
  }
}
