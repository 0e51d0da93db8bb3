/**
 * Which Host and Origin a request may name. Without TLS we listen on loopback alone, where any web
 * page can make a browser ask us (DNS rebinding, cross-site WebSocket): names that are not ours
 * are turned away there.
 */
import { isIPv4 } from 'node:net';

export interface OriginRules {
  /** We listen on loopback: only its names, and the public address, are ours. */
  readonly isLoopback: boolean;
  /** The address people use when a proxy stands before us: "https://inventory.example". */
  readonly publicUrl?: URL;
}

/** `host` as a Host header has it: "127.0.0.1:8420", "[::1]:8420", "localhost". */
export function hostAllowed(rules: OriginRules, host: string | undefined): boolean {
  if (host === undefined) return false;
  if (host === rules.publicUrl?.host) return true;
  return !rules.isLoopback || isLoopbackName(withoutPort(host));
}

/** Absent: not a browser, or a request of our own page that carries none. */
export function originAllowed(
  rules: OriginRules,
  origin: string | undefined,
  host: string | undefined,
): boolean {
  if (origin === undefined) return true;
  if (origin === rules.publicUrl?.origin) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}

export function isLoopbackName(name: string): boolean {
  if (name === 'localhost' || name === '::1' || name === '[::1]') return true;
  return isIPv4(name) && name.startsWith('127.');
}

function withoutPort(host: string): string {
  return host.replace(/:\d{1,5}$/, '').toLowerCase();
}
