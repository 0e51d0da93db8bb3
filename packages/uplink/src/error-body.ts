/** The reconciler's error body, `{ error: { code, message } }`, told from what a proxy might say. */
import { isErrorBody } from './checks.ts';

/** The words go into logs. */
const REASON_CHARACTERS_MAX = 512;

/** "answered 403: the token has expired", in the reconciler's own words where it gave some. */
export function describeRefusal(status: number, body: unknown): string {
  if (!isErrorBody(body)) return `answered ${status}`;
  const { error } = body;
  const words = typeof error === 'string' ? error : error.message;
  return `answered ${status}: ${words.slice(0, REASON_CHARACTERS_MAX)}`;
}
