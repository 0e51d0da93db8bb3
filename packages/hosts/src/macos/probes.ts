/** The probes of a Mac: the platform expert, one call of system_profiler, two small questions. */
import type { Findings } from '../findings.ts';
import { type Command, found } from '../host/host.ts';
import type { Probe } from '../probe.ts';
import { profilerFindings } from './facts.ts';
import { parseIoreg } from './ioreg.ts';
import { parseProfiler } from './profiler.ts';
import { registryFindings } from './registry.ts';

const ioreg: Command = {
  name: 'ioreg platform',
  file: '/usr/sbin/ioreg',
  args: ['-r', '-w0', '-d2', '-c', 'IOPlatformExpertDevice', '-a'],
  timeoutMs: 10_000,
};

const systemProfiler: Command = {
  name: 'system_profiler',
  file: '/usr/sbin/system_profiler',
  args: [
    '-json',
    '-detailLevel',
    'full',
    'SPHardwareDataType',
    'SPSoftwareDataType',
    'SPMemoryDataType',
    'SPNVMeDataType',
    'SPSerialATADataType',
    'SPDisplaysDataType',
    'SPUSBDataType',
    'SPThunderboltDataType',
    'SPPowerDataType',
    'SPNetworkDataType',
  ],
  // It asks each bus in turn: ten seconds are usual, a slow dock takes thirty more.
  timeoutMs: 90_000,
};

const fileVault: Command = {
  name: 'fdesetup status',
  file: '/usr/bin/fdesetup',
  args: ['status'],
  timeoutMs: 10_000,
};

const enrollment: Command = {
  name: 'profiles enrollment',
  file: '/usr/bin/profiles',
  args: ['status', '-type', 'enrollment'],
  timeoutMs: 10_000,
};

/**
 * The setup assistant leaves an empty file when a Mac is set up for the first time, or anew after
 * it was erased. Closed to others; when it was written everybody may see.
 */
const SETUP_DONE = '/var/db/.AppleSetupDone';

const setup: Probe = {
  name: 'setup',
  read: async (host) => {
    const read = await host.changedAt?.(SETUP_DONE);
    const installedOn = read && found(read)?.toISOString().slice(0, 10);
    return installedOn === undefined ? {} : { os: { name: 'macOS', installedOn } };
  },
};

/** A probe that runs one command and reads what it prints. */
function commandProbe(command: Command, read: (text: string) => Findings | undefined): Probe {
  return {
    name: command.name,
    timeoutMs: command.timeoutMs + 1_000,
    read: async (host) => {
      const ran = await host.run(command);
      const found = ran.kind === 'read' ? read(ran.value) : undefined;
      if (found !== undefined) return found;
      if (ran.kind === 'absent') return {};
      const why = ran.kind === 'read' ? 'failed' : ran.kind;
      const hint = ran.kind === 'read' ? 'its reply is not legible' : (ran.reason ?? ran.kind);
      return { unread: [{ what: command.name, why, hint }] };
    },
  };
}

export const macosProbes: readonly Probe[] = [
  commandProbe(systemProfiler, (text) => {
    const report = parseProfiler(text);
    return report === undefined ? undefined : profilerFindings(report);
  }),
  commandProbe(ioreg, (text) => registryFindings(parseIoreg(text))),
  commandProbe(fileVault, (text) => {
    const state = /FileVault is (On|Off)/.exec(text)?.[1];
    return state === undefined ? undefined : { posture: { diskEncrypted: state === 'On' } };
  }),
  commandProbe(enrollment, (text) => {
    const server = /MDM server: (\S+)/.exec(text)?.[1];
    const isEnrolled = /MDM enrollment: Yes/.test(text);
    return isEnrolled ? { posture: { mdm: server?.slice(0, 256) ?? 'enrolled' } } : {};
  }),
  setup,
];
