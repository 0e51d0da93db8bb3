/**
 * Which key exchanges, host keys, ciphers and MACs are offered: today's by default; the old ones
 * only where the operator opted a target in, after all others, and named in what is reported.
 */
import type {
  Algorithms,
  CipherAlgorithm,
  KexAlgorithm,
  MacAlgorithm,
  NegotiatedAlgorithms,
  ServerHostKeyAlgorithm,
} from 'ssh2';
import type { HostKey } from './host-key.ts';

/** RFC 9142: what SHOULD or MAY be offered, fastest first (measured: curve25519 is the cheapest). */
const KEX: readonly KexAlgorithm[] = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group-exchange-sha256',
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group18-sha512',
];
const KEX_OLD: readonly KexAlgorithm[] = [
  'diffie-hellman-group14-sha1',
  'diffie-hellman-group-exchange-sha1',
  'diffie-hellman-group1-sha1',
];

const HOST_KEY: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];
const HOST_KEY_OLD: readonly ServerHostKeyAlgorithm[] = ['ssh-rsa', 'ssh-dss'];

const CIPHER: readonly CipherAlgorithm[] = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
  'chacha20-poly1305@openssh.com',
];
/** What OpenSSL 3 still has; blowfish, cast128 and arcfour are gone with its legacy provider. */
const CIPHER_OLD: readonly CipherAlgorithm[] = [
  'aes256-cbc',
  'aes192-cbc',
  'aes128-cbc',
  '3des-cbc',
];

const MAC: readonly MacAlgorithm[] = [
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
];
const MAC_OLD: readonly MacAlgorithm[] = ['hmac-sha1-etm@openssh.com', 'hmac-sha1', 'hmac-md5'];

const OLD: ReadonlySet<string> = new Set([...KEX_OLD, ...HOST_KEY_OLD, ...CIPHER_OLD, ...MAC_OLD]);

/** A key type and the signature algorithms that prove it (RFC 8332 for RSA). */
const SIGNATURES: Readonly<Record<string, readonly string[]>> = {
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
};

/**
 * The offer. Host key types already pinned go first: a server with several keys then shows the one
 * we know, and only a really changed one looks changed.
 */
export function algorithmsFor(legacy: boolean, pinned: readonly HostKey[]): Algorithms {
  const hostKeys = legacy ? [...HOST_KEY, ...HOST_KEY_OLD] : [...HOST_KEY];
  const known = new Set<string>(pinned.flatMap(({ type }) => [...(SIGNATURES[type] ?? [type])]));
  return {
    kex: legacy ? [...KEX, ...KEX_OLD] : [...KEX],
    serverHostKey: [
      ...hostKeys.filter((type) => known.has(type)),
      ...hostKeys.filter((type) => !known.has(type)),
    ],
    cipher: legacy ? [...CIPHER, ...CIPHER_OLD] : [...CIPHER],
    hmac: legacy ? [...MAC, ...MAC_OLD] : [...MAC],
    // Compression costs more CPU than a management network's bandwidth is worth.
    compress: ['none'],
  };
}

/** Those of the negotiated algorithms that are only there for old gear, sorted. */
export function oldAlgorithmsIn(negotiated: NegotiatedAlgorithms): readonly string[] {
  const { kex, serverHostKey, cs, sc } = negotiated;
  const used = [kex, serverHostKey, cs.cipher, cs.mac, sc.cipher, sc.mac];
  return [...new Set<string>(used.filter((name) => OLD.has(name)))].sort();
}

/** What a failed negotiation means for the operator: the library's message alone helps nobody. */
export function explainNegotiation(
  message: string,
  identification: string,
  legacy: boolean,
): string {
  const groupExchangeRefused = /^SSH-[\d.]+-Cisco-1\.25\b/.test(identification);
  if (legacy && groupExchangeRefused && /key exchange/i.test(message)) {
    return `${message}; ${identification} offers only a group exchange this library does not speak with it: allow diffie-hellman-group14-sha1 on the device (ip ssh server algorithm kex), or read it over SNMP`;
  }
  if (legacy) return `${message}; even the old algorithms of "legacy" are not enough`;
  return `${message}; the device may know only old algorithms: set "legacy: true" for this target to allow them`;
}
