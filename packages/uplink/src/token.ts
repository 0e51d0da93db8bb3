/** The short-lived JWT (EdDSA, RFC 8037) by which an observer speaks: one a request, never twice. */
import { randomUUID } from 'node:crypto';
import { TOKEN_AUDIENCE, TOKEN_SECONDS } from '@muster/facts/wire';
import { SignJWT } from 'jose';
import { type Enrolled, signingKeyOf } from './identity.ts';

/**
 * @param nowMs the reconciler's time as far as it is known (see `skew.ts`): a host whose clock is
 *   hours off could not speak otherwise
 */
export function signToken(enrolled: Enrolled, nowMs: number): Promise<string> {
  const iat = Math.floor(nowMs / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
    .setAudience(TOKEN_AUDIENCE)
    .setSubject(enrolled.observerId)
    .setJti(randomUUID())
    .setIssuedAt(iat)
    .setExpirationTime(iat + TOKEN_SECONDS)
    .sign(signingKeyOf(enrolled.key));
}
