/** Host keys: OpenSSH's file format in all its forms, and what a changed key is. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatKnownHost, hostKeyOf, judgeHostKey, KnownHosts } from './host-key.ts';

/** A blob of the right form; the key itself is of no interest here. */
function blobOf(type: string, fill: number): Uint8Array {
  const name = Buffer.from(type);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(name.length);
  return Buffer.concat([head, name, Buffer.alloc(32, fill)]);
}

const ED25519 = blobOf('ssh-ed25519', 1);
const RSA = blobOf('ssh-rsa', 2);
/** "lab-1" under a salt of twenty zero octets. */
const RIGHT_HASH = `|1|${Buffer.alloc(20).toString('base64')}|${createHmac('sha1', Buffer.alloc(20)).update('lab-1').digest('base64')}`;
const encoded = (blob: Uint8Array) => Buffer.from(blob).toString('base64');

describe('known_hosts', () => {
  // "|1|" and the HMAC-SHA-1 of "lab-1" under a salt of twenty zero octets.
  const hashed = '|1|AAAAAAAAAAAAAAAAAAAAAAAAAAA=|';
  it.each<[string, string, string, number, boolean]>([
    ['a name', `lab-1 ssh-ed25519 ${encoded(ED25519)}`, 'lab-1', 22, true],
    ['one of several names', `lab-0,lab-1 ssh-ed25519 ${encoded(ED25519)}`, 'lab-1', 22, true],
    ['another name', `lab-2 ssh-ed25519 ${encoded(ED25519)}`, 'lab-1', 22, false],
    ['a name with its port', `[lab-1]:2222 ssh-ed25519 ${encoded(ED25519)}`, 'lab-1', 2222, true],
    ['a name of another port', `lab-1 ssh-ed25519 ${encoded(ED25519)}`, 'lab-1', 2222, false],
    ['a pattern', `lab-? ssh-ed25519 ${encoded(ED25519)}`, 'lab-1', 22, true],
    ['a star', `*.lab ssh-ed25519 ${encoded(ED25519)}`, 'a.b.lab', 22, true],
    ['a negation', `*,!lab-1 ssh-ed25519 ${encoded(ED25519)}`, 'lab-1', 22, false],
    ['a name in capitals', `lab-1 ssh-ed25519 ${encoded(ED25519)}`, 'LAB-1', 22, true],
    ['a comment', `# lab-1 ssh-ed25519 ${encoded(ED25519)}`, 'lab-1', 22, false],
    ['an authority', `@cert-authority lab-1 ssh-ed25519 ${encoded(ED25519)}`, 'lab-1', 22, false],
    [
      'a wrong hash',
      `${hashed}AAAAAAAAAAAAAAAAAAAAAAAAAAA= ssh-rsa ${encoded(RSA)}`,
      'lab-1',
      22,
      false,
    ],
    ['a name written twice', `lab-1,LAB-1 ssh-ed25519 ${encoded(ED25519)}`, 'lab-1', 22, true],
    ['a hash', `${RIGHT_HASH} ssh-ed25519 ${encoded(ED25519)}`, 'lab-1', 22, true],
    ['no key', 'lab-1 ssh-ed25519 AAAA', 'lab-1', 22, false],
  ])('with %s', (_, line, host, port, isFound) => {
    const known = new KnownHosts(`other ssh-rsa ${encoded(RSA)}\n${line}\n`);
    expect(known.keysFor(host, port)).toHaveLength(isFound ? 1 : 0);
  });

  it('gives keys in the order of the file, whatever names them', () => {
    const known = new KnownHosts(
      `* ssh-rsa ${encoded(RSA)}\nlab-1 ssh-ed25519 ${encoded(ED25519)}`,
    );
    known.add(`lab-? ssh-rsa ${encoded(RSA)}\n`);
    const types = known.keysFor('lab-1', 22).map(({ type }) => type);
    expect(types).toEqual(['ssh-rsa', 'ssh-ed25519', 'ssh-rsa']);
  });

  it('gives back what was written', () => {
    for (const port of [22, 2222]) {
      const text = formatKnownHost('192.0.2.1', port, ED25519);
      expect(new KnownHosts(text).keysFor('192.0.2.1', port)).toEqual([hostKeyOf(ED25519)]);
    }
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.string({ maxLength: 30 }), (text, host) => {
        expect(Array.isArray(new KnownHosts(text).keysFor(host, 22))).toBe(true);
      }),
    );
  });
});

it('takes the same key for known, another of any type for a change, none for a first use', () => {
  const known = hostKeyOf(ED25519);
  const other = hostKeyOf(RSA);
  expect(judgeHostKey([], known)).toEqual({ kind: 'first-use' });
  expect(judgeHostKey([other, known], known)).toEqual({ kind: 'known' });
  expect(judgeHostKey([known], other)).toEqual({ kind: 'changed', pinned: [known.fingerprint] });
});

it('prints fingerprints as OpenSSH does', () => {
  expect(hostKeyOf(ED25519)).toEqual({
    type: 'ssh-ed25519',
    fingerprint: expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/),
  });
  expect(hostKeyOf(Uint8Array.of(0, 0)).type).toBe('');
});
