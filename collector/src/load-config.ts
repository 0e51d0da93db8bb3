/** From the configuration file to what is observed: secrets read, ranges expanded, names resolved. */
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { hashOf } from '@muster/facts/digest';
import type { Sighting } from '@muster/facts/observation';
import { ConfigError } from '@muster/uplink/config-error';
import { parseDuration } from './address.ts';
import { parseAddressRange } from './address-range.ts';
import { type ClassificationRule, classifierOf } from './classify.ts';
import { formatConfigProblems, parseConfig } from './config.ts';
import type {
  BrokerFile,
  CollectorFile,
  SegmentFile,
  SnmpCredentialsFile,
  TrapsFile,
} from './config-file.ts';
import { CONFIG_DEFAULTS } from './config-parts.ts';
import type { GuardLimits } from './credential-guard.ts';
import { type OwnBroker, resolveOwnBroker } from './load-broker.ts';
import type { Convention } from './mqtt/convention.ts';
import { conventions } from './mqtt/conventions.ts';
import { conventionOf } from './mqtt/mapping.ts';
import { isFilter } from './mqtt/topic-filter.ts';
import { parseBrokerUrl } from './mqtt/url.ts';
import type { PolitenessOptions } from './politeness.ts';
import { hostsOf, named, type Poll } from './poll.ts';
import type { SegmentTarget } from './segment/listen.ts';
import type { TrapTarget } from './snmp/traps/listen.ts';
import { type PlacedTarget, placedTargets, snmpPolls } from './snmp-polls.ts';
import { redfishPolls, sshPolls } from './ssh-polls.ts';
import type { MqttTarget, SnmpCredentials } from './target.ts';
import { type Variables, Vault } from './vault.ts';

export interface Broker {
  readonly target: MqttTarget;
  readonly isPersistent: boolean;
  readonly devicesPerGateway?: number;
  /** Filters under which messages of no convention are read too. */
  readonly generic?: readonly string[];
}

export interface CollectorConfig {
  readonly name: string;
  readonly site?: string;
  readonly segments: readonly string[];
  readonly polls: readonly Poll[];
  readonly concurrency: Readonly<Record<Poll['kind'], number>>;
  /** Files whose SSH host keys count as pinned. */
  readonly knownHosts: readonly string[];
  readonly budget: Pick<PolitenessOptions, 'device' | 'subnet'>;
  readonly lockout: GuardLimits;
  /** Absent: all targets are this collector's to ask. */
  readonly share?: { readonly group: string; readonly takeoverMs: number };
  /** The folder of the operator's own SNMP families. */
  readonly families?: string;
  readonly brokers: readonly Broker[];
  /** The collector is a broker itself. */
  readonly ownBroker?: OwnBroker;
  /** What the operator says of things. */
  readonly classification: readonly ClassificationRule[];
  /** Conventions of the operator's own, asked before all others. */
  readonly conventions: readonly Convention[];
  /** Absent: nothing of the host's own segments is listened to. */
  readonly segment?: SegmentTarget;
  /** Absent: traps and informs are not listened to. */
  readonly traps?: TrapTarget;
}

export interface Environment {
  readonly env: Variables;
}

/** @throws ConfigError naming the file, the place and the key. */
export async function loadConfig(file: string, { env }: Environment): Promise<CollectorConfig> {
  return resolveConfig(await readConfig(file), new Vault(dirname(resolve(file)), env));
}

/** Only the credentials of SNMP, by name, in the order of the file. @throws ConfigError */
export async function loadSnmpCredentials(
  file: string,
  { env }: Environment,
): Promise<ReadonlyMap<string, SnmpCredentials>> {
  return snmpCredentialsOf(await readConfig(file), new Vault(dirname(resolve(file)), env));
}

/** The hosts that are asked over SNMP; no secret is read for it. @throws ConfigError */
export async function loadSnmpHosts(file: string): Promise<ReadonlySet<string>> {
  const placed = await placedTargets(
    (await readConfig(file)).snmp,
    new Vault(dirname(resolve(file)), {}),
  );
  return new Set(placed.flatMap(({ target, key }) => hostsOf(target, key).map(({ host }) => host)));
}

/** What the operator says about things in the air, apart from where to listen. */
export interface OwnRules {
  readonly conventions: readonly Convention[];
  readonly classify: (sighting: Sighting) => Sighting;
}

/** Secrets that others need are not asked for. @throws ConfigError */
export async function loadOwnRules(file: string | undefined): Promise<OwnRules> {
  if (file === undefined) return { conventions: [], classify: classifierOf([]) };
  const config = await readConfig(file);
  return {
    conventions: conventionsOf(config),
    classify: classifierOf(config.classification ?? []),
  };
}

function conventionsOf({ mqtt }: CollectorFile): readonly Convention[] {
  const mappings = mqtt?.mappings ?? [];
  const names = [...new Set(mappings.map(({ name }) => name))];
  const taken = names.find((name) => conventions.some(({ id }) => id === name));
  if (taken !== undefined) {
    throw new ConfigError(
      'mqtt.mappings',
      `"${taken}" is the name of a convention that is built in`,
    );
  }
  return names.map((name) => {
    const mapped = conventionOf(mappings, name);
    if (mapped.kind === 'convention') return mapped.convention;
    const [{ index, key, message } = { index: 0, key: 'topic', message: 'is wrong' }] =
      mapped.problems;
    throw new ConfigError(`mqtt.mappings.${index}.${key}`, message);
  });
}

async function readConfig(file: string): Promise<CollectorFile> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ConfigError(file, 'cannot be read', { cause: error });
  });
  const parsed = parseConfig(text);
  if (parsed.kind === 'refused') {
    throw new ConfigError('configuration', formatConfigProblems(file, parsed.problems));
  }
  return parsed.value;
}

async function resolveConfig(file: CollectorFile, vault: Vault): Promise<CollectorConfig> {
  const { site } = file;
  const here = site === undefined ? {} : { site };
  const known = await snmpCredentialsOf(file, vault);
  const placed = await placedTargets(file.snmp, vault);
  const polls = [
    ...snmpPolls(file, placed, here, known),
    ...(await sshPolls(file.ssh, here, vault, file.quiet)),
    ...(await redfishPolls(file.redfish, here, vault, file.quiet)),
  ];
  const name = file.name ?? hostname();
  const brokers = await Promise.all(
    (file.mqtt?.brokers ?? []).map((broker, index) =>
      resolveBroker(broker, `mqtt.brokers.${index}`, here, vault),
    ),
  );
  return {
    name,
    ...here,
    segments: segmentsOf(file, placed),
    polls,
    concurrency: {
      snmp: file.snmp?.concurrency ?? CONFIG_DEFAULTS.snmpConcurrency,
      ssh: file.ssh?.concurrency ?? CONFIG_DEFAULTS.sshConcurrency,
      redfish: file.redfish?.concurrency ?? CONFIG_DEFAULTS.redfishConcurrency,
    },
    ...(file.snmp?.families !== undefined && { families: vault.pathOf(file.snmp.families) }),
    knownHosts: (file.ssh?.knownHosts ?? []).map((path) => vault.pathOf(path)),
    budget: {
      device: { ...CONFIG_DEFAULTS.device, ...file.budget?.device },
      subnet: { ...CONFIG_DEFAULTS.subnet, ...file.budget?.subnet },
    },
    lockout: {
      tries: file.lockout?.tries ?? CONFIG_DEFAULTS.lockout.tries,
      windowMs: parseDuration(file.lockout?.window ?? CONFIG_DEFAULTS.lockout.window) ?? 0,
    },
    ...(file.share && {
      share: {
        group: file.share.group,
        takeoverMs: parseDuration(file.share.takeover ?? CONFIG_DEFAULTS.takeover) ?? 0,
      },
    }),
    brokers,
    ...(file.mqtt?.listen && { ownBroker: await resolveOwnBroker(file.mqtt.listen, vault) }),
    conventions: conventionsOf(file),
    classification: file.classification ?? [],
    ...(file.segment && { segment: resolveSegment(file.segment, vault) }),
    ...(file.snmp?.traps && { traps: resolveTraps(file.snmp.traps, known, name) }),
  };
}

/** What is swept is covered; what else is, the operator says. */
function segmentsOf(
  { segments = [], ssh, redfish }: CollectorFile,
  placed: readonly PlacedTarget[],
): readonly string[] {
  const others = [ssh, redfish].flatMap(
    (section): readonly { readonly address: string }[] => section?.targets ?? [],
  );
  const swept = [...placed.map(({ target }) => target), ...others]
    .map(({ address }) => address)
    .filter((address) => parseAddressRange(address).kind === 'many');
  return [...new Set([...segments, ...swept])];
}

async function snmpCredentialsOf(
  { snmp }: CollectorFile,
  vault: Vault,
): Promise<ReadonlyMap<string, SnmpCredentials>> {
  const known = new Map<string, SnmpCredentials>();
  for (const [name, each] of Object.entries(snmp?.credentials ?? {})) {
    known.set(name, await snmpCredentials(each, `snmp.credentials.${name}`, vault));
  }
  return known;
}

/** An engine ID of its own for each collector (RFC 3411, SnmpEngineID), the same after a restart. */
function resolveTraps(
  { address, port, credentials, engineId }: TrapsFile,
  known: ReadonlyMap<string, SnmpCredentials>,
  name: string,
): TrapTarget {
  const names =
    typeof credentials === 'string' ? [credentials] : (credentials ?? [...known.keys()]);
  return {
    address: address ?? CONFIG_DEFAULTS.trapAddress,
    port: port ?? CONFIG_DEFAULTS.trapPort,
    credentials: names.map((each) => named(known, each, 'snmp.traps.credentials')),
    engineId: (engineId ?? `${ENGINE_ID_PREFIX}${hashOf(name).slice(0, 16)}`).toLowerCase(),
  };
}

/** The enterprise of the SNMP library, and "octets, administratively assigned". */
const ENGINE_ID_PREFIX = '8000b98305';

async function snmpCredentials(
  file: SnmpCredentialsFile,
  key: string,
  vault: Vault,
): Promise<SnmpCredentials> {
  const { community, user, auth, priv, context } = file;
  if ((community === undefined) === (user === undefined)) {
    throw new ConfigError(key, 'needs either a community or a user');
  }
  if (community !== undefined) {
    const secret = await vault.read(community, `${key}.community`);
    return { kind: 'community', version: file.version ?? '2c', community: secret };
  }
  if (priv !== undefined && auth === undefined) throw new ConfigError(`${key}.priv`, 'needs auth');
  return {
    kind: 'user',
    user: user ?? '',
    ...(auth && {
      auth: { protocol: auth.protocol, key: await vault.read(auth.key, `${key}.auth.key`) },
    }),
    ...(priv && {
      priv: { protocol: priv.protocol, key: await vault.read(priv.key, `${key}.priv.key`) },
    }),
    ...(context !== undefined && { context }),
  };
}

async function resolveBroker(
  file: BrokerFile,
  key: string,
  here: { site?: string },
  vault: Vault,
): Promise<Broker> {
  const broker = parseBrokerUrl(file.url);
  if (broker.kind === 'refused') throw new ConfigError(`${key}.url`, broker.reason);
  if (broker.password !== undefined) {
    throw new ConfigError(`${key}.url`, 'a password belongs into a file or the environment');
  }
  const { certificate, ca, subscribe, clientId, share, rebirth, generic, devicesPerGateway } = file;
  const wrong = generic?.findIndex((filter) => !isFilter(filter)) ?? -1;
  if (wrong >= 0) throw new ConfigError(`${key}.generic.${wrong}`, 'is not a topic filter');
  const user = file.user ?? broker.user;
  return {
    isPersistent: file.persistent ?? clientId !== undefined,
    ...(devicesPerGateway !== undefined && { devicesPerGateway }),
    ...(generic && { generic }),
    target: {
      url: broker.url,
      ...here,
      ...(user !== undefined && { user }),
      ...(file.password && { password: await vault.read(file.password, `${key}.password`) }),
      ...(ca !== undefined && { ca: await vault.readText(ca, `${key}.ca`) }),
      ...(certificate !== undefined && {
        certificate: await vault.readText(certificate, `${key}.certificate`),
      }),
      ...(file.key && { key: await vault.read(file.key, `${key}.key`) }),
      ...(clientId !== undefined && { clientId }),
      ...(subscribe !== undefined && { subscribe }),
      ...(share !== undefined && { share }),
      ...(rebirth === true && { asksForBirths: true }),
    },
  };
}

function resolveSegment(
  { dhcp, mdns, ssdp, neighbors, neighborsEvery, leases = [], syslog }: SegmentFile,
  vault: Vault,
): SegmentTarget {
  const everyMs = parseDuration(neighborsEvery ?? CONFIG_DEFAULTS.neighborsEvery);
  return {
    dhcp: dhcp === true,
    mdns: mdns === true,
    ssdp: ssdp === true,
    ...(neighbors === true && everyMs !== undefined && { neighborsEveryMs: everyMs }),
    ...(syslog !== undefined && { syslogPort: syslog }),
    leases: leases.map(({ file, format }) => ({ file: vault.pathOf(file), format })),
  };
}
