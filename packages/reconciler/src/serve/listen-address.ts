/** Where the reconciler listens, from what an operator writes. */
import { isLoopbackName } from '../api/origins.ts';

export interface ListenAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

export const DEFAULT_LISTEN: ListenAddress = { host: '127.0.0.1', port: 8420 };

/** HOST:PORT, HOST or PORT; an IPv6 address with a port in brackets. `undefined`: none of these. */
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
  return withPort(named[1] === '' ? DEFAULT_LISTEN.host : (named[1] ?? ''), named[2]);
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
