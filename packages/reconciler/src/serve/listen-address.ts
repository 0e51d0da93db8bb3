/** Where the reconciler listens, from what an operator writes. */
import { isLoopbackName } from '../api/origins.ts';

export interface ListenAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

export const DEFAULT_LISTEN: ListenAddress = { host: '127.0.0.1', port: 8420 };

/** HOST:PORT, PORT, or a HOST that is an address or has a dot; an IPv6 address with a port in brackets. `undefined`: none of these. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const bare = text
    .trim()
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '');
  if (/^\d+$/.test(bare)) return withPort(DEFAULT_LISTEN.host, bare);
  const bracketed = /^\[([\da-fA-F:.]+)\](?::(\d+))?$/.exec(bare);
  if (bracketed !== null) return withPort(bracketed[1] ?? '', bracketed[2]);
  const named = /^([\w.-]*)(?::(\d+))?$/.exec(bare);
  if (named === null || bare === '') return undefined;
  const [, host = '', port] = named;
  // A lone word is more likely a slip than a machine's name: with a port it is taken as one.
  if (port === undefined && host !== 'localhost' && !host.includes('.')) return undefined;
  return withPort(host === '' ? DEFAULT_LISTEN.host : host, port);
}

export function formatListenAddress({ host, port }: ListenAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

export function isLoopback({ host }: ListenAddress): boolean {
  return isLoopbackName(host.toLowerCase());
}

function withPort(
  host: string,
  port: string = String(DEFAULT_LISTEN.port),
): ListenAddress | undefined {
  const number = Number(port);
  return number <= 65_535 ? { host, port: number } : undefined;
}
