/** The reconciler's error body, `{ error: { code, message } }`, told from what a proxy might say. */
import { parserOf } from '@muster/facts/parsed';
import { Type } from 'typebox';

/** The words go into logs. */
const REASON_CHARACTERS_MAX = 512;

const errorBody = parserOf(
  Type.Object({
    error: Type.Union([Type.String(), Type.Object({ message: Type.String() })]),
  }),
);

export function isOurError(body: unknown): boolean {
  return errorBody(body).kind === 'parsed';
}

/** "answered 403: the token has expired", in the reconciler's own words where it gave some. */
export function describeRefusal(status: number, body: unknown): string {
  const parsed = errorBody(body);
  if (parsed.kind === 'refused') return `answered ${status}`;
  const { error } = parsed.value;
  const words = typeof error === 'string' ? error : error.message;
  return `answered ${status}: ${words.slice(0, REASON_CHARACTERS_MAX)}`;
}
