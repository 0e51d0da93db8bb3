/** The data folder's API key: made once, readable by its owner alone. */
import { join } from 'node:path';
import { readText, writeFileAtomically } from './json-file.ts';
import { makeSecret } from './secret.ts';

export function apiKeyPath(dataDir: string): string {
  return join(dataDir, 'api-key');
}

/** Reads the key, and makes one where there is none. */
export async function openApiKey(dataDir: string): Promise<string> {
  const path = apiKeyPath(dataDir);
  const known = (await readText(path))?.trim();
  if (known !== undefined && known !== '') return known;
  const made = makeSecret();
  await writeFileAtomically(path, `${made}\n`);
  return made;
}
