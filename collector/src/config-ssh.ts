/** The configuration's `ssh` and `redfish` sections: their types, and the same as schemas. */
import { Type } from 'typebox';
import {
  closed,
  type PolledFile,
  polled,
  port,
  type RhythmFile,
  rhythm,
  type SecretReference,
  secret,
  TARGETS_MAX,
  text,
} from './config-parts.ts';

export interface SshCredentialsFile {
  readonly user: string;
  readonly password?: SecretReference;
  readonly key?: SecretReference;
  readonly passphrase?: SecretReference;
  /** Path of an SSH agent's socket, where the keys are in one. */
  readonly agent?: string;
  /** The second password, where reading needs a privileged mode. */
  readonly enable?: SecretReference;
}

/** How its server is known and spoken to: of a device, and of a host on the way to it. */
interface ServerFile {
  /** One only: trying several locks accounts. */
  readonly credentials: string;
  readonly hostKey?: string;
  readonly legacy?: boolean;
}

export interface SshTargetFile extends PolledFile, ServerFile {
  readonly platform?: string;
  /** Names of jump hosts, outermost first. */
  readonly through?: readonly string[];
}

export interface SshJumpFile extends ServerFile {
  readonly address: string;
  readonly port?: number;
}

export interface SshSectionFile extends RhythmFile {
  /** Files of OpenSSH's format whose host keys count as pinned; none is ever written. */
  readonly knownHosts?: readonly string[];
  readonly credentials?: Readonly<Record<string, SshCredentialsFile>>;
  readonly jumps?: Readonly<Record<string, SshJumpFile>>;
  readonly targets: readonly SshTargetFile[];
}

export interface RedfishCredentialsFile {
  readonly user: string;
  readonly password: SecretReference;
}

export interface RedfishTargetFile extends PolledFile {
  /** One only: controllers lock accounts, too. */
  readonly credentials: string;
  /** Fingerprint of a certificate that the controller made for itself. */
  readonly certificate?: string;
}

export interface RedfishSectionFile extends RhythmFile {
  readonly credentials?: Readonly<Record<string, RedfishCredentialsFile>>;
  readonly targets: readonly RedfishTargetFile[];
}

const optional = Type.Optional;
/** Through more hosts than this nobody has to go. */
const JUMPS_MAX = 8;
const server = {
  credentials: text,
  hostKey: optional(text),
  legacy: optional(Type.Boolean()),
};
const ssh = Type.Object(
  {
    ...rhythm,
    knownHosts: optional(Type.Array(text, { maxItems: 16 })),
    credentials: optional(
      Type.Record(
        text,
        Type.Object(
          {
            user: text,
            password: optional(secret),
            key: optional(secret),
            passphrase: optional(secret),
            agent: optional(text),
            enable: optional(secret),
          },
          closed,
        ),
      ),
    ),
    jumps: optional(
      Type.Record(text, Type.Object({ ...server, address: text, port: optional(port) }, closed)),
    ),
    targets: Type.Array(
      Type.Object(
        {
          ...polled,
          ...server,
          platform: optional(text),
          through: optional(Type.Array(text, { maxItems: JUMPS_MAX })),
        },
        closed,
      ),
      { maxItems: TARGETS_MAX },
    ),
  },
  closed,
);
const redfish = Type.Object(
  {
    ...rhythm,
    credentials: optional(Type.Record(text, Type.Object({ user: text, password: secret }, closed))),
    targets: Type.Array(
      Type.Object({ ...polled, credentials: text, certificate: optional(text) }, closed),
      { maxItems: TARGETS_MAX },
    ),
  },
  closed,
);

/** What the schema says and what the type says is checked against each other here. */
export const sshSection: Type.TUnsafe<SshSectionFile> = Type.Unsafe<Type.Static<typeof ssh>>(ssh);
export const redfishSection: Type.TUnsafe<RedfishSectionFile> =
  Type.Unsafe<Type.Static<typeof redfish>>(redfish);
