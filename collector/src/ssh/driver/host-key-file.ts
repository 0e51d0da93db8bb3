/** A host key book on disk: a file in OpenSSH's known_hosts format, appended to, never rewritten. */
import { appendFile, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatKnownHost, type HostKeyBook, KnownHosts } from './host-key.ts';

/** A known_hosts file of 16 MiB would name a hundred thousand devices; more is not ours. */
const FILE_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Opens `path` (made on the first pin where missing) beside further files that are only read, such
 * as the user's own known_hosts. What an operator changes in them holds from the next connection on:
 * a line taken out of `path` lets that device's next key be pinned.
 *
 * @throws when a file exists and cannot be read, or is larger than 16 MiB.
 */
export async function openHostKeyFile(
  path: string,
  alsoRead: readonly string[] = [],
): Promise<HostKeyBook> {
  const files = [path, ...alsoRead].map((each) => new WatchedFile(each));
  for (const file of files) await file.read();
  return {
    pinnedFor: async (host, port) => {
      const read = await Promise.all(files.map((file) => file.read()));
      return read.flatMap((known) => known.keysFor(host, port));
    },
    pin: async (host, port, { blob }) => {
      await mkdir(dirname(path), { recursive: true });
      await appendFile(path, formatKnownHost(host, port, blob), { mode: 0o600 });
    },
  };
}

/** A book that only reads, and pins nothing: for one-shot probes. @throws as `openHostKeyFile` */
export async function readHostKeyFiles(paths: readonly string[]): Promise<HostKeyBook> {
  const [first, ...more] = paths;
  const memory = hostKeysInMemory();
  if (first === undefined) return memory;
  const files = await openHostKeyFile(first, more);
  return { pinnedFor: files.pinnedFor, pin: memory.pin };
}

/** A book that forgets: for one-shot probes and tests. */
export function hostKeysInMemory(): HostKeyBook {
  const known = new KnownHosts();
  return {
    pinnedFor: async (host, port) => known.keysFor(host, port),
    pin: async (host, port, { blob }) => {
      known.add(formatKnownHost(host, port, blob));
    },
  };
}

/** A known_hosts file that is read again when it has changed. */
class WatchedFile {
  readonly #path: string;
  #version = '';
  #known = new KnownHosts();

  constructor(path: string) {
    this.#path = path;
  }

  async read(): Promise<KnownHosts> {
    try {
      const { mtimeMs, size } = await stat(this.#path);
      const version = `${mtimeMs} ${size}`;
      if (version === this.#version) return this.#known;
      if (size > FILE_BYTES_MAX) throw new Error(`${this.#path} is larger than 16 MiB`);
      this.#known = new KnownHosts(await readFile(this.#path, 'utf8'));
      this.#version = version;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      this.#known = new KnownHosts();
      this.#version = '';
    }
    return this.#known;
  }
}
