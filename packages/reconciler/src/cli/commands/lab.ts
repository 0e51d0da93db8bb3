/** `lab`: the simulated segment, as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { executablePath } from '../../up/executables.ts';
import type { Surroundings } from '../surroundings.ts';

/** @returns the lab's own exit code */
export async function labCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const lab = spawn(process.execPath, [executablePath('lab'), ...args], { stdio: 'inherit' });
  // On a terminal Ctrl-C reaches it by itself; a service manager tells only us.
  around.signal.addEventListener('abort', () => lab.kill('SIGTERM'), { once: true });
  const [code] = await once(lab, 'exit');
  return typeof code === 'number' ? code : 0;
}
