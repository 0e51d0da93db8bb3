/** Installing on Windows: one scheduled task, and a folder that only administrators can open. */
import { folderOf } from './places.ts';
import type { Situation } from './request.ts';
import { TASK, taskXml } from './scheduled-task.ts';
import type { Step } from './step.ts';

export interface WindowsChoice {
  readonly mode: 'daemon' | 'timer';
  readonly everyMs: number;
  readonly spreadMs: number;
  readonly program: readonly string[];
  readonly start: boolean;
  readonly restart: boolean;
}

const SYSTEM = '*S-1-5-18';
const ADMINISTRATORS = '*S-1-5-32-544';

/** Closes the folder before anything that is secret comes to lie in it. */
export function windowsFolderSteps({ places }: Situation): readonly Step[] {
  const folder = folderOf(places.config);
  return [
    { kind: 'folder', path: folder, mode: 0o700 },
    {
      kind: 'command',
      file: 'icacls.exe',
      args: [
        folder,
        '/inheritance:r',
        '/grant:r',
        `${SYSTEM}:(OI)(CI)F`,
        `${ADMINISTRATORS}:(OI)(CI)F`,
        '/Q',
      ],
      after: 'always',
    },
  ];
}

export function windowsSteps(
  { places }: Situation,
  { mode, everyMs, spreadMs, program, start, restart }: WindowsChoice,
): readonly Step[] {
  const file = `${folderOf(places.config)}\\agent-task.xml`;
  const xml = taskXml({ program, config: places.config, mode, everyMs, spreadMs });
  return [
    { kind: 'file', path: file, mode: 0o600, content: utf16(xml) },
    schtasks('always', ['/Create', '/TN', TASK, '/XML', file, '/F']),
    ...(start
      ? [
          // A running agent goes by its new configuration when it is started again.
          { ...windowsStop, after: restart ? 'always' : 'change' } as const,
          schtasks('always', ['/Run', '/TN', TASK]),
        ]
      : []),
  ];
}

export function windowsRemoval({ places }: Situation): readonly Step[] {
  return [
    windowsStop,
    { ...schtasks('always', ['/Delete', '/TN', TASK, '/F']), mayFail: true },
    { kind: 'absent', path: `${folderOf(places.config)}\\agent-task.xml` },
  ];
}

function schtasks(after: 'change' | 'always', args: readonly string[]): Step & { kind: 'command' } {
  return { kind: 'command', file: 'schtasks.exe', args, after };
}

/** Ends a running agent, as a new program cannot take the place of a running one. */
export const windowsStop: Step & { kind: 'command' } = {
  ...schtasks('always', ['/End', '/TN', TASK]),
  mayFail: true,
};

/** schtasks reads XML as UTF-16 with its mark, and nothing else. */
function utf16(text: string): Uint8Array {
  return Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le');
}
