/**
 * `sweep`: who speaks SNMP in ranges of addresses, and whom those know. What it prints are proposals
 * for a configuration; nothing is sent to the reconciler.
 */
import { Secret } from '@muster/uplink/secret';
import { CredentialGuard } from '../credential-guard.ts';
import { loadSnmpCredentials, loadSnmpHosts } from '../load-config.ts';
import {
  type Found,
  type NamedCredentials,
  type Proposed,
  proposalsOf,
  type Surveyed,
  surveyDevice,
} from '../snmp/survey.ts';
import { parseRanges, type SweepSet, sweep } from '../snmp/sweep.ts';
import { printable } from './print.ts';
import { readSecret } from './secrets.ts';
import { EXIT, type Surroundings, UsageError } from './surroundings.ts';
import { appendTargets } from './targets-file.ts';

export interface SweepCommandOptions {
  readonly exclude?: readonly string[];
  readonly community?: readonly string[];
  readonly config?: string;
  readonly port: string;
  readonly rate: string;
  readonly neighbors: boolean;
  /** A file of targets that those found are appended to. */
  readonly writeTargets?: string;
  readonly json?: boolean;
}

/** Devices looked at at the same time. */
const SURVEYS_MAX = 16;
/** A user may be refused by five devices before the others are left alone. */
const GUARD = { tries: 10, windowMs: 900_000 } as const;
const BAR_WIDTH = 30;

export async function sweepCommand(
  ranges: readonly string[],
  options: SweepCommandOptions,
  around: Surroundings,
): Promise<number> {
  const parsed = parseRanges(ranges, options.exclude);
  if (parsed.kind === 'refused') throw new UsageError(parsed.why);
  const port = numberOf('--port', options.port, 65_535);
  const packetsPerSecond = numberOf('--rate', options.rate, 20_000);
  const asked = await askedHosts(options);
  const known = await readSets(options, around);
  const guard = new CredentialGuard(GUARD, Date.now);
  const surveyed: Surveyed[] = [];
  const waiting: { readonly address: string; readonly set: string }[] = [];
  const working = new Set<Promise<void>>();
  const look = () => {
    while (working.size < SURVEYS_MAX) {
      const next = waiting.shift();
      if (next === undefined) return;
      const sets = setsFor(known, next.set);
      const work = surveyDevice(next.address, port, sets, guard, around.signal).then((each) => {
        surveyed.push(each);
        print(each.found, options, around);
        working.delete(work);
        look();
      });
      working.add(work);
    }
  };
  const bar = progressBar(around);
  const result = await sweep({
    ranges,
    ...(options.exclude && { exclude: options.exclude }),
    port,
    sets: sweepSets(known),
    packetsPerSecond,
    signal: around.signal,
    onFound: ({ address, credentials }) => {
      waiting.push({ address, set: credentials });
      look();
    },
    onProgress: (done, total) => bar.show(done, total, surveyed.length + waiting.length),
  });
  while (working.size > 0) await Promise.all(working);
  bar.end();
  const proposals = options.neighbors ? proposalsOf(surveyed) : [];
  for (const each of proposals) print(each, options, around);
  around.stderr.write(
    `${result.addresses} addresses, ${result.probes} probes: ${result.found} answered` +
      `${proposals.length > 0 ? `, ${proposals.length} more are known to them` : ''}\n`,
  );
  if (options.writeTargets !== undefined) {
    const found = surveyed.map((each) => each.found);
    const added = await appendTargets(options.writeTargets, found, asked);
    around.stderr.write(`${added} appended to ${options.writeTargets}\n`);
  }
  if (around.signal.aborted) {
    around.stderr.write('stopped before the end\n');
    return EXIT.refused;
  }
  return result.found > 0 ? EXIT.done : EXIT.refused;
}

/** A target names its credentials: only a configuration has names for them. */
async function askedHosts({
  config,
  community = [],
  writeTargets,
}: SweepCommandOptions): Promise<ReadonlySet<string>> {
  if (writeTargets === undefined) return new Set();
  if (config === undefined || community.length > 0) {
    throw new UsageError('--write-targets needs a --config, and its credentials alone');
  }
  return loadSnmpHosts(config);
}

/** From the configuration, by the names they have there; else from the command line or environment. */
async function readSets(
  { config, community = [] }: SweepCommandOptions,
  around: Surroundings,
): Promise<readonly NamedCredentials[]> {
  const sets: NamedCredentials[] = [];
  if (config !== undefined) {
    const known = await loadSnmpCredentials(config, { env: around.env });
    for (const [name, credentials] of known) sets.push({ name, credentials });
  }
  const secrets = community.map((each) => new Secret(each));
  if (sets.length === 0 && secrets.length === 0) {
    const what = 'SNMP community';
    const asked = await readSecret({ what, variable: 'MUSTER_SNMP_COMMUNITY', ask: true }, around);
    if (asked !== undefined) secrets.push(asked);
  }
  for (const [index, each] of secrets.entries()) {
    const credentials = { kind: 'community', version: '2c', community: each } as const;
    sets.push({ name: `community ${index + 1}`, credentials });
  }
  if (sets.length === 0) throw new UsageError('name a --community, or a --config with credentials');
  return sets;
}

const ANY_USER = 'SNMPv3';

/** Each community is a probe of its own; all users are one. */
function sweepSets(known: readonly NamedCredentials[]): readonly SweepSet[] {
  const communities = known.flatMap(({ name, credentials }): readonly SweepSet[] =>
    credentials.kind === 'community'
      ? [{ name, version: credentials.version, community: credentials.community }]
      : [],
  );
  const hasUsers = known.some(({ credentials }) => credentials.kind === 'user');
  return hasUsers ? [...communities, { name: ANY_USER, version: '3' }] : communities;
}

function setsFor(known: readonly NamedCredentials[], set: string): readonly NamedCredentials[] {
  return set === ANY_USER
    ? known.filter(({ credentials }) => credentials.kind === 'user')
    : known.filter(({ name }) => name === set);
}

function numberOf(option: string, text: string, max: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > max) {
    throw new UsageError(`${option} is a number from 1 to ${max}`);
  }
  return number;
}

function print(
  each: Found | Proposed,
  { json }: SweepCommandOptions,
  { stdout }: Surroundings,
): void {
  stdout.write(json === true ? `${JSON.stringify(each)}\n` : `${describe(each)}\n`);
}

function describe(each: Found | Proposed): string {
  if (each.kind === 'neighbor') {
    const { via } = each;
    const known = [each.hostname, each.platform].filter((text) => text !== undefined).join(', ');
    const how = `${via.protocol.toUpperCase()} of ${via.address} port ${via.port}`;
    return printable(`${each.address.padEnd(15)} not in the ranges: ${known} (${how})`);
  }
  const said = [each.hostname, each.product ?? each.description, each.trouble];
  const known = said.filter((text) => text !== undefined).join(', ');
  return printable(`${each.address.padEnd(15)} ${each.credentials ?? '-'}: ${known}`);
}

/** A line that fills up, on a terminal only; at most a few times a second. */
function progressBar({ stderr }: Surroundings) {
  if (stderr.isTTY !== true) return { show: () => {}, end: () => {} };
  const beganMs = Date.now();
  let shownMs = 0;
  return {
    show: (done: number, total: number, found: number) => {
      const nowMs = Date.now();
      if (nowMs - shownMs < 200 && done < total) return;
      shownMs = nowMs;
      const share = done / Math.max(total, 1);
      const filled = Math.round(share * BAR_WIDTH);
      const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
      const leftSeconds = share > 0 ? ((nowMs - beganMs) / 1000) * (1 / share - 1) : 0;
      const left = `${Math.round(leftSeconds)} s left`;
      stderr.write(`\r${bar} ${done}/${total}, ${found} found, ${left}   `);
    },
    end: () => {
      stderr.write('\n');
    },
  };
}
