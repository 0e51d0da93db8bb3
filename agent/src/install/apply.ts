/** Takes the steps of a plan: files below a root, commands only where the root is the host's own. */
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { Step } from './step.ts';

export interface ApplyOptions {
  /** Put before every path: '' for this host, a folder for an image. */
  readonly root: string;
  /** Undefined: commands are not run. Resolves to what went wrong, or to nothing. */
  readonly runCommand:
    | ((file: string, args: readonly string[]) => Promise<string | undefined>)
    | undefined;
}

export type Applied =
  | { readonly kind: 'applied'; readonly changes: readonly string[] }
  | { readonly kind: 'failed'; readonly step: string; readonly reason: string };

/** Stops at the first step that fails; all of them can be taken again. */
export async function applySteps(
  steps: readonly Step[],
  { root, runCommand }: ApplyOptions,
): Promise<Applied> {
  const changes: string[] = [];
  for (const step of steps) {
    if (step.kind === 'command') {
      if (runCommand === undefined || (step.after === 'change' && changes.length === 0)) continue;
      const reason = await runCommand(step.file, step.args);
      if (reason !== undefined && step.mayFail !== true)
        return { kind: 'failed', step: `${step.file} ${step.args.join(' ')}`, reason };
      continue;
    }
    try {
      if (await takeStep(step, `${root}${step.path}`)) changes.push(step.path);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { kind: 'failed', step: step.path, reason };
    }
  }
  return { kind: 'applied', changes };
}

type FileStep = Exclude<Step, { readonly kind: 'command' }>;

/** Whether anything changed. */
async function takeStep(step: FileStep, path: string): Promise<boolean> {
  switch (step.kind) {
    case 'folder': {
      const made = await mkdir(path, { recursive: true, mode: step.mode });
      return made !== undefined;
    }
    case 'file': {
      const content = Buffer.from(step.content);
      if (await holds(path, content)) return setMode(path, step.mode);
      await replace(path, step.mode, (fresh) => writeFile(fresh, content, { mode: step.mode }));
      return true;
    }
    case 'copy': {
      if (await holds(path, await readFile(step.from))) return setMode(path, step.mode);
      await replace(path, step.mode, (fresh) => copyFile(step.from, fresh));
      return true;
    }
    case 'link': {
      const existing = await readlink(path).catch(() => undefined);
      if (existing === step.target) return false;
      await mkdir(join(path, '..'), { recursive: true });
      await rm(path, { force: true });
      await symlink(step.target, path);
      return true;
    }
    case 'absent': {
      if ((await lstat(path).catch(() => undefined)) === undefined) return false;
      await rm(path, { recursive: true, force: true });
      return true;
    }
  }
}

async function holds(path: string, content: Uint8Array): Promise<boolean> {
  const existing = await readFile(path).catch(() => undefined);
  return existing !== undefined && Buffer.compare(existing, content) === 0;
}

/** Modes say little on Windows, where the folder's own list counts. */
async function setMode(path: string, mode: number): Promise<boolean> {
  const stats = await lstat(path);
  if (process.platform === 'win32' || (stats.mode & 0o777) === mode) return false;
  await chmod(path, mode);
  return true;
}

/** In one step: a daemon that starts meanwhile finds the old file or the new one, whole. */
async function replace(
  path: string,
  mode: number,
  write: (fresh: string) => Promise<void>,
): Promise<void> {
  const fresh = `${path}.muster-new`;
  await rm(fresh, { force: true });
  await mkdir(join(path, '..'), { recursive: true });
  try {
    await write(fresh);
    await chmod(fresh, mode);
    await moveInto(fresh, path);
  } finally {
    await rm(fresh, { force: true });
  }
}

/** Windows does not replace the file of a program that is still ending, but lets it be renamed. */
async function moveInto(fresh: string, path: string): Promise<void> {
  try {
    await rename(fresh, path);
  } catch (error) {
    if (process.platform !== 'win32') throw error;
    const former = `${path}.muster-old`;
    await rm(former, { force: true });
    await rename(path, former);
    await rename(fresh, path);
    await rm(former, { force: true }).catch(() => undefined);
  }
}
