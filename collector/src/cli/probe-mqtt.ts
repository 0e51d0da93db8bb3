/** `probe mqtt`: listens for a while and prints devices as they announce themselves. */

import { Secret } from '@muster/uplink/secret';
import { parseDuration } from '../address.ts';
import { loadOwnRules } from '../load-config.ts';
import { probeMqtt } from '../mqtt/probe.ts';
import { parseBrokerUrl } from '../mqtt/url.ts';
import type { MqttTarget } from '../target.ts';
import { interpretFile } from './interpret.ts';
import { printOutcome, printSighting } from './print.ts';
import { readPem, readSecret } from './secrets.ts';
import { type Surroundings, UsageError } from './surroundings.ts';

export interface ProbeMqttOptions {
  readonly from?: string;
  readonly for: string;
  readonly user?: string;
  readonly passwordFile?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly clientId?: string;
  readonly topic?: readonly string[];
  readonly config?: string;
  readonly json?: boolean;
}

export async function probeMqttCommand(
  url: string | undefined,
  options: ProbeMqttOptions,
  around: Surroundings,
): Promise<number> {
  if ((url === undefined) === (options.from === undefined)) {
    throw new UsageError('name either the address of a broker or a file of messages (--from)');
  }
  if (options.from !== undefined) return interpretFile(options.from, options, around);
  const forMs = parseDuration(options.for);
  if (forMs === undefined) throw new UsageError(`"${options.for}" is not a duration`);
  const target = await readTarget(url ?? '', options, around);
  const { conventions, classify } = await loadOwnRules(options.config);
  const outcome = await probeMqtt(target, {
    forMs,
    conventions,
    now: () => new Date(),
    signal: around.signal,
    onSighting: (sighting) => printSighting(classify(sighting), options, around),
  });
  if (outcome.kind === 'observed') {
    if (outcome.sightings.length === 0) around.stderr.write('no device announced itself\n');
    return printOutcome({ kind: 'observed', sightings: [] }, options, around);
  }
  return printOutcome(outcome, options, around);
}

async function readTarget(
  url: string,
  options: ProbeMqttOptions,
  around: Surroundings,
): Promise<MqttTarget> {
  const broker = parseBrokerUrl(url);
  if (broker.kind === 'refused') throw new UsageError(broker.reason);
  const user = options.user ?? broker.user;
  const password =
    broker.password ??
    (await readSecret(
      {
        what: `password of ${user}`,
        file: options.passwordFile,
        variable: 'MUSTER_MQTT_PASSWORD',
        ask: user !== undefined,
      },
      around,
    ));
  return {
    url: broker.url,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(options.ca !== undefined && { ca: await readPem(options.ca) }),
    ...(options.cert !== undefined && { certificate: await readPem(options.cert) }),
    ...(options.key !== undefined && { key: new Secret(await readPem(options.key)) }),
    ...(options.clientId !== undefined && { clientId: options.clientId }),
    ...(options.topic !== undefined && { subscribe: options.topic }),
  };
}
