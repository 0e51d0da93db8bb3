import { describe, expect, it } from 'vitest';
import { hashPassword, isPassword, parsePasswordHash } from './password.ts';

describe('password hashes', () => {
  it('know their password, and no other', async () => {
    const printed = await hashPassword('correct horse');
    const hash = parsePasswordHash(printed);
    if (hash === undefined) throw new Error(`not a hash: ${printed}`);
    expect(printed).not.toContain('correct');
    await expect(isPassword(hash, Buffer.from('correct horse'))).resolves.toBe(true);
    await expect(isPassword(hash, Buffer.from('correct horse '))).resolves.toBe(false);
  });

  it('are read as mosquitto_passwd writes them', async () => {
    // PBKDF2-SHA512 of "pw" with 101 iterations, as node:crypto computes it too.
    const { pbkdf2Sync } = await import('node:crypto');
    const salt = Buffer.alloc(12, 7);
    const key = pbkdf2Sync('pw', salt, 101, 64, 'sha512').toString('base64');
    const hash = parsePasswordHash(`$7$101$${salt.toString('base64')}$${key}`);
    if (hash === undefined) throw new Error('not a hash');
    await expect(isPassword(hash, Buffer.from('pw'))).resolves.toBe(true);
  });

  it.each([
    'secret',
    '',
    '$scrypt$ln=40,r=8,p=3$AAAAAAAAAAAAAAAAAAAAAA$AAAA',
    '$7$0$a$b',
    '$1$x$y',
  ])('are not what %j is', (text) => {
    expect(parsePasswordHash(text)).toBeUndefined();
  });
});
