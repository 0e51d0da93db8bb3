/** A host key book on disk: a file in OpenSSH's known_hosts format, read once and appended to. */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatKnownHost, type HostKeyBook, keysFromKnownHosts } from './host-key.ts';

/** A known_hosts file of 16 MiB would name a hundred thousand devices; more is not ours. */
const FILE_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Opens `path` (made on the first pin where missing) beside further files that are only read, such
 * as the user's own known_hosts.
 *
 * @throws when a file exists and cannot be read, or is larger than 16 MiB.
 */
export async function openHostKeyFile(
  path: string,
  alsoRead: readonly string[] = [],
): Promise<HostKeyBook> {
  const texts = await Promise.all([path, ...alsoRead].map(readIfPresent));
  let text = texts.join('\n');
  return {
    pinnedFor: (host, port) => keysFromKnownHosts(text, host, port),
    pin: async (host, port, { blob }) => {
      const line = formatKnownHost(host, port, blob);
      text += `\n${line}`;
      await mkdir(dirname(path), { recursive: true });
      await appendFile(path, line, { mode: 0o600 });
    },
  };
}

/** A book that forgets: for one-shot probes and tests. */
export function hostKeysInMemory(): HostKeyBook {
  let text = '';
  return {
    pinnedFor: (host, port) => keysFromKnownHosts(text, host, port),
    pin: async (host, port, { blob }) => {
      text += formatKnownHost(host, port, blob);
    },
  };
}

async function readIfPresent(path: string): Promise<string> {
  try {
    const text = await readFile(path, 'utf8');
    if (text.length > FILE_BYTES_MAX) throw new Error(`${path} is larger than 16 MiB`);
    return text;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
