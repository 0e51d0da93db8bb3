/** The `mqtt.listen` section of the configuration: doors, certificate, users and their topics. */
import { ConfigError } from '@muster/uplink/config-error';
import { parseEndpoint } from './address.ts';
import type { BrokerUserFile, OwnBrokerFile } from './config-file.ts';
import type { DoorCertificate, DoorKind } from './mqtt/broker/doors.ts';
import { type PasswordHash, parsePasswordHash } from './mqtt/broker/password.ts';
import type { BrokerTarget } from './mqtt/broker/serve.ts';
import type { BrokerUser } from './mqtt/broker/users.ts';
import { isFilter } from './mqtt/topic-filter.ts';
import type { Vault } from './vault.ts';

export interface OwnBroker {
  readonly target: BrokerTarget;
  readonly devicesPerGateway?: number;
}

const KEY = 'mqtt.listen';

/** IANA's ports for MQTT; those of WebSocket are what brokers have made usual. */
const PORTS: Readonly<Record<DoorKind, number>> = {
  tcp: 1883,
  tls: 8883,
  websocket: 9001,
  websocketTls: 9443,
};
const DOORS: readonly DoorKind[] = ['tcp', 'tls', 'websocket', 'websocketTls'];

/** @throws ConfigError naming the key */
export async function resolveOwnBroker(file: OwnBrokerFile, vault: Vault): Promise<OwnBroker> {
  const doors = DOORS.flatMap((kind) => {
    const written = file[kind];
    if (written === undefined) return [];
    const at = parseEndpoint(written, PORTS[kind]);
    if (at === undefined) throw new ConfigError(`${KEY}.${kind}`, `"${written}" is not an address`);
    return [{ kind, at }];
  });
  if (doors.length === 0) {
    throw new ConfigError(KEY, `needs an address under one of ${DOORS.join(', ')}`);
  }
  const certificate = await certificateOf(file, vault);
  const secured = doors.find(({ kind }) => kind === 'tls' || kind === 'websocketTls');
  if (secured !== undefined && certificate === undefined) {
    throw new ConfigError(`${KEY}.${secured.kind}`, 'needs a certificate and a key');
  }
  const passwords =
    file.passwords === undefined
      ? undefined
      : await vault.readText(file.passwords, `${KEY}.passwords`);
  const listed = new Map(
    (passwords ?? '').split(/\r?\n/).flatMap((line): [string, string][] => {
      const colon = line.lastIndexOf(':');
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1)]] : [];
    }),
  );
  const users = Object.entries(file.users).map(([name, user]) =>
    userOf(name, user, listed.get(name), certificate?.clientCa !== undefined),
  );
  if (users.length === 0) throw new ConfigError(`${KEY}.users`, 'names nobody: nobody could come');
  const { retained, devicesPerGateway } = file;
  return {
    ...(devicesPerGateway !== undefined && { devicesPerGateway }),
    target: {
      doors,
      users,
      ...(certificate && { certificate }),
      ...(retained !== undefined && { retainedFile: vault.pathOf(retained) }),
    },
  };
}

async function certificateOf(
  { certificate, key, clientCa }: OwnBrokerFile,
  vault: Vault,
): Promise<DoorCertificate | undefined> {
  if (certificate === undefined || key === undefined) {
    if (certificate === undefined && key === undefined && clientCa === undefined) return undefined;
    throw new ConfigError(KEY, 'a certificate and its key go together');
  }
  return {
    certificate: await vault.readText(certificate, `${KEY}.certificate`),
    key: await vault.read(key, `${KEY}.key`),
    ...(clientCa !== undefined && { clientCa: await vault.readText(clientCa, `${KEY}.clientCa`) }),
  };
}

function userOf(
  name: string,
  { password, topics = ['muster/1/{user}/#'], reads = [] }: BrokerUserFile,
  listed: string | undefined,
  hasCertificates: boolean,
): BrokerUser {
  const key = `${KEY}.users.${name}`;
  const written = password ?? listed;
  let hash: PasswordHash | undefined;
  if (written !== undefined) {
    hash = parsePasswordHash(written);
    // What stands there instead may be the password: it is not repeated.
    if (hash === undefined) {
      throw new ConfigError(
        `${key}.password`,
        'is no hash: muster-collector hash-password makes one',
      );
    }
  } else if (!hasCertificates) {
    throw new ConfigError(key, 'needs a password hash, here or in the file of passwords');
  }
  // A name with wildcards or slashes in it would reach into topics of others.
  if (/[+#/\0]/.test(name)) throw new ConfigError(key, 'a name has no "+", "#" or "/"');
  const filtersOf = (filters: readonly string[], what: string) =>
    filters.map((written, index) => {
      const filter = written.replaceAll('{user}', name);
      if (isFilter(filter)) return filter;
      throw new ConfigError(`${key}.${what}.${index}`, `"${written}" is not a topic filter`);
    });
  return {
    name,
    ...(hash && { password: hash }),
    topics: filtersOf(topics, 'topics'),
    reads: filtersOf(reads, 'reads'),
  };
}
