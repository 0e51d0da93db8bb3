/**
 * Which of the two ways of making AES-256 keys a device has: Blumenthal's draft, or Reeder's as
 * Cisco has it. Agents do not say; whichever the operator names, the other is tried once, and what
 * was let in is tried first from then on.
 */
import type { SnmpCredentials, SnmpPrivProtocol } from '../target.ts';

/** As many devices as a collector polls; the oldest is forgotten, which costs it one more try. */
const REMEMBERED_MAX = 65_536;

const OTHER: Readonly<Partial<Record<SnmpPrivProtocol, SnmpPrivProtocol>>> = {
  aes256b: 'aes256r',
  aes256r: 'aes256b',
};

export class Localizations {
  readonly #admitted = new Map<string, SnmpPrivProtocol>();

  /**
   * @param device an address with its port.
   * @returns what to try, in order: one way unless the privacy is AES-256.
   */
  order(device: string, credentials: SnmpCredentials): readonly SnmpCredentials[] {
    if (credentials.kind !== 'user' || credentials.priv === undefined) return [credentials];
    const { priv } = credentials;
    const other = OTHER[priv.protocol];
    if (other === undefined) return [credentials];
    const both = [credentials, { ...credentials, priv: { ...priv, protocol: other } }];
    return this.#admitted.get(keyOf(device, credentials)) === other ? both.reverse() : both;
  }

  remember(device: string, credentials: SnmpCredentials): void {
    if (credentials.kind !== 'user' || credentials.priv === undefined) return;
    const { protocol } = credentials.priv;
    if (OTHER[protocol] === undefined) return;
    const key = keyOf(device, credentials);
    this.#admitted.delete(key);
    this.#admitted.set(key, protocol);
    const [oldest] = this.#admitted.keys();
    if (this.#admitted.size > REMEMBERED_MAX && oldest !== undefined) this.#admitted.delete(oldest);
  }
}

function keyOf(device: string, { user }: Extract<SnmpCredentials, { kind: 'user' }>): string {
  return `${device} ${user}`;
}
