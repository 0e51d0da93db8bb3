/** The book of host keys on a real disk. */
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { formatKnownHost, hostKeyOf } from './host-key.ts';
import { openHostKeyFile } from './host-key-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

function blobOf(last: number): Uint8Array {
  const type = Buffer.from('ssh-ed25519');
  return Buffer.concat([Buffer.from([0, 0, 0, type.length]), type, Buffer.alloc(36, last)]);
}
const keyOf = (last: number) => ({ ...hostKeyOf(blobOf(last)), blob: blobOf(last) });

it('remembers a pinned key when it is opened again, readable by its owner only', async () => {
  const path = join(folder, 'data', 'known_hosts');
  const book = await openHostKeyFile(path);
  expect(await book.pinnedFor('192.0.2.1', 22)).toEqual([]);
  await book.pin('192.0.2.1', 22, keyOf(1));
  const again = await openHostKeyFile(path);
  for (const each of [book, again]) {
    expect(await each.pinnedFor('192.0.2.1', 22)).toEqual([hostKeyOf(blobOf(1))]);
    expect(await each.pinnedFor('192.0.2.1', 2222)).toEqual([]);
  }
  expect((await stat(path)).mode & 0o077).toBe(0);
});

it('reads further files and never writes them', async () => {
  const theirs = join(folder, 'ssh_known_hosts');
  const line = formatKnownHost('192.0.2.2', 22, blobOf(2));
  await writeFile(theirs, line);
  const book = await openHostKeyFile(join(folder, 'known_hosts'), [theirs]);
  expect(await book.pinnedFor('192.0.2.2', 22)).toEqual([hostKeyOf(blobOf(2))]);
  await book.pin('192.0.2.3', 22, keyOf(3));
  expect(await readFile(theirs, 'utf8')).toBe(line);
});

it('takes what an operator changes from the next connection on', async () => {
  const path = join(folder, 'known_hosts');
  const book = await openHostKeyFile(path);
  await book.pin('192.0.2.1', 22, keyOf(1));
  await writeFile(path, '');
  expect(await book.pinnedFor('192.0.2.1', 22)).toEqual([]);
  await appendFile(path, formatKnownHost('192.0.2.1', 22, blobOf(4)));
  expect(await book.pinnedFor('192.0.2.1', 22)).toEqual([hostKeyOf(blobOf(4))]);
});
