/**
 * `npm start [-- ARGS]`: builds the console where it is missing or older than its sources, then
 * runs `muster up ARGS` in this very process, so that signals and exit codes are its own. Under npm
 * it ends with the shell that npm runs it in, to which alone npm passes a signal on.
 */
import { spawnSync } from 'node:child_process';
import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { watchParent } from '../packages/reconciler/src/up/watch-parent.ts';

// Started by hand, it may outlive its terminal (`node scripts/start.ts &`).
if (process.env.npm_lifecycle_event !== undefined) watchParent(process.ppid);

const root = fileURLToPath(new URL('..', import.meta.url));
const consoleDir = join(root, 'packages/console');
const built = join(consoleDir, 'dist/index.html');
/** What the page is made of; `facts` comes into it by import. */
const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json', '../facts/src'];

const args = process.argv.slice(2);
const isHelp = args.includes('--help') || args.includes('-h');
if (!isHelp && newestMs(sources.map((name) => join(consoleDir, name))) > modifiedMs(built)) {
  buildConsole();
}
const muster = join(root, 'packages/reconciler/bin/muster.js');
process.argv = [process.execPath, muster, 'up', ...args];
await import(muster);

function buildConsole(): void {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  if (!existsSync(vite)) fail('the console cannot be built: run "npm ci" first');
  process.stderr.write('building the console …\n');
  const { status, error } = spawnSync(
    process.execPath,
    [vite, 'build', consoleDir, '--logLevel', 'warn'],
    { cwd: root, stdio: ['ignore', 2, 2] },
  );
  if (error !== undefined) fail(`the console cannot be built: ${error.message}`);
  if (status !== 0) fail('the console cannot be built: the reason stands above');
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function newestMs(paths: readonly string[]): number {
  return Math.max(...paths.map((path) => modifiedMs(path)));
}

/** Of a file, or of the newest in a folder; long ago where there is none. */
function modifiedMs(path: string): number {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined) return 0;
  if (!info.isDirectory()) return info.mtimeMs;
  const entries: readonly Dirent[] = readdirSync(path, { withFileTypes: true });
  // Tests are not part of the page.
  const names = entries.map(({ name }) => name).filter((name) => !name.includes('.test.'));
  return Math.max(0, ...names.map((name) => modifiedMs(join(path, name))));
}
