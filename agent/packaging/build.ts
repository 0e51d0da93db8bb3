/** Makes the chosen products, each part once, and says what came of it. */
import { copyFile, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUNDLE_BYTES_MAX, writeBundle } from './bundle.ts';
import { runCommand } from './command.ts';
import { writeDeb } from './deb.ts';
import { writeExecutable } from './executable.ts';
import { fetchRuntime } from './fetch-runtime.ts';
import { nodeLicense, thirdPartyLicenses } from './licenses.ts';
import { writeMacosArchive } from './macos.ts';
import { writeMsi } from './msi.ts';
import type { Product } from './products.ts';
import { writeRpm } from './rpm.ts';
import { type TargetName, targets } from './runtimes.ts';

const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));
/** Fetched once; below node_modules, so that a fresh installation starts afresh. */
export const CACHE: string = join(ROOT, 'node_modules/.cache/muster-runtimes');

export interface BuildOptions {
  readonly products: readonly Product[];
  readonly version: string;
  readonly output: string;
  readonly fast: boolean;
  /** A program that signs the file it is given, in place, whatever it is. */
  readonly sign?: string;
}

export interface Made {
  readonly product: string;
  readonly path: string;
  readonly sizeBytes: number;
}

/** @param say gets a line for each product as it is made */
export async function build(options: BuildOptions, say: (made: Made) => void): Promise<void> {
  const { products, version, output } = options;
  await mkdir(output, { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'muster-package-'));
  try {
    const main = join(folder, 'muster-agent.cjs');
    const { modules } = await writeBundle(main, 'cjs');
    const executables = new Map<TargetName, string>();
    const report = async (product: string, path: string) =>
      say({ product, path, sizeBytes: (await stat(path)).size });
    for (const name of new Set(products.flatMap(({ needs }) => needs))) {
      const path = join(folder, `${name}${name === 'win-x64' ? '.exe' : ''}`);
      const target = targets[name];
      await writeExecutable({ target, main, output: path, version, cacheFolder: CACHE });
      // Before it is packed: what runs is what is asked for its signature.
      await sign(options, path);
      executables.set(name, path);
    }
    for (const product of products) {
      const path = await makeProduct(product, { ...options, folder, executables, modules });
      if (/\.(?:msi|deb|rpm)$/.test(path)) await sign(options, path);
      await report(product.name, path);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sign({ sign: program }: BuildOptions, path: string): Promise<void> {
  if (program !== undefined) await runCommand(program, [path]);
}

interface Parts extends BuildOptions {
  readonly folder: string;
  readonly executables: ReadonlyMap<TargetName, string>;
  readonly modules: readonly string[];
}

async function makeProduct({ name, needs }: Product, parts: Parts): Promise<string> {
  const { version, output } = parts;
  const [target] = needs;
  if (target === undefined) return makeBundle(parts);
  const executable = parts.executables.get(target);
  if (executable === undefined) throw new Error(`${target} has not been made`);
  const [kind = '', architecture = ''] = name.split('-');
  if (kind === 'msi') return writeMsi({ executable, version, output });
  if (name === target) {
    const suffix = target === 'win-x64' ? '.exe' : '';
    const path = join(output, `muster-agent-${version}-${target}${suffix}`);
    await copyFile(executable, path);
    return path;
  }
  const contents = { ...parts, executable, ...(await licensesOf(target, parts.modules)) };
  if (kind === 'macos') return writeMacosArchive(contents);
  const linux = { ...contents, architecture: architecture === 'arm64' ? 'arm64' : 'x64' } as const;
  return kind === 'deb' ? writeDeb(linux) : writeRpm(linux);
}

async function makeBundle({ version, output }: Parts): Promise<string> {
  const path = join(output, `muster-agent-${version}.mjs`);
  const { sizeBytes } = await writeBundle(path, 'es');
  if (sizeBytes > BUNDLE_BYTES_MAX)
    throw new Error(`the bundle has ${sizeBytes} bytes; ${BUNDLE_BYTES_MAX} are allowed`);
  return path;
}

async function licensesOf(
  target: TargetName,
  modules: readonly string[],
): Promise<{ readonly license: string; readonly thirdParty: string }> {
  const { builder } = targets[target];
  const node = nodeLicense(await fetchRuntime(builder, CACHE));
  return {
    license: await readFile(join(ROOT, 'LICENSE'), 'utf8'),
    thirdParty: `Node.js ${builder.version}\n\n${node}\n${'-'.repeat(80)}\n\n${thirdPartyLicenses(modules)}`,
  };
}
