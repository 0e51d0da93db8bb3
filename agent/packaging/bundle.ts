/**
 * The agent as one file: an ES module for hosts that have Node, and the same as CommonJS, which
 * the main module of a single executable has to be.
 */
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { lean } from './lean.ts';

const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));
const ENTRY: string = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Hosts fetch it over thin lines, and a start parses it. */
export const BUNDLE_BYTES_MAX: number = 1_000_000;

export interface Bundle {
  readonly sizeBytes: number;
  /** Paths of what went in. */
  readonly modules: readonly string[];
}

export async function writeBundle(file: string, format: 'es' | 'cjs'): Promise<Bundle> {
  const bundle = await rolldown({
    input: ENTRY,
    platform: 'node',
    // undici's own word for "this is a bundle".
    transform: { define: { esbuildDetection: 'true' } },
    plugins: [lean()],
    // Also from where the bundler's own modules look for others.
    cwd: ROOT,
    onLog: (level, log) => {
      // "Not found, left as it is" would be found out by the hosts.
      if (level === 'warn') throw new Error(log.message);
    },
  });
  try {
    const { output } = await bundle.write({
      file,
      format,
      minify: true,
      codeSplitting: false,
      ...(format === 'es' && { banner: '#!/usr/bin/env node' }),
    });
    const [{ code, moduleIds }, ...rest] = output;
    if (rest.length > 0) throw new Error(`the bundle fell apart into ${output.length} files`);
    return { sizeBytes: Buffer.byteLength(code), modules: moduleIds };
  } finally {
    await bundle.close();
  }
}
