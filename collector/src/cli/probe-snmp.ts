/** `probe snmp`: options to a target, the SNMP reader's outcome to the screen. */

import { readFile, stat } from 'node:fs/promises';
import { Secret } from '@muster/uplink/secret';
import { parseDuration, parseEndpoint } from '../address.ts';
import { deadline } from '../deadline.ts';
import type { FamilyIndex } from '../snmp/match.ts';
import {
  SNMP_AUTH_PROTOCOLS,
  SNMP_PRIV_PROTOCOLS,
  type SnmpCredentials,
  type SnmpTarget,
} from '../target.ts';
import { printable, printOutcome, printSighting } from './print.ts';
import { readSecret } from './secrets.ts';
import { EXIT, type Surroundings, UsageError } from './surroundings.ts';

export interface ProbeSnmpOptions {
  readonly community?: string;
  readonly communityFile?: string;
  readonly snmpVersion?: '1' | '2c';
  readonly user?: string;
  readonly auth?: string;
  readonly authKeyFile?: string;
  readonly priv?: string;
  readonly privKeyFile?: string;
  readonly context?: string;
  readonly timeout: string;
  readonly json?: boolean;
  readonly explain?: boolean;
  /** A folder of the operator's own families. */
  readonly families?: string;
  /** A recorded walk, read instead of a device. */
  readonly from?: string;
}

export async function probeSnmpCommand(
  address: string | undefined,
  options: ProbeSnmpOptions,
  around: Surroundings,
): Promise<number> {
  const families = await familiesOf(options);
  if (options.from !== undefined) {
    if (address !== undefined) throw new UsageError('--from reads a file: name no host');
    const text = await readRecording(options.from);
    return explainRecording(text, families, options, around);
  }
  if (address === undefined) throw new UsageError('name a host, or a recorded walk by --from');
  const endpoint = parseEndpoint(address, 161);
  if (endpoint === undefined) throw new UsageError(`"${address}" is not a host or host:port`);
  const timeoutMs = parseDuration(options.timeout);
  if (timeoutMs === undefined) throw new UsageError(`"${options.timeout}" is not a duration`);
  const target: SnmpTarget = { ...endpoint, credentials: await readCredentials(options, around) };
  const { probeSnmp } = await import('../snmp/probe.ts');
  const { explanationOf, formatExplanation } = await import('../snmp/explain.ts');
  const isExplained = options.explain === true && options.json !== true;
  using limit = deadline(timeoutMs, around.signal);
  const outcome = await probeSnmp(target, {
    now: () => new Date(),
    signal: limit.signal,
    ...(families && { families }),
    ...(isExplained && {
      onVisited: (visited, context) =>
        printLines(formatExplanation(explanationOf(visited, context)), around),
    }),
  });
  return printOutcome(outcome, { ...options, explain: false }, around);
}

async function familiesOf({ families }: ProbeSnmpOptions): Promise<FamilyIndex | undefined> {
  if (families === undefined) return undefined;
  const { readFamilyFolder } = await import('../snmp/family-folder.ts');
  return readFamilyFolder(families);
}

/** The largest walk recorded, of a chassis with 500 ports, has 12 MB. */
const RECORDING_BYTES_MAX = 64 * 1024 * 1024;

async function readRecording(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > RECORDING_BYTES_MAX) throw new Error('it is larger than 64 MB');
    return await readFile(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${file} cannot be read: ${why}`);
  }
}

/** What the device would have been taken for; with --explain, why. */
async function explainRecording(
  text: string,
  families: FamilyIndex | undefined,
  options: ProbeSnmpOptions,
  around: Surroundings,
): Promise<number> {
  const { explain, formatExplanation, indexWith } = await import('../snmp/explain.ts');
  const { parseRecording } = await import('../snmp/recorded.ts');
  const own = indexWith({});
  const index = families ?? (own.kind === 'index' ? own.index : undefined);
  if (index === undefined) throw new UsageError('the families that ship with it are refused');
  const observedAt = new Date().toISOString();
  const outcome = await explain(parseRecording(text), index, { observedAt, address: 'recorded' });
  if (outcome.kind !== 'explained') {
    return printOutcome(outcome, options, around);
  }
  const { explanation } = outcome;
  if (options.explain && !options.json) {
    printLines(formatExplanation(explanation), around);
  }
  for (const sighting of explanation.sightings) printSighting(sighting, options, around);
  return EXIT.done;
}

function printLines(text: string, { stdout }: Surroundings): void {
  for (const line of text.split('\n')) stdout.write(`${printable(line)}\n`);
}

async function readCredentials(
  options: ProbeSnmpOptions,
  around: Surroundings,
): Promise<SnmpCredentials> {
  if (options.user !== undefined) return readUser(options.user, options, around);
  if (options.auth !== undefined || options.priv !== undefined) {
    throw new UsageError('--auth and --priv belong to a --user');
  }
  const community =
    options.community !== undefined
      ? new Secret(options.community)
      : await readSecret(
          {
            what: 'SNMP community',
            file: options.communityFile,
            variable: 'MUSTER_SNMP_COMMUNITY',
            ask: true,
          },
          around,
        );
  if (community === undefined) throw new UsageError('name a --community, or a --user for SNMPv3');
  return { kind: 'community', version: options.snmpVersion ?? '2c', community };
}

async function readUser(
  user: string,
  options: ProbeSnmpOptions,
  around: Surroundings,
): Promise<SnmpCredentials> {
  const auth = oneOf('--auth', options.auth, SNMP_AUTH_PROTOCOLS);
  const priv = oneOf('--priv', options.priv, SNMP_PRIV_PROTOCOLS);
  if (priv !== undefined && auth === undefined) throw new UsageError('--priv needs --auth');
  const authKey = await readKey('auth', auth, options.authKeyFile, around);
  const privKey = await readKey('priv', priv, options.privKeyFile, around);
  return {
    kind: 'user',
    user,
    ...(auth && authKey && { auth: { protocol: auth, key: authKey } }),
    ...(priv && privKey && { priv: { protocol: priv, key: privKey } }),
    ...(options.context !== undefined && { context: options.context }),
  };
}

async function readKey(
  name: 'auth' | 'priv',
  protocol: string | undefined,
  file: string | undefined,
  around: Surroundings,
): Promise<Secret | undefined> {
  if (protocol === undefined) return undefined;
  const variable = `MUSTER_SNMP_${name.toUpperCase()}_KEY`;
  const what = name === 'auth' ? 'authentication key' : 'privacy key';
  const key = await readSecret({ what, file, variable, ask: true }, around);
  if (key === undefined) {
    throw new UsageError(`--${name} needs its key: --${name}-key-file or ${variable}`);
  }
  return key;
}

function oneOf<const V extends string>(
  option: string,
  given: string | undefined,
  known: readonly V[],
): V | undefined {
  if (given === undefined) return undefined;
  const found = known.find((each) => each === given.toLowerCase());
  if (found === undefined) throw new UsageError(`${option} is one of ${known.join(', ')}`);
  return found;
}
