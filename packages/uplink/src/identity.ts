/**
 * The observer's identity: an Ed25519 key pair and what the reconciler calls its holder.
 *
 * The file is the only copy, so nothing here destroys a key that may be good. A key is on disk
 * before it is offered; a new one replaces the old only after the reconciler has admitted it.
 */
import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { formatUuid7 } from '@muster/facts/uuid7';
import type { Enrolment } from '@muster/facts/wire';
import { isIdentityFile } from './checks.ts';
import { ConfigError } from './config-error.ts';
import { type Folder, type FolderView, isErrno, restrictToOwner } from './folder.ts';
import type { Rim } from './rim.ts';
import type { IdentityFile, PrivateJwk } from './schemas.ts';
import { Secret } from './secret.ts';

const IDENTITY_FILE = 'identity.json';

export interface KeyPair {
  /** RFC 8037; `x` is base64url. */
  readonly publicKey: Enrolment['publicKey'];
  /** The private part `d`, base64url. */
  readonly d: Secret;
}

export interface Enrolled {
  readonly observerId: string;
  readonly key: KeyPair;
  /** Tells a new token from the one that was used: SHA-256, lower-case hex. */
  readonly tokenDigest: string;
  readonly enrolledAt: string;
}

export interface Identity {
  /** UUIDv7, made with the data folder. */
  readonly installId: string;
  readonly enrolled?: Enrolled;
  /** Offered or about to be, not admitted yet. Offered again after a crash, so it is kept. */
  readonly candidate?: KeyPair;
}

export type IdentityRead =
  | { readonly kind: 'read'; readonly identity: Identity }
  | { readonly kind: 'none' }
  | { readonly kind: 'damaged'; readonly reason: string };

/** Reads without changing anything. */
export async function readIdentity(folder: FolderView): Promise<IdentityRead> {
  const content = await folder.read(IDENTITY_FILE);
  if (content === undefined) return { kind: 'none' };
  let input: unknown;
  try {
    input = JSON.parse(content.toString('utf8'));
  } catch {
    return { kind: 'damaged', reason: 'it is not JSON' };
  }
  // What is wrong with it is not said: that could quote the key.
  if (!isIdentityFile(input)) return { kind: 'damaged', reason: 'it is not an identity' };
  const { installId, enrolled, candidate } = input;
  return {
    kind: 'read',
    identity: {
      installId,
      ...(enrolled && { enrolled: { ...enrolled, key: keyPairOf(enrolled.key) } }),
      ...(candidate && { candidate: keyPairOf(candidate) }),
    },
  };
}

/** What the log is told of a damaged file that was put aside. */
export interface OpenedIdentity {
  readonly identity: Identity;
  readonly damaged?: string;
}

/**
 * Reads the identity, or makes one whose key is durable when this resolves. A damaged file is
 * renamed, never deleted: a person may still mend it.
 *
 * @throws ConfigError when the folder cannot be read or written: without a lasting key the
 *   observer would be a new one at every start
 */
export async function openIdentity(folder: Folder, rim: Rim): Promise<OpenedIdentity> {
  const read = await readIdentity(folder).catch((cause: unknown) => {
    throw new ConfigError('dataFolder', `${IDENTITY_FILE} cannot be read`, { cause });
  });
  if (read.kind === 'read') {
    await restrictToOwner(join(folder.path, IDENTITY_FILE)).catch(() => undefined);
    return { identity: read.identity };
  }
  const made: Identity = {
    installId: formatUuid7(rim.nowMs(), rim.random(10)),
    candidate: makeKeyPair(),
  };
  if (read.kind === 'none') {
    await mustWrite(folder, made);
    return { identity: made };
  }
  const aside = `${IDENTITY_FILE}.damaged-${rim.nowMs()}`;
  await rename(join(folder.path, IDENTITY_FILE), join(folder.path, aside));
  await mustWrite(folder, made);
  return { identity: made, damaged: `${read.reason}; kept as ${aside}` };
}

async function mustWrite(folder: Folder, identity: Identity): Promise<void> {
  const written = await writeIdentity(folder, identity);
  if (written.kind === 'written') return;
  const why = isErrno(written.cause, 'ENOSPC') ? 'the disk is full' : 'it cannot be written';
  throw new ConfigError('dataFolder', `${folder.path}: ${why}`, { cause: written.cause });
}

/** Durable when it resolves as written; otherwise the file before is still there, whole. */
export function writeIdentity(folder: Folder, identity: Identity): ReturnType<Folder['write']> {
  const { installId, enrolled, candidate } = identity;
  const content: IdentityFile = {
    schema: 'muster.identity/1',
    installId,
    ...(enrolled && { enrolled: { ...enrolled, key: jwkOf(enrolled.key) } }),
    ...(candidate && { candidate: jwkOf(candidate) }),
  };
  return folder.write(IDENTITY_FILE, `${JSON.stringify(content, undefined, 2)}\n`);
}

export function makeKeyPair(): KeyPair {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (x === undefined || d === undefined) throw new Error('an Ed25519 JWK has x and d (RFC 8037)');
  return keyPairOf({ kty: 'OKP', crv: 'Ed25519', x, d });
}

export function signingKeyOf(key: KeyPair): KeyObject {
  return createPrivateKey({ format: 'jwk', key: { ...jwkOf(key) } });
}

export function tokenDigestOf(token: Secret): string {
  return createHash('sha256').update(token.reveal()).digest('hex');
}

function keyPairOf({ x, d }: PrivateJwk): KeyPair {
  return { publicKey: { kty: 'OKP', crv: 'Ed25519', x }, d: new Secret(d) };
}

/** With the private part in the clear: only for the file and for signing. */
function jwkOf({ publicKey, d }: KeyPair): PrivateJwk {
  return { ...publicKey, d: d.reveal() };
}
