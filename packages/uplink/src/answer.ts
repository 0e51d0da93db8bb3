/** What the reconciler answers to `POST /api/v1/observations`, and what that means for the batch. */
import { isErrorBody, isPostBody } from './checks.ts';
import { describeRefusal } from './error-body.ts';
import type { HttpAnswer } from './http.ts';
import type { PostBody } from './schemas.ts';

export type PostAnswer =
  | ({ readonly kind: 'acknowledged' } & PostBody)
  /** This batch: sending it again cannot help. */
  | { readonly kind: 'batch-refused'; readonly reason: string }
  /** This observer. */
  | { readonly kind: 'observer-refused'; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** Statuses that judge the batch itself, if it is the reconciler who speaks and not a proxy. */
const BATCH_STATUSES = [400, 415, 422];

export function judgePostAnswer(answer: HttpAnswer): PostAnswer {
  if (answer.kind === 'unreachable') return answer;
  const { status } = answer;
  if (status === 200) {
    if (isPostBody(answer.body)) return { kind: 'acknowledged', ...answer.body };
    return { kind: 'unreachable', reason: 'what answers there is not a reconciler' };
  }
  const reason = describeRefusal(status, answer.body);
  if (status === 401 || status === 403) return { kind: 'observer-refused', reason };
  // Too large for whoever stands in between is too large for ever.
  if (status === 413) return { kind: 'batch-refused', reason };
  if (BATCH_STATUSES.includes(status) && isErrorBody(answer.body))
    return { kind: 'batch-refused', reason };
  return { kind: 'unreachable', reason };
}
