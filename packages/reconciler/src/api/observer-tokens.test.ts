import { generateKeyPairSync, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { exportJWK, SignJWT } from 'jose';
import { beforeEach, expect, it } from 'vitest';
import { CLOCK_SKEW_SECONDS } from './limits.ts';
import { ObserverTokens } from './observer-tokens.ts';
import { TokenIds } from './token-ids.ts';

const START = Date.parse('2026-03-01T08:00:00.400Z');
const own = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

let now = START;
let tokens: ObserverTokens;

beforeEach(() => {
  now = START;
  tokens = new ObserverTokens(
    {
      observerKey: async (id) =>
        id === 'observer-1' ? (await exportJWK(own.publicKey)).x : undefined,
    },
    () => now,
  );
});

interface Wish {
  readonly sub?: string;
  readonly aud?: string;
  readonly jti?: string | undefined;
  /** Seconds from now. */
  readonly iat?: number;
  readonly exp?: number;
  readonly alg?: string;
  readonly key?: typeof own.privateKey;
}

function sign(wish: Wish = {}): Promise<string> {
  const seconds = Math.floor(now / 1000);
  const jti = 'jti' in wish ? wish.jti : randomUUID();
  return new SignJWT({ ...(jti !== undefined && { jti }) })
    .setProtectedHeader({ alg: wish.alg ?? 'EdDSA' })
    .setSubject(wish.sub ?? 'observer-1')
    .setAudience(wish.aud ?? 'muster')
    .setIssuedAt(seconds + (wish.iat ?? 0))
    .setExpirationTime(seconds + (wish.exp ?? 60))
    .sign(wish.key ?? own.privateKey);
}

it('knows an observer by a token that its key signed', async () => {
  expect(await tokens.check(await sign())).toEqual({ kind: 'observer', id: 'observer-1' });
});

it('takes a token once', async () => {
  const token = await sign();
  await tokens.check(token);
  expect(await tokens.check(token)).toEqual({
    kind: 'refused',
    reason: 'the token was used before',
  });
});

const wrong: readonly [string, Wish, RegExp][] = [
  ['another key', { key: other.privateKey }, /signature/],
  ['another algorithm', { key: rsa.privateKey, alg: 'RS256' }, /not valid/],
  ['an unknown observer', { sub: 'observer-2' }, /no observer/],
  ['another audience', { aud: 'elsewhere' }, /"aud"/],
  ['no jti', { jti: undefined }, /"jti"/],
  ['an endless jti', { jti: 'x'.repeat(200) }, /too long/],
  ['a life of more than a minute', { exp: 61 }, /longer than 60/],
  ['a time past the skew', { iat: -95, exp: -35 }, /expired: here it is 2026/],
  ['a time in the future', { iat: 40, exp: 70 }, /future: here it is 2026/],
];
it.each(wrong)('refuses a token with %s', async (_, wish, reason) => {
  now += 3_600_000;
  const checked = await tokens.check(await sign(wish));
  expect(checked).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) });
});

it('allows a clock that is off by the skew either way', async () => {
  now += 3_600_000;
  const early = await sign({ iat: CLOCK_SKEW_SECONDS, exp: CLOCK_SKEW_SECONDS + 60 });
  const late = await sign({ iat: -89, exp: -29 });
  expect(await tokens.check(early)).toMatchObject({ kind: 'observer' });
  expect(await tokens.check(late)).toMatchObject({ kind: 'observer' });
});

it('asks for a new token when one is older than the process, whose memory it could escape', async () => {
  const token = await sign({ iat: -5, exp: 55 });
  expect(await tokens.check(token)).toMatchObject({ kind: 'later', retryAfter: 5 });
});

it('survives any text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 3000 }), async (text) => {
      expect((await tokens.check(text)).kind).toBe('refused');
    }),
  );
});

it('forgets ids that have expired, and takes no new one when all are live', () => {
  const ids = new TokenIds(2);
  expect(ids.use('a', 10, 0)).toBe('first');
  expect(ids.use('b', 20, 0)).toBe('first');
  expect(ids.use('c', 20, 10)).toBe('full');
  expect(ids.use('c', 20, 11)).toBe('first');
  expect(ids.use('b', 20, 20)).toBe('again');
  expect(ids.size).toBe(2);
});
