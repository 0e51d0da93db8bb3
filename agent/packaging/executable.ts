/**
 * One executable per platform: node with the agent in it (Node's "single executable application").
 *
 * Node 26 writes them by itself for any platform. Before that node only prepares the blob; postject
 * puts it into ELF files, resedit into Windows' (where it is an ordinary resource).
 */
import { chmod, copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import { fetchRuntime } from './fetch-runtime.ts';
import { signAdHoc } from './mac-signature.ts';
import type { Target } from './runtimes.ts';
import { writeWindowsExecutable } from './windows-executable.ts';

/** What node looks for in itself before it runs what it carries; the last digit is switched on. */
export const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
export const BLOB_NAME = 'NODE_SEA_BLOB';
/** As build-pkg.sh signs it, and profiles may name it. */
const MACOS_IDENTIFIER = 'org.muster.agent';

/**
 * V8 without its optimizing compilers, and with a small nursery: the work of an agent is over
 * before they would pay, and `run` idles with 3 MB less (Node 24.21). `--lite-mode` saves no more.
 */
const MEMORY_OVER_SPEED: readonly string[] = [
  '--no-opt',
  '--no-maglev',
  '--no-sparkplug',
  '--liftoff-only',
  '--max-semi-space-size=1',
];

export interface ExecutableOptions {
  readonly target: Target;
  /** The bundle as CommonJS. */
  readonly main: string;
  readonly output: string;
  readonly version: string;
  readonly cacheFolder: string;
}

export async function writeExecutable(
  options: ExecutableOptions,
): Promise<{ readonly sizeBytes: number }> {
  const { target, main, output, version, cacheFolder } = options;
  const base = await fetchRuntime(target.base, cacheFolder);
  const builder = await fetchRuntime(target.builder, cacheFolder);
  const folder = await mkdtemp(join(tmpdir(), 'muster-executable-'));
  try {
    const config = join(folder, 'sea.json');
    const blob = join(folder, 'sea.blob');
    const isWritten = canBuildWhole(target.builder.version);
    await writeFile(
      config,
      JSON.stringify({
        main,
        output: isWritten ? output : blob,
        ...(isWritten && { executable: base }),
        disableExperimentalSEAWarning: true,
        // Compiled ahead: half the time of a start. Only for the platform the builder runs on.
        useCodeCache: target.base === target.builder,
        // The system's certificate store: company networks have authorities of their own.
        execArgv: [
          '--disable-warning=ExperimentalWarning',
          '--use-system-ca',
          ...MEMORY_OVER_SPEED,
        ],
        // Runs as root: NODE_OPTIONS of whoever calls it shall not count.
        execArgvExtension: 'none',
      }),
    );
    // Code that was compiled under other settings is thrown away at the start.
    if (isWritten) {
      await runCommand(builder, [...MEMORY_OVER_SPEED, '--build-sea', config]);
      await writeFile(output, signAdHoc(await readFile(output), MACOS_IDENTIFIER));
    } else {
      await runCommand(builder, [...MEMORY_OVER_SPEED, '--experimental-sea-config', config]);
      if (target.name === 'win-x64') await writeWindowsExecutable({ base, blob, output, version });
      else await injectElf(base, blob, output);
    }
    await chmod(output, 0o755);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { sizeBytes: (await stat(output)).size };
}

/** `--build-sea` came with Node 25.5; only macOS is built with it. */
function canBuildWhole(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 25 || (major === 25 && minor >= 5);
}

async function injectElf(base: string, blob: string, output: string): Promise<void> {
  const postject = createRequire(import.meta.url).resolve('postject/dist/cli.js');
  await copyFile(base, output);
  await chmod(output, 0o755);
  await runCommand(process.execPath, [postject, output, BLOB_NAME, blob, '--sentinel-fuse', FUSE]);
}
