/**
 * `npm run package`: everything that is shipped of the agent, made on Linux by one command.
 *
 *   npm run package [-- PRODUCT…] [--out DIR] [--fast] [--version V] [--sign PROGRAM]
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AGENT_VERSION } from '../src/version.ts';
import { build, type Made } from './build.ts';
import { isInstalled } from './command.ts';
import { productCode } from './msi.ts';
import { chooseProducts, missingTools, products } from './products.ts';

const USAGE = `usage: npm run package [-- PRODUCT...] [--out DIR] [--fast] [--version V] [--sign PROGRAM]

PRODUCT: ${products.map(({ name }) => name).join(', ')}; "deb" stands for all of deb-…
--out      where to, instead of dist/packages
--fast     larger packages, made sooner
--version  of the packages, to try an upgrade out
--sign     is run with the path of each executable, before it is packed, and of each .msi, .deb and
           .rpm, and signs it in place
`;

/** Enough for a median that one busy moment does not move. */
const STARTS = 5;

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options === undefined) return 2;
  const { version, output, fast, sign } = options;
  const chosen = chooseProducts(options.words);
  if (chosen.kind === 'refused') {
    process.stderr.write(`there is no product "${chosen.word}"\n${USAGE}`);
    return 2;
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    process.stderr.write('packages are made on Linux x64: the pinned Node packages run there\n');
    return 1;
  }
  const missing = missingTools(chosen.products, isInstalled);
  if (missing.length > 0) {
    const programs = missing.map(({ program }) => program).join(', ');
    const debian = missing.map(({ debian: name }) => name).join(' ');
    process.stderr.write(`not installed: ${programs}; get them by\n  apt-get install ${debian}\n`);
    return 1;
  }
  const signing = sign === undefined ? {} : { sign };
  await build({ products: chosen.products, version, output, fast, ...signing }, report);
  writeSums(output);
  return 0;
}

function parseOptions(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: 'string', default: 'dist/packages' },
        fast: { type: 'boolean', default: false },
        version: { type: 'string', default: AGENT_VERSION },
        sign: { type: 'string' },
      },
    });
    if (!/^\d+\.\d+\.\d+$/.test(values.version))
      throw new Error(`"${values.version}" is not a version such as 1.2.3`);
    const { version, out, fast } = values;
    const sign = values.sign === undefined ? undefined : resolve(values.sign);
    return { words: positionals, version, output: resolve(out), fast, sign };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return undefined;
  }
}

/** A line a product: name, size, file, and how long it takes to start where it can. */
function report({ product, path, sizeBytes }: Made): void {
  const megabytes = (sizeBytes / 1e6).toFixed(product === 'bundle' ? 3 : 1);
  const startMs = startOf(product, path);
  const start = startMs === undefined ? '' : `  starts in ${startMs.toFixed(0)} ms`;
  // Detection rules and uninstall commands want it.
  const code = product.startsWith('msi') ? `  product code {${productCode(versionIn(path))}}` : '';
  process.stdout.write(
    `${product.padEnd(13)} ${megabytes.padStart(7)} MB  ${basename(path)}${start}${code}\n`,
  );
}

function versionIn(path: string): string {
  return /-(\d+\.\d+\.\d+)-/.exec(basename(path))?.[1] ?? AGENT_VERSION;
}

/** Wall time of `--help`: all of the start, none of the work. */
function startOf(product: string, path: string): number | undefined {
  const command = product === 'bundle' ? [process.execPath, path] : [path];
  if (product !== 'bundle' && product !== 'linux-x64') return undefined;
  const [file = '', ...args] = command;
  const times = Array.from({ length: STARTS }, () => {
    const startedMs = performance.now();
    const { status } = spawnSync(file, [...args, '--help'], { stdio: 'ignore' });
    if (status !== 0) throw new Error(`${path} --help ended with ${status}`);
    return performance.now() - startedMs;
  });
  return times.sort((one, other) => one - other)[Math.floor(STARTS / 2)];
}

/** For whoever downloads: `sha256sum -c SHA256SUMS`. */
function writeSums(output: string): void {
  const names = readdirSync(output).filter((name) => name !== 'SHA256SUMS');
  const lines = names.sort().map((name) => {
    const digest = createHash('sha256')
      .update(readFileSync(join(output, name)))
      .digest('hex');
    return `${digest}  ${name}\n`;
  });
  writeFileSync(join(output, 'SHA256SUMS'), lines.join(''));
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
