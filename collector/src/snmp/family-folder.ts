/** An operator's families: every JSON file of a folder, beside ours. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '@muster/uplink/config-error';
import { indexWith } from './explain.ts';
import type { FamilyIndex } from './match.ts';

const FILES_MAX = 256;
/** All of ours together are smaller. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Files are read in the order of their names, and a family with the id of an earlier one replaces
 * it.
 *
 * @throws ConfigError naming each file and the place in it.
 */
export async function readFamilyFolder(folder: string): Promise<FamilyIndex> {
  const entries = await readdir(folder).catch((error: unknown) => {
    throw new ConfigError(folder, 'is no folder of families that can be read', { cause: error });
  });
  const names = entries.filter((name) => name.endsWith('.json')).sort();
  if (names.length > FILES_MAX) {
    throw new ConfigError(folder, `holds more than ${FILES_MAX} files of families`);
  }
  const files: Record<string, unknown> = {};
  for (const name of names) files[name] = await readJson(join(folder, name));
  const result = indexWith(files);
  if (result.kind === 'refused') throw new ConfigError(folder, result.problems.join('; '));
  return result.index;
}

async function readJson(file: string): Promise<unknown> {
  try {
    const { size } = await stat(file);
    if (size > FILE_BYTES_MAX) throw new Error('it is larger than 4 MB');
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(file, `is no JSON file that can be read: ${why}`, { cause });
  }
}
