/** The reconciler's address, and the rule that nothing travels in the clear beyond this host. */
import { isIPv4 } from 'node:net';
import { ConfigError } from './config-error.ts';

export interface Address {
  /** "https://inventory.example:8420", with the path prefix of a reverse proxy if there is one. */
  readonly base: string;
  readonly enroll: URL;
  readonly observations: URL;
  /** The session's ws: or wss: address. */
  readonly stream: URL;
}

/** @throws ConfigError naming `reconciler` */
export function parseAddress(text: string): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refused(`"${text}" is not an address such as https://host:8420`);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refused(`${url.protocol} is not spoken here: give an https:// address`);
  if (url.username !== '' || url.password !== '')
    throw refused('an address carries no user name or password: observers sign in by their key');
  if (url.search !== '' || url.hash !== '')
    throw refused('an address carries no query and no fragment');
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw refused(
      `plain http is for loopback only, and ${url.hostname} is beyond this host: use https://`,
    );
  const base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return {
    base,
    enroll: new URL(`${base}/api/v1/enroll`),
    observations: new URL(`${base}/api/v1/observations`),
    stream: new URL(`${base.replace(/^http/, 'ws')}/api/v1/stream`),
  };
}

/** By the address as written: a name that merely resolves to loopback today may not tomorrow. */
export function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname === '[::1]') return true;
  return isIPv4(hostname) && hostname.startsWith('127.');
}

function refused(message: string): ConfigError {
  return new ConfigError('reconciler', message);
}
