/** The machine this process runs on. */
import { networkInterfaces } from 'node:os';
import {
  FILE_BYTES_MAX,
  type Host,
  type HostPlatform,
  type InterfaceAddress,
  type Read,
} from '@muster/hosts/host/host';
import { fs } from '../builtin.ts';
import { refusalOf } from './refusal.ts';

export interface LiveOptions {
  /** Put before every path: "" is the machine itself, a folder is a tree of /proc and /sys. */
  readonly root?: string;
  readonly platform: HostPlatform;
  readonly signal?: AbortSignal;
}

/** Most files of /proc and /sys fit in one read of this. */
const CHUNK_BYTES = 16 * 1024;

export function openLiveHost({ root = '', platform, signal }: LiveOptions): Host {
  const readBytes = (path: string) => readWhole(`${root}${path}`);
  return {
    platform,
    readBytes,
    readText: async (path) => {
      const bytes = await readBytes(path);
      return bytes.kind === 'read' ? { ...bytes, value: bytes.value.toString('utf8') } : bytes;
    },
    list: (path) =>
      new Promise((resolve) => {
        fs.readdir(`${root}${path}`, (error, names) =>
          resolve(error === null ? { kind: 'read', value: names.sort() } : refusalOf(error)),
        );
      }),
    readLink: (path) =>
      new Promise((resolve) => {
        fs.readlink(`${root}${path}`, (error, target) =>
          resolve(error === null ? { kind: 'read', value: target } : refusalOf(error)),
        );
      }),
    changedAt: (path) =>
      new Promise((resolve) => {
        fs.stat(`${root}${path}`, (error, stats) =>
          resolve(error === null ? { kind: 'read', value: stats.mtime } : refusalOf(error)),
        );
      }),
    addresses: async () => (root === '' ? { kind: 'read', value: liveAddresses() } : absent),
    run: async (command) => {
      if (root !== '') return absent;
      // Most inventories of Linux start no process: its machinery is loaded when one is.
      const { runProcess } = await import('./process.ts');
      return runProcess(command, signal);
    },
  };
}

/** A tree of files has neither commands to run nor interfaces that are up. */
const absent = { kind: 'absent' } as const;

function liveAddresses(): readonly InterfaceAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, all]) =>
    (all ?? [])
      .filter(({ internal }) => !internal)
      .map(({ address, mac }) => ({ name, address, mac })),
  );
}

/**
 * Reads to the end whatever size the file states: those of /proc and /sys state 0 or a page. Only
 * a large size is taken at its word, so that a long list is read in one piece. What is longer than
 * the bound is cut and says so.
 */
function readWhole(path: string): Promise<Read<Buffer>> {
  return new Promise((resolve) => {
    fs.open(path, 'r', (openError, file) => {
      if (openError !== null) return resolve(refusalOf(openError));
      const finish = (result: Read<Buffer>) => fs.close(file, () => resolve(result));
      return fs.fstat(file, (statError, stats) => {
        if (statError !== null) return finish(refusalOf(statError));
        const chunkBytes = Math.min(Math.max(stats.size + 1, CHUNK_BYTES), FILE_BYTES_MAX);
        return readOn(file, chunkBytes, finish);
      });
    });
  });
}

function readOn(file: number, chunkBytes: number, finish: (result: Read<Buffer>) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const whole = () =>
    chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  const next = () => {
    const chunk = takeChunk(chunkBytes);
    fs.read(file, chunk, 0, chunk.length, null, (error, bytes) => {
      if (bytes > 0)
        chunks.push(
          chunk.length === CHUNK_BYTES
            ? Buffer.from(chunk.subarray(0, bytes))
            : chunk.subarray(0, bytes),
        );
      giveBack(chunk);
      if (error !== null) return finish(refusalOf(error));
      length += bytes;
      if (bytes === 0) return finish({ kind: 'read', value: whole() });
      if (length >= FILE_BYTES_MAX)
        return finish({ kind: 'read', value: whole(), truncated: true });
      return next();
    });
  };
  next();
}

/** Small reads share a few buffers: an inventory reads about 300 files of some bytes each. */
const spare: Buffer[] = [];
const SPARE_MAX = 8;

function takeChunk(bytes: number): Buffer {
  return bytes > CHUNK_BYTES
    ? Buffer.allocUnsafe(bytes)
    : (spare.pop() ?? Buffer.allocUnsafe(CHUNK_BYTES));
}

function giveBack(chunk: Buffer): void {
  if (chunk.length === CHUNK_BYTES && spare.length < SPARE_MAX) spare.push(chunk);
}
