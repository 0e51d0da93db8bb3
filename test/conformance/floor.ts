/** The floor under the score: what an earlier version reached, no later one may fall below. */
import { readFileSync } from 'node:fs';
import { parserOf } from '@muster/facts/parsed';
import { formatProblems } from '@muster/facts/problems';
import { Type } from 'typebox';
import type { Tally } from './score.ts';

/** For recordings: at least this percentage right, at most this percentage wrong. */
interface Share {
  readonly right: number;
  readonly wrong: number;
}

/** For what is one number ("precision"): it lies within these bounds. */
interface Bounds {
  readonly least?: number;
  readonly most?: number;
}

/** Per kind and field. */
export type Floor = Readonly<Record<string, Readonly<Record<string, Share | Bounds>>>>;

const percent = Type.Number({ minimum: 0, maximum: 100 });
const parse = parserOf(
  Type.Record(
    Type.String(),
    Type.Record(
      Type.String(),
      Type.Union([
        Type.Object({ right: percent, wrong: percent }, { additionalProperties: false }),
        Type.Object(
          { least: Type.Optional(Type.Number()), most: Type.Optional(Type.Number()) },
          { additionalProperties: false, minProperties: 1 },
        ),
      ]),
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
    for (const [field, bound] of Object.entries(fields)) {
      const why = reasonBelow(scores[kind]?.[field], bound);
      if (why !== undefined) fallen.push(`${kind} ${field}: ${why}`);
    }
  }
  return fallen;
}

function reasonBelow(score: Tally | number | undefined, bound: Share | Bounds): string | undefined {
  if ('right' in bound) {
    if (score === undefined || typeof score === 'number') return 'not scored';
    const right = (100 * score.right) / score.total;
    const wrong = (100 * score.wrong) / score.total;
    if (right >= bound.right && wrong <= bound.wrong) return undefined;
    return `${right.toFixed(2)} % right and ${wrong.toFixed(2)} % wrong, the floor is ${bound.right} and ${bound.wrong}`;
  }
  if (typeof score !== 'number') return 'not scored';
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = bound;
  if (score >= least && score <= most) return undefined;
  return `${score}, the floor is ${bound.least ?? ''} to ${bound.most ?? ''}`;
}
