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

/** One line's patterns and its key in base64, in the file's order. */
interface Line {
  readonly order: number;
  readonly patterns: string;
  readonly encoded: string;
}

/**
 * Keys by address (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). Cut up once and looked up by name: a
 * file with a line for every device is asked once for every device.
 */
export class KnownHosts {
  readonly #byName: Map<string, Line[]> = new Map();
  /** Patterns, negations and hashes: only trying tells whom they name. */
  readonly #others: Line[] = [];
  #order = 0;

  constructor(text = '') {
    this.add(text);
  }

  /** Further lines, as if they stood below. */
  add(text: string): void {
    for (const line of text.split('\n')) {
      const [patterns = '', type, encoded] = line.trim().split(/\s+/, 3);
      // "@revoked" and "@cert-authority" lines pin nothing that a device's own key could match.
      if (type === undefined || encoded === undefined) continue;
      if (line.startsWith('#') || line.startsWith('@')) continue;
      this.#keep({ order: this.#order, patterns: patterns.toLowerCase(), encoded }, patterns);
      this.#order += 1;
    }
  }

  keysFor(host: string, port: number): readonly HostKey[] {
    const name = (port === 22 ? host : `[${host}]:${port}`).toLowerCase();
    const others = this.#others.filter(({ patterns }) => isNamedBy(patterns, name));
    const lines = [...(this.#byName.get(name) ?? []), ...others];
    return lines
      .sort((a, b) => a.order - b.order)
      .map(({ encoded }) => hostKeyOf(Buffer.from(encoded, 'base64')))
      .filter(({ type }) => type !== '');
  }

  #keep(line: Line, written: string): void {
    if (/^\|1\|/.test(written)) this.#others.push({ ...line, patterns: written });
    else if (/[*?!]/.test(written)) this.#others.push(line);
    else {
      for (const name of new Set(line.patterns.split(','))) {
        const lines = this.#byName.get(name);
        if (lines === undefined) this.#byName.set(name, [line]);
        else lines.push(line);
      }
    }
  }
}

/** One line of known_hosts for a key used for the first time. */
export function formatKnownHost(host: string, port: number, blob: Uint8Array): string {
  const name = port === 22 ? host : `[${host}]:${port}`;
  return `${name} ${typeOf(blob)} ${Buffer.from(blob).toString('base64')}\n`;
}

function isNamedBy(patterns: string, name: string): boolean {
  if (patterns.startsWith('|1|')) return isHashOf(patterns, name);
  let named = false;
  for (const pattern of patterns.split(',')) {
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
