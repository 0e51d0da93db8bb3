/** The floor under the score: what an earlier version reached, no later one may fall below. */
import { readFileSync } from 'node:fs';
import { parserOf } from '@muster/facts/parsed';
import { formatProblems } from '@muster/facts/problems';
import { Type } from 'typebox';
import type { Tally } from './score.ts';

/** Per kind and field: at least this percentage right, at most this percentage wrong. */
export type Floor = Readonly<
  Record<string, Readonly<Record<string, { readonly right: number; readonly wrong: number }>>>
>;

const percent = Type.Number({ minimum: 0, maximum: 100 });
const parse = parserOf(
  Type.Record(
    Type.String(),
    Type.Record(
      Type.String(),
      Type.Object({ right: percent, wrong: percent }, { additionalProperties: false }),
    ),
  ),
);

export function readFloor(file: string): Floor {
  const parsed = parse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.kind === 'refused') throw new Error(`${file}: ${formatProblems(parsed.problems)}`);
  return parsed.value;
}

/** One line for each field below its floor. A kind that did not run at all is below it too. */
export function fallsBelow(
  scores: Readonly<Record<string, Readonly<Record<string, Tally | number>>>>,
  floor: Floor,
  only?: string,
): readonly string[] {
  const fallen: string[] = [];
  for (const [kind, fields] of Object.entries(floor)) {
    if (only !== undefined && kind !== only) continue;
    for (const [field, least] of Object.entries(fields)) {
      const tally = scores[kind]?.[field];
      if (tally === undefined || typeof tally === 'number') {
        fallen.push(`${kind} ${field}: not scored`);
        continue;
      }
      const right = (100 * tally.right) / tally.total;
      const wrong = (100 * tally.wrong) / tally.total;
      if (right < least.right || wrong > least.wrong) {
        fallen.push(
          `${kind} ${field}: ${right.toFixed(2)} % right and ${wrong.toFixed(2)} % wrong, the floor is ${least.right} and ${least.wrong}`,
        );
      }
    }
  }
  return fallen;
}
