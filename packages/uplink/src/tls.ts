/** This observer's side of TLS, checked once at the start so that a typing error is a ConfigError. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { ConfigError } from './config-error.ts';
import type { TlsOptions } from './uplink.ts';

/** What HTTP and WebSocket both hand to `tls.connect`. */
export interface PlainTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** @throws ConfigError naming `tls.ca`, `tls.cert` or `tls.key` */
export function parseTls({ ca, cert, key }: TlsOptions): PlainTls {
  if (ca !== undefined) readOr('tls.ca', 'is not a PEM certificate', () => new X509Certificate(ca));
  if (cert === undefined && key === undefined) return { ...(ca && { ca }) };
  if (cert === undefined) throw new ConfigError('tls.cert', 'is missing beside tls.key');
  if (key === undefined) throw new ConfigError('tls.key', 'is missing beside tls.cert');
  const shown = readOr('tls.cert', 'is not a PEM certificate', () => new X509Certificate(cert));
  const owned = readOr('tls.key', 'is not a PEM private key', () => createPrivateKey(key.reveal()));
  if (!shown.checkPrivateKey(owned))
    throw new ConfigError('tls.key', 'does not belong to tls.cert');
  return { ...(ca && { ca }), cert, key: key.reveal() };
}

/** The cause is not kept: it could quote the key. */
function readOr<T>(option: string, message: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw new ConfigError(option, message);
  }
}
