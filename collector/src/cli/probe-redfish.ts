/** `probe redfish`: options to a target, the servers behind a management controller to the screen. */

import { parseDuration, parseEndpoint } from '../address.ts';
import { deadline } from '../deadline.ts';
import { printOutcome } from './print.ts';
import { readSecret } from './secrets.ts';
import { type Surroundings, UsageError } from './surroundings.ts';

export interface ProbeRedfishOptions {
  readonly user: string;
  readonly passwordFile?: string;
  readonly certificate?: string;
  readonly timeout: string;
  readonly json?: boolean;
}

export async function probeRedfishCommand(
  address: string,
  options: ProbeRedfishOptions,
  around: Surroundings,
): Promise<number> {
  const endpoint = parseEndpoint(address, 443);
  if (endpoint === undefined) throw new UsageError(`"${address}" is not a host or host:port`);
  const timeoutMs = parseDuration(options.timeout);
  if (timeoutMs === undefined) throw new UsageError(`"${options.timeout}" is not a duration`);
  const password = await readSecret(
    {
      what: `password of ${options.user} at ${endpoint.host}`,
      file: options.passwordFile,
      variable: 'MUSTER_REDFISH_PASSWORD',
      ask: true,
    },
    around,
  );
  if (password === undefined) {
    throw new UsageError('name a --password-file, or set MUSTER_REDFISH_PASSWORD');
  }
  const { probeRedfish } = await import('../redfish/probe.ts');
  using limit = deadline(timeoutMs, around.signal);
  const outcome = await probeRedfish(
    {
      ...endpoint,
      user: options.user,
      password,
      ...(options.certificate !== undefined && { certificate: options.certificate }),
    },
    { now: () => new Date(), signal: limit.signal },
  );
  return printOutcome(outcome, options, around);
}
