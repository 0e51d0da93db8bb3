/**
 * The agent as one file: an ES module for hosts that have Node, and the same as CommonJS, which
 * the main module of a single executable has to be.
 */
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { lean } from './lean.ts';

const ENTRY: string = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Hosts fetch it over thin lines, and a start parses it. */
export const BUNDLE_BYTES_MAX: number = 1_000_000;

export async function writeBundle(
  file: string,
  format: 'es' | 'cjs',
): Promise<{ readonly sizeBytes: number }> {
  const bundle = await rolldown({
    input: ENTRY,
    platform: 'node',
    plugins: [lean()],
    logLevel: 'warn',
  });
  try {
    const { output } = await bundle.write({
      file,
      format,
      minify: true,
      codeSplitting: false,
      ...(format === 'es' && { banner: '#!/usr/bin/env node' }),
    });
    const [{ code }, ...rest] = output;
    if (rest.length > 0) throw new Error(`the bundle fell apart into ${output.length} files`);
    return { sizeBytes: Buffer.byteLength(code) };
  } finally {
    await bundle.close();
  }
}
