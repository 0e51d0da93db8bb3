/**
 * systemd's units for the agent. `systemd-analyze security` rates them below 2.5; what is left
 * open is what the inventory needs, and says so.
 */
import { formatDuration } from './format-duration.ts';

export interface UnitOptions {
  /** Program and its leading arguments: one executable, or node and the bundle. */
  readonly program: readonly string[];
  readonly config: string;
}

export const SERVICE = 'muster-agent.service';
export const ONCE_SERVICE = 'muster-agent-once.service';
export const TIMER = 'muster-agent-once.timer';

/** As mallopt(3) reads them, at the start of a process only. */
export const UNIT_ENVIRONMENT: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_TRIM_THRESHOLD_: '65536',
};

/** Directives that are newer than the oldest systemd in use (219) are skipped there, not refused. */
const SANDBOX = `# Root, but with one power only: reading what is closed to others (firmware tables, LUKS, logins).
User=root
CapabilityBoundingSet=CAP_DAC_READ_SEARCH
AmbientCapabilities=
NoNewPrivileges=yes
UMask=0077
StateDirectory=muster-agent
StateDirectoryMode=0700

# The file system can be read and, apart from the state, not written.
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
# Of the devices the management controller alone (ipmitool, where it is installed).
DevicePolicy=closed
DeviceAllow=char-ipmidev rw
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
# The network, the addresses of the host's interfaces (netlink), local sockets.
RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX
# Left open on purpose. ProtectHostname and PrivateIPC: a host in namespaces of its own looks like a
# container. ProcSubset: processors and memory are in /proc. MemoryDenyWriteExecute: V8 compiles.

# Light enough to forget.
# The C library gives freed memory back at once, from one arena for all threads: 3 MB.
Environment=${Object.entries(UNIT_ENVIRONMENT)
  .map(([name, value]) => `${name}=${value}`)
  .join(' ')}
Nice=10
CPUWeight=20
IOSchedulingClass=idle
MemoryMax=256M
TasksMax=64
`;

export function serviceUnit({ program, config }: UnitOptions): string {
  return `[Unit]
Description=Muster agent: hardware inventory of this host
Wants=network-online.target
After=network-online.target
# Tried again for ever, at the pace of RestartSec.
StartLimitIntervalSec=0

[Service]
ExecStart=${commandLine([...program, 'run', '--config', config])}
Restart=always
RestartSec=30
# 2: what it was told cannot work; a person has to mend it.
RestartPreventExitStatus=2
TimeoutStopSec=20

${SANDBOX}
[Install]
WantedBy=multi-user.target
`;
}

export function onceUnit({ program, config }: UnitOptions): string {
  return `[Unit]
Description=Muster agent: one inventory of this host
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart=${commandLine([...program, 'once', '--config', config])}
TimeoutStartSec=600

${SANDBOX}`;
}

export interface TimerOptions {
  readonly everyMs: number;
  readonly spreadMs: number;
}

export function timerUnit({ everyMs, spreadMs }: TimerOptions): string {
  return `[Unit]
Description=Muster agent: when this host is looked at

[Timer]
OnBootSec=1min
OnUnitActiveSec=${formatDuration(everyMs)}
# Hosts that were switched on together do not report together.
RandomizedDelaySec=${formatDuration(spreadMs)}
AccuracySec=1min

[Install]
WantedBy=timers.target
`;
}

/** Quoted as systemd.syntax(7) and systemd.service(5) read it: specifiers and variables are not meant. */
function commandLine(words: readonly string[]): string {
  return words
    .map((word) => word.replaceAll('%', '%%').replaceAll('$', '$$$$'))
    .map((word) => (/^[\w@%+=:,./$-]+$/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`))
    .join(' ');
}
