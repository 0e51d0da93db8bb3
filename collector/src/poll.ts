/** One entry of the timetable: what is asked, how often, and within which time. */
import { ConfigError } from '@muster/uplink/config-error';
import { parseDuration } from './address.ts';
import { parseAddressRange } from './address-range.ts';
import { CONFIG_DEFAULTS, type PolledFile } from './config-parts.ts';
import { parseQuietWindow, type QuietWindow } from './quiet-windows.ts';
import type { RedfishTarget, SnmpTarget, SshTarget } from './target.ts';

interface Polled {
  /** "snmp 10.1.0.1:161": in logs and in the reported health. */
  readonly id: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** When it is not asked. */
  readonly quiet: readonly QuietWindow[];
  /** Named by the operator: its silence is trouble. In a sweep silence is usual. */
  readonly isExpected: boolean;
}

export type Poll =
  /** One target for each of its credentials, in the order in which to try them. */
  | (Polled & { readonly kind: 'snmp'; readonly targets: readonly SnmpTarget[] })
  | (Polled & { readonly kind: 'ssh'; readonly target: SshTarget })
  | (Polled & { readonly kind: 'redfish'; readonly target: RedfishTarget });

/** The addresses a target stands for. @throws ConfigError where they are none */
export function hostsOf(
  { address }: PolledFile,
  key: string,
): { host: string; isExpected: boolean }[] {
  const range = parseAddressRange(address);
  switch (range.kind) {
    case 'one':
      return [{ host: range.host, isExpected: true }];
    case 'many':
      return range.hosts.map((host) => ({ host, isExpected: false }));
    case 'refused':
      throw new ConfigError(`${key}.address`, `"${address}" ${range.reason}`);
  }
}

export function rhythmOf(
  target: PolledFile,
  section: { readonly every?: string; readonly timeout?: string },
  timeout: string,
): { everyMs: number; timeoutMs: number } {
  const durationOf = (written: string) => parseDuration(written) ?? 0;
  return {
    everyMs: durationOf(target.every ?? section.every ?? CONFIG_DEFAULTS.every),
    timeoutMs: durationOf(target.timeout ?? section.timeout ?? timeout),
  };
}

/**
 * @param general the collector's own, for a target that says nothing
 * @throws ConfigError where one is no time
 */
export function quietOf(
  target: PolledFile,
  key: string,
  general: readonly string[] = [],
): readonly QuietWindow[] {
  const [texts, place] = target.quiet === undefined ? [general, ''] : [target.quiet, `${key}.`];
  return texts.map((text, index) => {
    const window = parseQuietWindow(text);
    if (window !== undefined) return window;
    const wanted = 'is no time such as "22:00-06:00" or "Mon-Fri 08:00-09:30"';
    throw new ConfigError(`${place}quiet.${index}`, `"${text}" ${wanted}`);
  });
}

/** @throws ConfigError where there is nothing of that name */
export function named<T>(known: ReadonlyMap<string, T>, name: string, key: string): T {
  const found = known.get(name);
  if (found === undefined) throw new ConfigError(key, `there is no "${name}" to be found`);
  return found;
}
