/** Enrolment: one exchange in which a token admits a public key and the reconciler names its holder. */
import type { Enrolment } from '@muster/facts/wire';
import { isAdmitted, isErrorBody } from './checks.ts';
import { describeRefusal } from './error-body.ts';
import type { HttpAnswer, HttpClient } from './http.ts';
import type { Secret } from './secret.ts';

export interface EnrolCall {
  readonly url: URL;
  readonly token: Secret;
  readonly kind: Enrolment['kind'];
  readonly name: string;
  readonly version: string;
  readonly publicKey: Enrolment['publicKey'];
  readonly signal: AbortSignal | undefined;
}

export type EnrolAnswer =
  | { readonly kind: 'enrolled'; readonly observerId: string }
  /** The token was judged and refused: sending it again cannot help. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly reason: string; readonly cause?: unknown };

export async function enrol(http: HttpClient, call: EnrolCall): Promise<EnrolAnswer> {
  const { token, kind, name, version, publicKey } = call;
  const body: Enrolment = { token: token.reveal(), kind, name, version, publicKey };
  const answer = await http.post({
    url: call.url,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
    signal: call.signal,
  });
  return judgeEnrolAnswer(answer);
}

/** Only an answer about the token is a refusal; a busy, missing or foreign server is not. */
export function judgeEnrolAnswer(answer: HttpAnswer): EnrolAnswer {
  if (answer.kind === 'unreachable') return answer;
  const { status, body } = answer;
  if (status === 200 || status === 201) {
    if (isAdmitted(body)) return { kind: 'enrolled', observerId: body.observerId };
    return { kind: 'unreachable', reason: 'what answers there is not a reconciler' };
  }
  const said = describeRefusal(status, body);
  const isAboutToken = [400, 401, 403].includes(status) && isErrorBody(body);
  return { kind: isAboutToken ? 'refused' : 'unreachable', reason: said };
}
