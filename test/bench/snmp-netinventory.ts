/** What a Perl agent needs for a switch, for scale: Debian's fusioninventory-agent-task-network. */
import { execFileSync } from 'node:child_process';

export const NETINVENTORY = 'fusioninventory-netinventory';

/** The shell adds up the CPU time of its children: on its second line, user and system. */
const SCRIPT = '"$@" > /dev/null 2>&1 || exit 1; times';
const TIMES = /\n(\d+)m([\d.]+)s (\d+)m([\d.]+)s/;

/**
 * One device in a process of its own, as the program is made to be called for one port.
 *
 * @returns milliseconds of CPU time; nothing where the program is not installed.
 */
export function measureNetinventory(port: number): number | undefined {
  if (!isInstalled()) return undefined;
  const target = ['--host', '127.0.0.1', '--port', String(port)];
  const credentials = ['--credentials', 'version:2c,community:public'];
  const command = [NETINVENTORY, ...target, ...credentials];
  const said = execFileSync('sh', ['-c', SCRIPT, 'sh', ...command], { encoding: 'utf8' });
  const [, userMin, user, systemMin, system] = TIMES.exec(said) ?? [];
  return 60_000 * (Number(userMin) + Number(systemMin)) + 1000 * (Number(user) + Number(system));
}

function isInstalled(): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${NETINVENTORY}`]);
    return true;
  } catch {
    return false;
  }
}
