/**
 * The agent as one file: an ES module for hosts that have Node, and the same as CommonJS, which
 * the main module of a single executable has to be.
 */
import { writeFile } from 'node:fs/promises';
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
    plugins: [lean()],
    // Also from where the bundler's own modules look for others.
    cwd: ROOT,
    onLog: (level, log) => {
      // "Not found, left as it is" would be found out by the hosts.
      if (level === 'warn') throw new Error(log.message);
    },
  });
  try {
    const { output } = await bundle.generate({
      format,
      minify: true,
      codeSplitting: false,
      ...(format === 'es' && { banner: '#!/usr/bin/env node' }),
    });
    const [{ code, moduleIds }, ...rest] = output;
    if (rest.length > 0) throw new Error(`the bundle fell apart into ${output.length} files`);
    const text = withoutWideCharacters(code);
    await writeFile(file, text);
    return { sizeBytes: Buffer.byteLength(text), modules: moduleIds };
  } finally {
    await bundle.close();
  }
}

/**
 * One character beyond ASCII, in a placeholder of some language, and V8 keeps the whole module with
 * two octets a character. Minified code has such characters in literals only, where an escape is
 * the same.
 */
export function withoutWideCharacters(code: string): string {
  return code.replace(
    /[^\0-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
