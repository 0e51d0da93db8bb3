/** Passwords of local users: scrypt (RFC 7914), few at a time. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { PASSWORD_CHECKS_MAX } from '../limits.ts';

export const PASSWORD_CHARACTERS_MIN = 12;
export const PASSWORD_CHARACTERS_MAX = 256;

/** A password at rest. The parameters travel with it, so that they can be raised later. */
export interface PasswordHash {
  readonly salt: string;
  readonly cost: number;
  readonly hash: string;
}

/** N = 2^15, r = 8, p = 1: 32 MB and about 100 ms. */
const COST = 32_768;
const HASH_BYTES = 32;
const MEMORY_BYTES_MAX = 256 * 1024 * 1024;

export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return { salt: salt.toString('base64url'), cost: COST, hash: hash.toString('base64url') };
}

/**
 * Takes as long for a user who does not exist (`undefined`) as for one who does.
 *
 * @returns `busy` when too many are being checked: the answer is not known.
 */
export async function checkPassword(
  password: string,
  expected: PasswordHash | undefined,
): Promise<'right' | 'wrong' | 'busy'> {
  if (checking >= PASSWORD_CHECKS_MAX) return 'busy';
  checking += 1;
  try {
    const { salt, cost, hash } = expected ?? NOBODY;
    const derived = await derive(password, Buffer.from(salt, 'base64url'), cost);
    const same = timingSafeEqual(derived, Buffer.from(hash, 'base64url'));
    return same && expected !== undefined ? 'right' : 'wrong';
  } finally {
    checking -= 1;
  }
}

let checking = 0;

const NOBODY: PasswordHash = {
  salt: randomBytes(16).toString('base64url'),
  cost: COST,
  hash: randomBytes(HASH_BYTES).toString('base64url'),
};

/** NFKC, so that a password typed on another keyboard is the same one (NIST SP 800-63B §5.1.1.2). */
function derive(password: string, salt: Uint8Array, cost: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N: cost, r: 8, p: 1, maxmem: MEMORY_BYTES_MAX };
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
