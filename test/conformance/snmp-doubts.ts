/**
 * Expectations of recordings that we think wrong, with the reason: `snmp-doubts.json` names the
 * walk, or a pattern of walks, and what is expected of them. They are not counted.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parserOf } from '@muster/facts/parsed';
import { formatProblems } from '@muster/facts/problems';
import { Type } from 'typebox';

const parse = parserOf(
  Type.Object({
    doubts: Type.Array(
      Type.Object({
        /** Pattern of the walk's name. */
        case: Type.String(),
        field: Type.String(),
        /** Pattern of the expectation; any where absent. */
        expected: Type.Optional(Type.String()),
        reason: Type.String({ minLength: 10 }),
      }),
    ),
  }),
);

const file = join(import.meta.dirname, 'snmp-doubts.json');
const parsed = parse(JSON.parse(readFileSync(file, 'utf8')));
if (parsed.kind === 'refused') throw new Error(`${file}: ${formatProblems(parsed.problems)}`);
const doubts = parsed.value.doubts.map((doubt) => ({
  ...doubt,
  case: new RegExp(doubt.case),
  expected: doubt.expected === undefined ? undefined : new RegExp(doubt.expected),
}));

/** The reason not to count this expectation, if there is one. */
export function doubtIn(id: string, field: string, expected: unknown): string | undefined {
  const text = typeof expected === 'string' ? expected : JSON.stringify(expected);
  return doubts.find(
    (doubt) => doubt.field === field && doubt.case.test(id) && (doubt.expected?.test(text) ?? true),
  )?.reason;
}
