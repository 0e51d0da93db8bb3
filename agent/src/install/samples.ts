/**
 * The units as `install` writes them with its defaults, by file name: `configs/units` shows them to
 * whoever installs by other means. A test holds the two together.
 */
import { parseDuration } from '../duration.ts';
import { DEFAULTS } from '../settings.ts';
import { LABEL, launchDaemon } from './launchd.ts';
import { type InstallPlatform, type Places, placesOf } from './places.ts';
import { taskXml } from './scheduled-task.ts';
import { ONCE_SERVICE, onceUnit, SERVICE, serviceUnit, TIMER, timerUnit } from './systemd.ts';

export function sampleUnits(): ReadonlyMap<string, string> {
  const everyMs = parseDuration(DEFAULTS.every);
  const spreadMs = parseDuration(DEFAULTS.spread);
  const linux = sampleOptions('linux');
  const macos = sampleOptions('darwin');
  const windows = { ...sampleOptions('win32'), everyMs, spreadMs };
  return new Map([
    [SERVICE, serviceUnit(linux)],
    [ONCE_SERVICE, onceUnit(linux)],
    [TIMER, timerUnit({ everyMs, spreadMs })],
    [`${LABEL}.plist`, launchDaemon({ ...macos, mode: { kind: 'daemon' } })],
    [`${LABEL}.timer.plist`, launchDaemon({ ...macos, mode: { kind: 'timer', everyMs } })],
    ['windows-task.xml', taskXml({ ...windows, mode: 'daemon' })],
    ['windows-timer-task.xml', taskXml({ ...windows, mode: 'timer' })],
  ]);
}

function sampleOptions(platform: InstallPlatform): {
  readonly program: readonly string[];
  readonly config: string;
} {
  const { program, config }: Places = placesOf(platform, {});
  return { program: [platform === 'linux' ? '/usr/bin/muster-agent' : program], config };
}
