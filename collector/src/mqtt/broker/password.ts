/**
 * Password hashes of the collector's own broker: scrypt, as `muster-collector hash-password` writes
 * them, and PBKDF2-SHA512 as mosquitto_passwd does, so that its files can be taken over.
 */
import { pbkdf2, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** OWASP's second choice for scrypt: 32 MB and about 60 ms. */
const LOG_N = 15;
const R = 8;
const P = 3;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** 128 * N * r octets, and what Node asks for beside. */
const MEMORY_MAX: number = 128 * 1024 * 1024;

export type PasswordHash =
  | {
      readonly kind: 'scrypt';
      readonly logN: number;
      readonly r: number;
      readonly p: number;
      readonly salt: Buffer;
      readonly key: Buffer;
    }
  | {
      readonly kind: 'pbkdf2';
      readonly iterations: number;
      readonly salt: Buffer;
      readonly key: Buffer;
    };

const derive = promisify<Buffer, Buffer, number, object, Buffer>(scrypt);
const derivePbkdf2 = promisify(pbkdf2);

/** "$scrypt$ln=15,r=8,p=3$<salt>$<key>", base64 without padding (the PHC string format). */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(Buffer.from(password), salt, KEY_BYTES, options(LOG_N, R, P));
  const printed = [salt, key].map((each) => each.toString('base64').replace(/=+$/, ''));
  return `$scrypt$ln=${LOG_N},r=${R},p=${P}$${printed.join('$')}`;
}

/** Undefined for anything else, a password in clear above all. */
export function parsePasswordHash(text: string): PasswordHash | undefined {
  const [, logN, r, p, salt = '', key = ''] =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]{16,})\$([\w+/]{32,})$/.exec(text) ??
    [];
  if (logN !== undefined) {
    const isBounded = Number(logN) <= 16 && Number(r) <= 8 && Number(p) <= 8;
    if (!isBounded) return undefined;
    const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
    return { kind: 'scrypt', ...cost, salt: bytes(salt), key: bytes(key) };
  }
  // mosquitto_passwd: "$7$<iterations>$<salt>$<key>".
  const [, iterations, mosquittoSalt = '', mosquittoKey = ''] =
    /^\$7\$(\d{1,7})\$([\w+/]+=*)\$([\w+/]{80,}=*)$/.exec(text) ?? [];
  if (iterations === undefined || Number(iterations) < 1) return undefined;
  return {
    kind: 'pbkdf2',
    iterations: Number(iterations),
    salt: bytes(mosquittoSalt),
    key: bytes(mosquittoKey),
  };
}

export async function isPassword(hash: PasswordHash, password: Buffer): Promise<boolean> {
  const { salt, key } = hash;
  const derived =
    hash.kind === 'scrypt'
      ? await derive(password, salt, key.length, options(hash.logN, hash.r, hash.p))
      : await derivePbkdf2(password, salt, hash.iterations, key.length, 'sha512');
  return timingSafeEqual(derived, key);
}

function options(logN: number, r: number, p: number): object {
  return { N: 2 ** logN, r, p, maxmem: MEMORY_MAX };
}

function bytes(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}
