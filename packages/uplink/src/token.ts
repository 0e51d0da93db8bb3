/**
 * The short-lived JWT (RFC 7519, EdDSA by RFC 8037) by which an observer speaks: one a request,
 * never twice. Made here, since it is one signature; the reconciler reads it with a library for
 * hostile tokens.
 */
import { randomUUID, sign } from 'node:crypto';
import { TOKEN_AUDIENCE, TOKEN_SECONDS } from '@muster/facts/wire';
import { type Enrolled, signingKeyOf } from './identity.ts';

/**
 * @param nowMs the reconciler's time as far as it is known (see `skew.ts`): a host whose clock is
 *   hours off could not speak otherwise
 */
export function signToken(enrolled: Enrolled, nowMs: number): string {
  const iat = Math.floor(nowMs / 1000);
  const claims = {
    aud: TOKEN_AUDIENCE,
    sub: enrolled.observerId,
    jti: randomUUID(),
    iat,
    exp: iat + TOKEN_SECONDS,
  };
  const signed = `${encode({ alg: 'EdDSA', typ: 'JWT' })}.${encode(claims)}`;
  // Ed25519 hashes by itself: no algorithm is named.
  const signature = sign(null, Buffer.from(signed), signingKeyOf(enrolled.key));
  return `${signed}.${signature.toString('base64url')}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
