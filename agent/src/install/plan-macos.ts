/** Installing on macOS: one launchd daemon. */
import { LABEL, LOG, launchDaemon, PLIST } from './launchd.ts';
import { folderOf } from './places.ts';
import type { Situation } from './request.ts';
import type { Step } from './step.ts';

export interface MacosChoice {
  readonly mode: 'daemon' | 'timer';
  readonly everyMs: number;
  readonly program: readonly string[];
  readonly start: boolean;
  readonly restart: boolean;
}

export function macosSteps(
  { places }: Situation,
  { mode, everyMs, program, start, restart }: MacosChoice,
): readonly Step[] {
  const plist = launchDaemon({
    program,
    config: places.config,
    mode: mode === 'daemon' ? { kind: 'daemon' } : { kind: 'timer', everyMs },
  });
  return [
    { kind: 'folder', path: folderOf(LOG), mode: 0o755 },
    { kind: 'file', path: PLIST, mode: 0o644, content: plist },
    ...(start
      ? [
          // launchd reads a property list when it is loaded, so a changed one is loaded anew.
          launchctl(restart ? 'always' : 'change', ['bootout', `system/${LABEL}`]),
          launchctl('always', ['enable', `system/${LABEL}`]),
          launchctl('always', ['bootstrap', 'system', PLIST]),
        ]
      : []),
  ];
}

export function macosRemoval(): readonly Step[] {
  return [
    launchctl('always', ['bootout', `system/${LABEL}`]),
    { kind: 'absent', path: PLIST },
    { kind: 'absent', path: LOG },
  ];
}

/** May fail: what is loaded cannot be loaded, what is not cannot be taken out. */
function launchctl(after: 'change' | 'always', args: readonly string[]): Step {
  return { kind: 'command', file: '/bin/launchctl', args, after, mayFail: true };
}
