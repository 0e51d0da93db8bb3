/**
 * What `install` and `uninstall` do, decided before anything is touched: a pure function from what
 * is asked for and what is there to the steps to take.
 */
import { parseDuration } from '../duration.ts';
import { DEFAULTS } from '../settings.ts';
import { changeAgentFile, valueInAgentFile } from './agent-file.ts';
import { folderOf } from './places.ts';
import { linuxRemoval, linuxSteps } from './plan-linux.ts';
import { macosRemoval, macosSteps } from './plan-macos.ts';
import { windowsFolderSteps, windowsRemoval, windowsSteps, windowsStop } from './plan-windows.ts';
import type { InstallRequest, Program, Situation } from './request.ts';
import type { Step } from './step.ts';

export type InstallPlan =
  | {
      readonly kind: 'steps';
      readonly steps: readonly Step[];
      readonly mode: 'daemon' | 'timer';
      /** False: it is in place but knows no reconciler, so it was left unstarted. */
      readonly hasReconciler: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: string };

export function planInstall(request: InstallRequest, situation: Situation): InstallPlan {
  const { platform, places, config } = situation;
  const changed = changeAgentFile(config, {
    ...(request.reconciler !== undefined && { reconciler: request.reconciler }),
    ...(request.site !== undefined && { site: request.site }),
    ...(request.every !== undefined && { every: request.every }),
    ...(request.spread !== undefined && { spread: request.spread }),
    ...(request.token !== undefined && { tokenFile: places.token }),
    // Said once; an administrator who moves it is not overruled.
    ...(valueInAgentFile(config, 'data') === undefined && { data: places.data }),
  });
  if (changed.kind === 'refused')
    return { kind: 'refused', reason: `${places.config}: ${changed.reason}` };
  const { text } = changed;
  const { managed } = situation;
  const hasReconciler = (managed.reconciler ?? valueInAgentFile(text, 'reconciler')) !== undefined;
  const mode = request.mode ?? situation.enabled ?? 'daemon';
  const everyMs = parseDuration(managed.every ?? valueInAgentFile(text, 'every') ?? DEFAULTS.every);
  const spreadMs = parseDuration(
    managed.spread ?? valueInAgentFile(text, 'spread') ?? DEFAULTS.spread,
  );
  const settled = settleProgram(situation);
  const choice = {
    mode,
    everyMs,
    spreadMs,
    timer: { everyMs, spreadMs },
    program: settled.program,
    start: request.start && hasReconciler,
    restart: request.restart,
  };
  const starting =
    platform === 'linux'
      ? linuxSteps(situation, choice)
      : platform === 'darwin'
        ? macosSteps(situation, choice)
        : windowsSteps(situation, choice);
  const steps: readonly Step[] = [
    ...(platform === 'win32'
      ? windowsFolderSteps(situation)
      : [{ kind: 'folder', path: folderOf(places.config), mode: 0o755 } as const]),
    { kind: 'folder', path: places.data, mode: 0o700 },
    ...settled.steps,
    ...(request.token === undefined
      ? []
      : [
          { kind: 'file', path: places.token, mode: 0o600, content: `${request.token}\n` } as const,
        ]),
    { kind: 'file', path: places.config, mode: 0o644, content: text },
    ...starting,
  ];
  return { kind: 'steps', steps, mode, hasReconciler };
}

export interface UninstallRequest {
  /** Also configuration, identity and spool: the next installation is a new observer. */
  readonly purge: boolean;
  /** The program lies where a package put it: the package takes it away. */
  readonly keepProgram: boolean;
}

export function planUninstall(
  { purge, keepProgram }: UninstallRequest,
  situation: Situation,
): readonly Step[] {
  const { platform, places } = situation;
  const removal =
    platform === 'linux'
      ? linuxRemoval()
      : platform === 'darwin'
        ? macosRemoval()
        : windowsRemoval(situation);
  const owned = purge ? [places.data, places.token, places.config] : [];
  // Windows holds a running program's file; whoever brought it removes it afterwards.
  const program =
    keepProgram || platform === 'win32' ? [] : [places.program, `${places.program}.mjs`];
  return [...removal, ...[...program, ...owned].map((path): Step => ({ kind: 'absent', path }))];
}

/** Folders whose contents a package manager or an administrator answers for: used in place. */
const SETTLED: Readonly<Record<Situation['platform'], RegExp>> = {
  linux: /^\/(?:usr|opt|nix|snap)\//,
  darwin: /^\/(?:usr|opt|Applications|Library)\//,
  win32: /^[a-z]:\\program files(?: \(x86\))?\\/i,
};

/**
 * A program that was started from a download folder is copied to where it can stay. A module
 * within a source tree cannot be moved, and stays.
 */
function settleProgram({ platform, places, program }: Situation): {
  readonly program: readonly string[];
  readonly steps: readonly Step[];
} {
  const isBundle = program.kind === 'module' && /\.mjs$/.test(program.path);
  const stays = SETTLED[platform].test(program.path) || (program.kind === 'module' && !isBundle);
  if (stays) return { program: commandOf(program, program.path), steps: [] };
  const path = isBundle ? `${places.program.replace(/\.exe$/, '')}.mjs` : places.program;
  return {
    program: commandOf(program, path),
    steps: [
      ...(platform === 'win32' ? [windowsStop] : []),
      { kind: 'folder', path: folderOf(path), mode: 0o755 },
      { kind: 'copy', path, mode: 0o755, from: program.path },
    ],
  };
}

function commandOf(program: Program, path: string): readonly string[] {
  return program.kind === 'executable' ? [path] : [program.node, path];
}
