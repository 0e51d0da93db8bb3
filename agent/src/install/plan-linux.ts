/**
 * Installing on Linux: units, configuration, and the link that enables one of the units. The link
 * is set here and not by `systemctl enable`, so that images and containers without a running
 * systemd are installed the same way.
 */
import type { Situation } from './request.ts';
import type { Step } from './step.ts';
import {
  ONCE_SERVICE,
  onceUnit,
  SERVICE,
  serviceUnit,
  TIMER,
  type TimerOptions,
  timerUnit,
} from './systemd.ts';

/** Units of an administrator, before those of packages (systemd.unit(5)). */
export const UNITS = '/etc/systemd/system';
/** Units of packages. */
export const PACKAGED_UNITS = '/usr/lib/systemd/system';

export const ENABLED_DAEMON: string = `${UNITS}/multi-user.target.wants/${SERVICE}`;
export const ENABLED_TIMER: string = `${UNITS}/timers.target.wants/${TIMER}`;

export interface LinuxChoice {
  readonly mode: 'daemon' | 'timer';
  readonly timer: TimerOptions;
  /** What the units start. */
  readonly program: readonly string[];
  readonly start: boolean;
  readonly restart: boolean;
}

export function linuxSteps(
  { places, hasPackagedUnits }: Situation,
  { mode, timer, program, start, restart }: LinuxChoice,
): readonly Step[] {
  const options = { program, config: places.config };
  const unit = (name: string, content: string): Step => ({
    kind: 'file',
    path: `${UNITS}/${name}`,
    mode: 0o644,
    content,
  });
  const units = hasPackagedUnits
    ? []
    : [unit(SERVICE, serviceUnit(options)), unit(ONCE_SERVICE, onceUnit(options))];
  const folder = hasPackagedUnits ? PACKAGED_UNITS : UNITS;
  const [wanted, unwanted] =
    mode === 'daemon' ? ([SERVICE, TIMER] as const) : ([TIMER, SERVICE] as const);
  const [enabled, disabled] =
    mode === 'daemon' ? [ENABLED_DAEMON, ENABLED_TIMER] : [ENABLED_TIMER, ENABLED_DAEMON];
  return [
    ...units,
    // The period is the host's own choice, also where a package brings the rest.
    unit(TIMER, timerUnit(timer)),
    { kind: 'absent', path: disabled },
    { kind: 'link', path: enabled, target: `${wanted === TIMER ? UNITS : folder}/${wanted}` },
    systemctl('change', 'daemon-reload'),
    systemctl('always', 'stop', unwanted),
    ...(start ? [systemctl('always', restart ? 'restart' : 'start', wanted)] : []),
    // A daemon that runs already goes by its new configuration.
    ...(start && !restart && mode === 'daemon' ? [systemctl('change', 'restart', SERVICE)] : []),
  ];
}

export function linuxRemoval(): readonly Step[] {
  return [
    systemctl('always', 'stop', TIMER, SERVICE, ONCE_SERVICE),
    ...[ENABLED_DAEMON, ENABLED_TIMER].map((path): Step => ({ kind: 'absent', path })),
    ...[SERVICE, ONCE_SERVICE, TIMER].map(
      (name): Step => ({ kind: 'absent', path: `${UNITS}/${name}` }),
    ),
    systemctl('always', 'daemon-reload'),
  ];
}

/** `stop` of a unit that was never there fails, and is what was wanted. */
function systemctl(after: 'change' | 'always', verb: string, ...units: readonly string[]): Step {
  const mayFail = verb === 'stop' || verb === 'daemon-reload';
  return {
    kind: 'command',
    file: 'systemctl',
    args: [verb, ...units],
    after,
    ...(mayFail && { mayFail }),
  };
}
