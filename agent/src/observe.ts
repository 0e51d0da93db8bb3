/** One look at a host: its platform's probes over the port, joined into a sighting. */
import type { Sighting } from '@muster/facts/observation';
import type { Host, HostPlatform } from '@muster/hosts/host/host';
import { type Probe, runProbes } from '@muster/hosts/probe';
import { sightingOf } from '@muster/hosts/sighting';

export interface ObserveOptions {
  /** The record's native key; absent: made of the host's own names. */
  readonly key?: string;
  readonly now: () => Date;
  /** Probes left out by policy, by name. */
  readonly without?: readonly string[];
  /** What `runProbes` keeps from look to look. */
  readonly hanging?: Set<string>;
}

/** Only this platform's readers are loaded. */
const PLATFORMS: Readonly<Record<HostPlatform, () => Promise<readonly Probe[]>>> = {
  linux: async () => (await import('@muster/hosts/linux/probes')).linuxProbes,
  darwin: async () => (await import('@muster/hosts/macos/probes')).macosProbes,
  win32: async () => (await import('@muster/hosts/windows/probes')).windowsProbes,
  other: async () => (await import('./other/probes.ts')).otherProbes,
};

const PROFILES: Readonly<Record<HostPlatform, string>> = {
  linux: 'linux',
  darwin: 'macos',
  win32: 'windows',
  other: 'unix',
};

export async function observeHost(host: Host, options: ObserveOptions): Promise<Sighting> {
  const probes = await PLATFORMS[host.platform]();
  const wanted = probes.filter(({ name }) => !options.without?.includes(name));
  const findings = await runProbes(wanted, host, options.hanging);
  // Where one process tells everything, who uses the host is taken out of what it told.
  const kept = options.without?.includes('users')
    ? findings.map(({ custody, ...rest }) => rest)
    : findings;
  return sightingOf(kept, {
    ...(options.key !== undefined && { key: options.key }),
    profile: PROFILES[host.platform],
    observedAt: options.now(),
  });
}
