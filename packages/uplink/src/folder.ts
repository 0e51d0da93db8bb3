/**
 * A folder whose files are there whole or not at all: written beside, fsynced, renamed, and the
 * folder fsynced, so that neither kill -9 nor a power cut leaves half a file under its name.
 */
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a write came to. The world's failures are values; the caller counts and goes on. */
export type Written =
  | { readonly kind: 'written' }
  | { readonly kind: 'disk-full'; readonly cause: unknown }
  | { readonly kind: 'disk-failed'; readonly cause: unknown };

export interface FolderFile {
  readonly name: string;
  readonly bytes: number;
}

export interface FolderView {
  readonly path: string;
  /** Sorted by name. Unfinished writes are not listed. */
  list(): Promise<readonly FolderFile[]>;
  /** `undefined` when it is not there. */
  read(name: string): Promise<Buffer | undefined>;
}

/** The few things asked of a disk. Names are plain file names; all is for this user alone. */
export interface Folder extends FolderView {
  /** Durable under its name when this resolves as written; otherwise nothing has changed. */
  write(name: string, content: string): Promise<Written>;
  /** Gone, or was not there. */
  remove(name: string): Promise<void>;
  /** Moves a file to another folder on the same disk, replacing one of that name. */
  move(name: string, to: Folder): Promise<void>;
}

/** Written beside under this suffix; swept at open. */
const UNFINISHED = '.unfinished';

export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

/**
 * Makes the folder (0700) where need be and sweeps what a killed process left half written: only
 * for who holds the lock, else it would sweep what another is writing.
 */
export async function openFolder(path: string): Promise<Folder> {
  await makeFolder(path);
  for (const name of await readdir(path)) {
    if (name.endsWith(UNFINISHED)) await rm(join(path, name), { force: true });
  }
  return {
    ...viewFolder(path),
    write: (name, content) => writeWhole(path, name, content),
    remove: (name) => rm(join(path, name), { force: true }),
    move: (name, to) => rename(join(path, name), join(to.path, name)),
  };
}

/** To look without touching, lock or no lock. Throws where there is no such folder. */
export function viewFolder(path: string): FolderView {
  return {
    path,
    list: () => listFiles(path),
    read: (name) => readWhole(join(path, name)),
  };
}

async function listFiles(path: string): Promise<readonly FolderFile[]> {
  const files: FolderFile[] = [];
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith(UNFINISHED)) continue;
    const found = await stat(join(path, entry.name)).catch(ignoreAbsent);
    if (found !== undefined) files.push({ name: entry.name, bytes: found.size });
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readWhole(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch(ignoreAbsent);
}

function ignoreAbsent(cause: unknown): undefined {
  if (!isErrno(cause, 'ENOENT')) throw cause;
}

async function writeWhole(folder: string, name: string, content: string): Promise<Written> {
  const path = join(folder, name);
  const unfinished = `${path}${UNFINISHED}`;
  try {
    const file = await open(unfinished, 'w', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
    await syncFolder(folder);
    return { kind: 'written' };
  } catch (cause) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    const isFull = isErrno(cause, 'ENOSPC') || isErrno(cause, 'EDQUOT');
    return { kind: isFull ? 'disk-full' : 'disk-failed', cause };
  }
}

/** Without this the rename itself may be lost in a power cut. Windows has no such call. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Takes away what others may read of a file that holds a secret. A no-op on Windows. */
export async function restrictToOwner(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) await chmod(path, 0o600);
}

export function isErrno(cause: unknown, code: string): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === code;
}
