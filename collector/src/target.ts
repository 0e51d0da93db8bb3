/** What a protocol's reader is pointed at: an address and what it takes to be let in. */
import type { Secret } from '@muster/uplink/secret';

/** SNMPv1/v2c by community, v3 by user (RFC 3414, RFC 7860, RFC 3826). */
export type SnmpCredentials =
  | { readonly kind: 'community'; readonly version: '1' | '2c'; readonly community: Secret }
  | {
      readonly kind: 'user';
      readonly user: string;
      readonly auth?: { readonly protocol: SnmpAuthProtocol; readonly key: Secret };
      readonly priv?: { readonly protocol: SnmpPrivProtocol; readonly key: Secret };
      readonly context?: string;
    };

export const SNMP_AUTH_PROTOCOLS = ['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512'] as const;
export type SnmpAuthProtocol = (typeof SNMP_AUTH_PROTOCOLS)[number];
/** All that devices are set up with: of some the library can only say that it lacks them. */
export const SNMP_PRIV_PROTOCOLS = [
  'des',
  '3des',
  'aes',
  'aes192',
  'aes192b',
  'aes192r',
  'aes256b',
  'aes256r',
] as const;
export type SnmpPrivProtocol = (typeof SNMP_PRIV_PROTOCOLS)[number];

export interface SnmpTarget {
  readonly host: string;
  readonly port: number;
  readonly credentials: SnmpCredentials;
  /** For one request, and how often it is repeated; the reader's own defaults where absent. */
  readonly timeoutMs?: number;
  readonly retries?: number;
  readonly site?: string;
}

/** One SSH server on the way to a device, or the device itself. */
export interface SshHop {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Also answers keyboard-interactive questions, and logins inside the shell. */
  readonly password?: Secret;
  readonly privateKey?: Secret;
  readonly passphrase?: Secret;
  /** Path of the agent's socket (SSH_AUTH_SOCK), where keys may be used through an agent. */
  readonly agentSocket?: string;
  /** SHA-256 fingerprint of the host key ("SHA256:…"), where the operator pinned one. */
  readonly hostKey?: string;
  /** Old key exchanges and ciphers, opted in for gear that knows nothing newer. */
  readonly legacy?: boolean;
}

export interface SshTarget extends SshHop {
  /** A platform's id, or `auto`. */
  readonly platform: string;
  /** The second password, for a platform whose reads need a privileged mode. */
  readonly enableSecret?: Secret;
  /** Hosts to go through, outermost first. */
  readonly jumps?: readonly SshHop[];
  readonly timeoutMs?: number;
  readonly site?: string;
}

export interface MqttTarget {
  /** mqtt://, mqtts://, ws:// or wss:// with host and port; without user and password. */
  readonly url: string;
  readonly user?: string;
  readonly password?: Secret;
  /** PEM texts. */
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: Secret;
  /** Fixed, so that the broker keeps the session; unique per collector and broker. */
  readonly clientId?: string;
  /** Topic prefixes of conventions whose base the site has changed, and the filters to take. */
  readonly subscribe?: readonly string[];
  /** Sends Sparkplug edge nodes the rebirth command where their births were missed: a write. */
  readonly asksForBirths?: boolean;
  /** Group with which events are shared; what is retained every collector reads itself. */
  readonly share?: string;
  readonly site?: string;
}

export interface RedfishTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: Secret;
  /**
   * SHA-256 fingerprint of its certificate ("SHA256:" and 64 hexadecimal digits), where it has made
   * one for itself, as nearly all do. Otherwise the certificate must be good by the system's rules.
   */
  readonly certificate?: string;
  readonly site?: string;
}
