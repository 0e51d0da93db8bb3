/** `probe ssh`: options to a target, the SSH reader's outcome to the screen. */

import { Secret } from '@muster/uplink/secret';
import { parseDuration, parseEndpoint } from '../address.ts';
import type { SshTarget } from '../target.ts';
import { deadline } from './deadline.ts';
import { printOutcome } from './print.ts';
import { readPem, readSecret } from './secrets.ts';
import { type Surroundings, UsageError } from './surroundings.ts';

export interface ProbeSshOptions {
  readonly user: string;
  readonly passwordFile?: string;
  readonly key?: string;
  readonly passphraseFile?: string;
  readonly platform: string;
  readonly hostKey?: string;
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
  const password = await readSecret(
    {
      what: `password of ${options.user}@${endpoint.host}`,
      file: options.passwordFile,
      variable: 'MUSTER_SSH_PASSWORD',
      ask: options.key === undefined,
    },
    around,
  );
  const privateKey = options.key === undefined ? undefined : new Secret(await readPem(options.key));
  if (password === undefined && privateKey === undefined) {
    throw new UsageError('name a --password-file or a --key, or set MUSTER_SSH_PASSWORD');
  }
  const passphrase = await readSecret(
    { what: 'passphrase', file: options.passphraseFile, variable: 'MUSTER_SSH_PASSPHRASE' },
    around,
  );
  const target: SshTarget = {
    ...endpoint,
    user: options.user,
    platform: options.platform,
    ...(password && { password }),
    ...(privateKey && { privateKey }),
    ...(passphrase && { passphrase }),
    ...(options.hostKey !== undefined && { hostKey: options.hostKey }),
    ...(options.legacy !== undefined && { legacy: options.legacy }),
  };
  const { probeSsh } = await import('../ssh/probe.ts');
  const outcome = await probeSsh(target, {
    now: () => new Date(),
    signal: deadline(timeoutMs, around.signal),
  });
  return printOutcome(outcome, options, around);
}
