/** `run`: the daemon with the real clock, readers and uplink. */
import { join } from 'node:path';
import { Secret } from '@muster/uplink/secret';
import { type EnrolmentToken, openUplink } from '@muster/uplink/uplink';
import { destination, pino } from 'pino';
import packageJson from '../../package.json' with { type: 'json' };
import { loadConfig } from '../load-config.ts';
import { type Readers, runCollectorDaemon } from '../run.ts';
import { EXIT, type Surroundings } from './surroundings.ts';

export interface RunDaemonOptions {
  readonly config: string;
  readonly url?: string;
  readonly tokenFile?: string;
  readonly data?: string;
}

const DEFAULT_URL = 'http://127.0.0.1:8420';

export async function runDaemonCommand(
  options: RunDaemonOptions,
  { env, signal }: Surroundings,
): Promise<number> {
  const logger = pino({ name: 'muster-collector' }, destination({ dest: 2, sync: true }));
  const token = tokenOf(options, env);
  const config = await loadConfig(options.config, { env });
  const dataFolder = options.data ?? env.MUSTER_DATA ?? join('data', 'collector');
  await runCollectorDaemon({
    config,
    version: packageJson.version,
    uplink: {
      reconciler: options.url ?? env.MUSTER_URL ?? DEFAULT_URL,
      dataFolder,
      ...(token && { enrolmentToken: token }),
    },
    openUplink,
    readers: {
      snmp: () => snmpReader(config.families),
      ssh: () => sshReader(dataFolder, config.knownHosts),
      redfish: async () => (await import('../redfish/probe.ts')).probeRedfish,
      mqtt: async () => (await import('../mqtt/listen.ts')).listenMqtt,
      ownBroker: async () => (await import('../mqtt/broker/serve.ts')).listenBroker,
      segment: async () => (await import('../segment/listen.ts')).listenSegment,
      traps: async () => (await import('../snmp/traps/listen.ts')).listenTraps,
    },
    now: () => new Date(),
    random: Math.random,
    logger,
    signal,
  });
  return EXIT.done;
}

/** @param folder of the operator's own families, read once. @throws ConfigError */
async function snmpReader(
  folder: string | undefined,
): Promise<Awaited<ReturnType<Readers['snmp']>>> {
  const { probeSnmp } = await import('../snmp/probe.ts');
  const { KeptTables } = await import('../snmp/kept-tables.ts');
  const kept = new KeptTables();
  if (folder === undefined) return (target, probe) => probeSnmp(target, { ...probe, kept });
  const { readFamilyFolder } = await import('../snmp/family-folder.ts');
  const families = await readFamilyFolder(folder);
  return (target, probe) => probeSnmp(target, { ...probe, kept, families });
}

/** Host keys are pinned beside the identity: a restart forgets none. */
async function sshReader(
  dataFolder: string,
  knownHosts: readonly string[],
): Promise<Awaited<ReturnType<Readers['ssh']>>> {
  const { openHostKeyFile } = await import('../ssh/driver/host-key-file.ts');
  const { probeSsh } = await import('../ssh/probe.ts');
  const hostKeys = await openHostKeyFile(join(dataFolder, 'known_hosts'), knownHosts);
  return (target, probe) => probeSsh(target, { ...probe, hostKeys });
}

function tokenOf(
  { tokenFile }: RunDaemonOptions,
  env: Surroundings['env'],
): EnrolmentToken | undefined {
  if (tokenFile !== undefined) return { kind: 'file', path: tokenFile };
  const { MUSTER_TOKEN: value } = env;
  return value === undefined ? undefined : { kind: 'value', value: new Secret(value) };
}
