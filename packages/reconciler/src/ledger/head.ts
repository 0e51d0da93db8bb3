/**
 * Signed heads: what the ledger held at a time, signed with the server's key (Ed25519, a compact JWS of
 * RFC 7515, which any JOSE library reads). A head that was put away elsewhere shows what the chain
 * cannot show of itself: a tail that was cut, or a whole ledger that was written anew.
 */
import { type Parsed, parserOf } from '@muster/facts/parsed';
import {
  CompactSign,
  type CryptoKey,
  calculateJwkThumbprint,
  compactVerify,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import { Type } from 'typebox';

const HEAD_TYPE = 'muster.ledger-head/1';
const STATEMENT_TYPE = 'muster.evidence-digest/1';
const HASH = '^[0-9a-f]{64}$';

export interface LedgerHead {
  /** How many entries; the last one's `seq`. */
  readonly entries: number;
  /** The last entry's hash in the chain, 64 hexadecimal digits. */
  readonly hash: string;
  /** The Merkle root over all of them (`merkle.ts`), 64 hexadecimal digits. */
  readonly root: string;
  /** When it was signed, RFC 3339. */
  readonly at: string;
}

const parseHead = parserOf(
  Type.Object({
    type: Type.Literal(HEAD_TYPE),
    entries: Type.Integer({ minimum: 1 }),
    hash: Type.String({ pattern: HASH }),
    root: Type.String({ pattern: HASH }),
    at: Type.String({ maxLength: 40 }),
  }),
);

/** What the server's key says of a bundle: that it made one with this digest, and when. */
export interface BundleStatement {
  /** SHA-256, 64 hexadecimal digits. */
  readonly digest: string;
  /** RFC 3339. */
  readonly at: string;
}

const parseStatement = parserOf(
  Type.Object({
    type: Type.Literal(STATEMENT_TYPE),
    digest: Type.String({ pattern: HASH }),
    at: Type.String({ maxLength: 40 }),
  }),
);

export interface PublicKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  /** base64url, 43 characters. */
  readonly x: string;
  /** The key's thumbprint (RFC 7638). */
  readonly kid: string;
}

/** Public keys by which heads are checked (a JWK set, RFC 7517 §5). */
export const parsePublicKeys: (input: unknown) => Parsed<{ keys: PublicKey[] }> = parserOf(
  Type.Object({
    keys: Type.Array(
      Type.Object({
        kty: Type.Literal('OKP'),
        crv: Type.Literal('Ed25519'),
        x: Type.String({ minLength: 43, maxLength: 43 }),
        kid: Type.String({ maxLength: 64 }),
      }),
      { minItems: 1, maxItems: 1000 },
    ),
  }),
);

export interface HeadKey {
  readonly publicKey: PublicKey;
  readonly sign: (head: LedgerHead) => Promise<string>;
  readonly signStatement: (statement: BundleStatement) => Promise<string>;
}

/** A new key as it is kept: a private JWK. */
export async function makeHeadKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return exportJWK(privateKey);
}

/** @throws when it is no private Ed25519 key */
export async function readHeadKey(jwk: JWK): Promise<HeadKey> {
  const { x } = jwk;
  if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519' || x === undefined || jwk.d === undefined) {
    throw new Error('this is no private Ed25519 key');
  }
  const key = await importJWK(jwk, 'EdDSA');
  const kid = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x });
  // The type that is signed along keeps one kind of statement from being taken for the other.
  const signed = (said: object): Promise<string> =>
    new CompactSign(Buffer.from(JSON.stringify(said)))
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .sign(key);
  return {
    publicKey: { kty: 'OKP', crv: 'Ed25519', x, kid },
    sign: (head) => signed({ type: HEAD_TYPE, ...head }),
    signStatement: (statement) => signed({ type: STATEMENT_TYPE, ...statement }),
  };
}

export type CheckedHead =
  | { readonly kind: 'head'; readonly head: LedgerHead }
  | { readonly kind: 'refused'; readonly reason: string };

export type HeadCheck = (jws: string) => Promise<CheckedHead>;

/** Checks heads against the keys that whoever verifies trusts. */
export async function headCheckOf(keys: readonly PublicKey[]): Promise<HeadCheck> {
  const read = await signedBy(keys, parseHead);
  return async (jws) => {
    const signed = await read(jws);
    if (signed.kind === 'refused') return signed;
    const { entries, hash, root, at } = signed.value;
    return { kind: 'head', head: { entries, hash, root, at } };
  };
}

export type StatementCheck = (
  jws: string,
) => Promise<
  | { readonly kind: 'statement'; readonly statement: BundleStatement }
  | { readonly kind: 'refused'; readonly reason: string }
>;

/** Checks what was signed of bundles, against the keys that whoever verifies trusts. */
export async function statementCheckOf(keys: readonly PublicKey[]): Promise<StatementCheck> {
  const read = await signedBy(keys, parseStatement);
  return async (jws) => {
    const signed = await read(jws);
    if (signed.kind === 'refused') return signed;
    const { digest, at } = signed.value;
    return { kind: 'statement', statement: { digest, at } };
  };
}

type Signed<T> =
  | { readonly kind: 'signed'; readonly value: T }
  | { readonly kind: 'refused'; readonly reason: string };

async function signedBy<T>(
  keys: readonly PublicKey[],
  parse: (input: unknown) => Parsed<T>,
): Promise<(jws: string) => Promise<Signed<T>>> {
  const byId = new Map<string, CryptoKey | Uint8Array>();
  for (const { kid, ...jwk } of keys) byId.set(kid, await importJWK(jwk, 'EdDSA'));
  return async (jws) => {
    const verified = await compactVerify(
      jws,
      ({ kid }) => {
        const key = byId.get(kid ?? '');
        if (key === undefined) throw new Error('it is signed with a key that is not trusted here');
        return key;
      },
      { algorithms: ['EdDSA'] },
    ).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (typeof verified === 'string') return { kind: 'refused', reason: verified };
    return parsePayload(verified.payload, parse);
  };
}

function parsePayload<T>(payload: Uint8Array, parse: (input: unknown) => Parsed<T>): Signed<T> {
  let input: unknown;
  try {
    input = JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return { kind: 'refused', reason: 'what is signed is not JSON' };
  }
  const parsed = parse(input);
  return parsed.kind === 'parsed'
    ? { kind: 'signed', value: parsed.value }
    : { kind: 'refused', reason: 'what is signed is something else' };
}

/** The signed heads in a text: one a line, bare or behind whatever a syslog writes before them. */
export function findHeads(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/(?<![\w.-])eyJ[\w-]+\.[\w-]+\.[\w-]{86}(?![\w.-])/g),
    ([jws]) => jws,
  );
}
