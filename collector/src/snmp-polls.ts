/** SNMP targets of the configuration and of the files that it names, as what is asked. */
import { ConfigError } from '@muster/uplink/config-error';
import { formatConfigProblems, parseTargets } from './config.ts';
import type { CollectorFile, SnmpTargetFile } from './config-file.ts';
import { CONFIG_DEFAULTS } from './config-parts.ts';
import { hostsOf, named, type Poll, quietOf, rhythmOf } from './poll.ts';
import type { SnmpCredentials } from './target.ts';
import type { Vault } from './vault.ts';

/** A target with its place, for what is wrong with it. */
export interface PlacedTarget {
  readonly key: string;
  readonly target: SnmpTargetFile;
  /** From a file that the configuration names. */
  readonly isFurther: boolean;
}

/** Those of the configuration itself come first. @throws ConfigError naming file, line and key */
export async function placedTargets(
  snmp: CollectorFile['snmp'],
  vault: Vault,
): Promise<readonly PlacedTarget[]> {
  const placed = (snmp?.targets ?? []).map((target, index) => ({
    key: `snmp.targets.${index}`,
    target,
    isFurther: false,
  }));
  for (const [index, file] of (snmp?.targetFiles ?? []).entries()) {
    const text = await vault.readText(file, `snmp.targetFiles.${index}`);
    const parsed = parseTargets(text);
    if (parsed.kind === 'refused') {
      throw new ConfigError('configuration', formatConfigProblems(file, parsed.problems));
    }
    const { targets } = parsed.value;
    placed.push(
      ...targets.map((target, i) => ({ key: `${file} targets.${i}`, target, isFurther: true })),
    );
  }
  return placed;
}

/** What the configuration itself says of a device wins over its files; else the last one does. */
export function snmpPolls(
  { snmp, quiet }: CollectorFile,
  placed: readonly PlacedTarget[],
  here: { site?: string },
  known: ReadonlyMap<string, SnmpCredentials>,
): readonly Poll[] {
  const polls = new Map<string, Poll>();
  const own = new Set<string>();
  for (const { key, target, isFurther } of placed) {
    const names =
      typeof target.credentials === 'string' ? [target.credentials] : target.credentials;
    const credentials = names.map((name) => named(known, name, `${key}.credentials`));
    const port = target.port ?? CONFIG_DEFAULTS.snmpPort;
    for (const { host, isExpected } of hostsOf(target, key)) {
      const id = `snmp ${host}:${port}`;
      if (isFurther && own.has(id)) continue;
      if (!isFurther) own.add(id);
      polls.set(id, {
        kind: 'snmp',
        id,
        isExpected,
        ...rhythmOf(target, snmp ?? {}, CONFIG_DEFAULTS.snmpTimeout),
        quiet: quietOf(target, key, quiet),
        targets: credentials.map((each) => ({ host, port, credentials: each, ...here })),
      });
    }
  }
  return [...polls.values()];
}
