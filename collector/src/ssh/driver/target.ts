/** Where an SSH device is, and what it takes to be let in: the common target and what this driver adds. */
import type { Secret } from '@muster/uplink/secret';
import type { SshTarget } from '../../target.ts';

/** One host on the way. Its own host key is pinned as well. */
export interface SshHop {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: Secret;
  readonly privateKey?: Secret;
  readonly passphrase?: Secret;
  /** Path of the agent's socket (SSH_AUTH_SOCK), where keys may be used through an agent. */
  readonly agentSocket?: string;
  readonly hostKey?: string;
  readonly legacy?: boolean;
}

export interface SshDriverTarget extends SshTarget {
  readonly agentSocket?: string;
  /** The second password, for a platform whose reads need a privileged mode. */
  readonly enableSecret?: Secret;
  /** Hosts to go through, outermost first. */
  readonly jumps?: readonly SshHop[];
}
