/** What `install` and `uninstall` share: the platform, the program, and how commands are run. */
import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { isSea } from 'node:sea';
import { platformOf } from '../host/platform.ts';
import type { InstallPlatform } from '../install/places.ts';
import type { Program } from '../install/request.ts';
import type { Environment } from './environment.ts';

/** launchctl and schtasks answer in a second; a unit that hangs at its stop takes 20. */
const COMMAND_TIMEOUT_MS = 60_000;

export type Commands = (file: string, args: readonly string[]) => Promise<string | undefined>;

export function installPlatform(): InstallPlatform | undefined {
  const platform = platformOf(process.platform);
  return platform === 'other' ? undefined : platform;
}

export function thisProgram(): Program {
  const [node, module = ''] = process.argv;
  return isSea() || node === undefined
    ? { kind: 'executable', path: process.execPath }
    : { kind: 'module', node: process.execPath, path: module };
}

/** An empty value is none: installers pass on properties that nobody has set. */
export function given(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === undefined || trimmed === '' ? undefined : trimmed;
}

/**
 * Undefined where there is nothing to talk to: another root, or a Linux without a running systemd
 * (a chroot, an image being built).
 */
export async function openCommands(
  platform: InstallPlatform,
  root: string,
): Promise<Commands | undefined> {
  if (root !== '') return undefined;
  if (platform === 'linux') {
    const runs = await access('/run/systemd/system').then(
      () => true,
      () => false,
    );
    if (!runs) return undefined;
  }
  return runCommand;
}

function runCommand(file: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { timeout: COMMAND_TIMEOUT_MS, windowsHide: true };
    execFile(file, [...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(undefined);
      else resolve(`${stderr}${stdout}`.trim().slice(0, 512) || error.message);
    });
  });
}

/** Undefined when the process may install; else what to do about it. */
export function refusePrivilege(root: string): string | undefined {
  const user = process.getuid?.();
  return root === '' && user !== undefined && user !== 0
    ? 'run it as root: it writes units and configuration for the whole host'
    : undefined;
}

/** Says a thing unless told to be quiet. */
export function sayer(environment: Environment, quiet: boolean): (text: string) => void {
  return (text) => {
    if (!quiet) environment.out(`${text}\n`);
  };
}
