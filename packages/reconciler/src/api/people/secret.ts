/** Secrets that people carry: made at random, kept as hashes, compared without telling how far. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits in base64url: beyond guessing, so a plain hash of it is enough at rest. */
export function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256, lower-case hex. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function secretsEqual(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(a)), Buffer.from(hashSecret(b)));
}
