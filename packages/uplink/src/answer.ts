/** What the reconciler answers to `POST /api/v1/observations`, and what that means for the batch. */
import type { Disposition } from '@muster/facts/inventory';
import { SOURCES, type Source } from '@muster/facts/observation';
import { parserOf } from '@muster/facts/parsed';
import type { Outcome } from '@muster/facts/wire';
import { Type } from 'typebox';
import { describeRefusal, isOurError } from './error-body.ts';
import type { HttpAnswer } from './http.ts';

export type PostAnswer =
  | {
      readonly kind: 'acknowledged';
      readonly counts: Readonly<Partial<Record<Disposition, number>>>;
      readonly exceptions: readonly Outcome[];
      readonly wanted: readonly { readonly source: Source; readonly key: string }[];
    }
  /** This batch: sending it again cannot help. */
  | { readonly kind: 'batch-refused'; readonly reason: string }
  /** This observer. */
  | { readonly kind: 'observer-refused'; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

const disposition = Type.Unsafe<Disposition>(
  Type.String({ enum: ['applied', 'unchanged', 'duplicate', 'parked', 'refused', 'conflict'] }),
);
const body = parserOf(
  Type.Object({
    counts: Type.Record(Type.String({ maxLength: 32 }), Type.Integer({ minimum: 0 })),
    exceptions: Type.Array(
      Type.Object({ id: Type.String(), disposition, reason: Type.Optional(Type.String()) }),
    ),
    wanted: Type.Array(
      Type.Object({
        source: Type.Unsafe<Source>(Type.String({ enum: [...SOURCES] })),
        key: Type.String({ maxLength: 512 }),
      }),
    ),
  }),
);

/** Statuses that judge the batch itself, if it is the reconciler who speaks and not a proxy. */
const BATCH_STATUSES = [400, 415, 422];

export function judgePostAnswer(answer: HttpAnswer): PostAnswer {
  if (answer.kind === 'unreachable') return answer;
  const { status } = answer;
  if (status === 200) {
    const parsed = body(answer.body);
    if (parsed.kind === 'parsed') return { kind: 'acknowledged', ...parsed.value };
    return { kind: 'unreachable', reason: 'what answers there is not a reconciler' };
  }
  const reason = describeRefusal(status, answer.body);
  if (status === 401 || status === 403) return { kind: 'observer-refused', reason };
  // Too large for whoever stands in between is too large for ever.
  if (status === 413) return { kind: 'batch-refused', reason };
  if (BATCH_STATUSES.includes(status) && isOurError(answer.body))
    return { kind: 'batch-refused', reason };
  return { kind: 'unreachable', reason };
}
