/** `probe ssh`: options to a target, the SSH reader's outcome to the screen. */

import { Secret } from '@muster/uplink/secret';
import { parseDuration, parseEndpoint } from '../address.ts';
import { deadline } from '../deadline.ts';
import type { SshHop, SshTarget } from '../target.ts';
import { printOutcome } from './print.ts';
import { readPem, readSecret } from './secrets.ts';
import { type Surroundings, UsageError } from './surroundings.ts';

export interface ProbeSshOptions {
  readonly user: string;
  readonly passwordFile?: string;
  readonly key?: string;
  readonly passphraseFile?: string;
  /** `true`: the one that SSH_AUTH_SOCK names. */
  readonly agent?: string | true;
  readonly enableFile?: string;
  readonly through?: readonly string[];
  readonly platform: string;
  readonly hostKey?: string;
  readonly knownHosts?: readonly string[];
  readonly legacy?: boolean;
  readonly timeout: string;
  readonly json?: boolean;
}

export async function probeSshCommand(
  address: string,
  options: ProbeSshOptions,
  around: Surroundings,
): Promise<number> {
  const endpoint = parseEndpoint(address, 22);
  if (endpoint === undefined) throw new UsageError(`"${address}" is not a host or host:port`);
  const timeoutMs = parseDuration(options.timeout);
  if (timeoutMs === undefined) throw new UsageError(`"${options.timeout}" is not a duration`);
  const hops = (options.through ?? []).map((text) => parseHop(text, options.user));
  const login = await readLogin(`${options.user}@${endpoint.host}`, options, around);
  const enableSecret = await readSecret(
    { what: 'enable secret', file: options.enableFile, variable: 'MUSTER_SSH_ENABLE' },
    around,
  );
  const legacy = options.legacy === undefined ? {} : { legacy: options.legacy };
  const target: SshTarget = {
    ...endpoint,
    user: options.user,
    platform: options.platform,
    ...login,
    ...legacy,
    ...(enableSecret && { enableSecret }),
    ...(options.hostKey !== undefined && { hostKey: options.hostKey }),
    ...(hops.length > 0 && { jumps: hops.map((hop) => ({ ...hop, ...login, ...legacy })) }),
  };
  const { probeSsh } = await import('../ssh/probe.ts');
  const { readHostKeyFiles } = await import('../ssh/driver/host-key-file.ts');
  const hostKeys = await readHostKeyFiles(options.knownHosts ?? []).catch((error: unknown) => {
    throw new UsageError(`--known-hosts: ${error instanceof Error ? error.message : error}`);
  });
  using limit = deadline(timeoutMs, around.signal);
  const outcome = await probeSsh(target, {
    now: () => new Date(),
    signal: limit.signal,
    hostKeys,
  });
  return printOutcome(outcome, options, around);
}

/** "user@jump.example:2222"; without a user the device's own. */
function parseHop(text: string, user: string): Pick<SshHop, 'host' | 'port' | 'user'> {
  const at = text.lastIndexOf('@');
  const endpoint = parseEndpoint(text.slice(at + 1), 22);
  if (endpoint === undefined || at === 0) {
    throw new UsageError(`--through "${text}" is not [user@]host[:port]`);
  }
  return { ...endpoint, user: at < 0 ? user : text.slice(0, at) };
}

type Login = Pick<SshHop, 'password' | 'privateKey' | 'passphrase' | 'agentSocket'>;

async function readLogin(
  who: string,
  options: ProbeSshOptions,
  around: Surroundings,
): Promise<Login> {
  const agentSocket = options.agent === true ? around.env.SSH_AUTH_SOCK : options.agent;
  if (options.agent === true && agentSocket === undefined) {
    throw new UsageError('--agent needs the path of its socket: SSH_AUTH_SOCK is not set');
  }
  const password = await readSecret(
    {
      what: `password of ${who}`,
      file: options.passwordFile,
      variable: 'MUSTER_SSH_PASSWORD',
      ask: options.key === undefined && agentSocket === undefined,
    },
    around,
  );
  const privateKey = options.key === undefined ? undefined : new Secret(await readPem(options.key));
  if (password === undefined && privateKey === undefined && agentSocket === undefined) {
    throw new UsageError(
      'name a --password-file, a --key or an --agent, or set MUSTER_SSH_PASSWORD',
    );
  }
  const passphrase = await readSecret(
    { what: 'passphrase', file: options.passphraseFile, variable: 'MUSTER_SSH_PASSPHRASE' },
    around,
  );
  return {
    ...(password && { password }),
    ...(privateKey && { privateKey }),
    ...(passphrase && { passphrase }),
    ...(agentSocket !== undefined && { agentSocket }),
  };
}
