/**
 * Host keys: pinned on first use or taken from known_hosts, and judged. A changed key is an
 * identity signal (another device answers at this address), so it is never accepted by itself.
 */
import { createHash, createHmac } from 'node:crypto';

export interface HostKey {
  /** Key type as in its blob: "ssh-ed25519", "ssh-rsa", … (RFC 4253 §6.6). */
  readonly type: string;
  /** "SHA256:" and the unpadded base64 of the digest over the blob, as OpenSSH prints it. */
  readonly fingerprint: string;
}

export type HostKeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'first-use' }
  | { readonly kind: 'changed'; readonly pinned: readonly string[] };

/** Where pinned keys are kept. `pin` is called once, after the key was used for the first time. */
export interface HostKeyBook {
  pinnedFor(host: string, port: number): Promise<readonly HostKey[]>;
  pin(host: string, port: number, key: HostKey & { readonly blob: Uint8Array }): Promise<void>;
}

/** The key a server offered. A blob that is no key has the type "". */
export function hostKeyOf(blob: Uint8Array): HostKey {
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  return { type: typeOf(blob), fingerprint: `SHA256:${digest}` };
}

function typeOf(blob: Uint8Array): string {
  const view = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  if (view.length < 4) return '';
  const length = view.readUInt32BE(0);
  if (length > 64 || 4 + length > view.length) return '';
  return view.toString('latin1', 4, 4 + length);
}

/** A key of a type never pinned is as much a change as another key of the same type. */
export function judgeHostKey(pinned: readonly HostKey[], offered: HostKey): HostKeyVerdict {
  if (pinned.length === 0) return { kind: 'first-use' };
  if (pinned.some(({ fingerprint }) => fingerprint === offered.fingerprint)) {
    return { kind: 'known' };
  }
  return { kind: 'changed', pinned: pinned.map(({ fingerprint }) => fingerprint) };
}

/** The keys that known_hosts holds for this address (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
export function keysFromKnownHosts(text: string, host: string, port: number): readonly HostKey[] {
  const names = port === 22 ? [host] : [`[${host}]:${port}`];
  const keys: HostKey[] = [];
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/\s+/);
    // "@revoked" and "@cert-authority" lines pin nothing that a device's own key could match.
    if (fields.length < 3 || line.startsWith('#') || line.startsWith('@')) continue;
    const [patterns = '', , encoded = ''] = fields;
    if (!names.some((name) => isNamedBy(patterns, name.toLowerCase()))) continue;
    const key = hostKeyOf(Buffer.from(encoded, 'base64'));
    if (key.type !== '') keys.push(key);
  }
  return keys;
}

/** One line of known_hosts for a key used for the first time. */
export function formatKnownHost(host: string, port: number, blob: Uint8Array): string {
  const name = port === 22 ? host : `[${host}]:${port}`;
  return `${name} ${typeOf(blob)} ${Buffer.from(blob).toString('base64')}\n`;
}

function isNamedBy(patterns: string, name: string): boolean {
  if (patterns.startsWith('|1|')) return isHashOf(patterns, name);
  let named = false;
  for (const pattern of patterns.toLowerCase().split(',')) {
    const negated = pattern.startsWith('!');
    if (!isLike(negated ? pattern.slice(1) : pattern, name)) continue;
    if (negated) return false;
    named = true;
  }
  return named;
}

/** "|1|salt|hash": HMAC-SHA-1 of the name under the salt. */
function isHashOf(hashed: string, name: string): boolean {
  const [, , salt = '', hash = ''] = hashed.split('|');
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

/** Matches "*" and "?" without backtracking more than one star at a time: linear in practice. */
function isLike(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < name.length) {
    const wanted = pattern[at];
    if (wanted === '?' || (wanted !== '*' && wanted === name[index])) {
      at += 1;
      index += 1;
    } else if (wanted === '*') {
      star = at;
      at += 1;
      resume = index;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      index = resume;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
