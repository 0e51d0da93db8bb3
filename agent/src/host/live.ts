/** The machine this process runs on. */
import { close, open, read, readdir, readlink } from 'node:fs';
import { networkInterfaces } from 'node:os';
import {
  FILE_BYTES_MAX,
  type Host,
  type HostPlatform,
  type InterfaceAddress,
  type Read,
} from './host.ts';
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
        readdir(`${root}${path}`, (error, names) =>
          resolve(error === null ? { kind: 'read', value: names.sort() } : refusalOf(error)),
        );
      }),
    readLink: (path) =>
      new Promise((resolve) => {
        readlink(`${root}${path}`, (error, target) =>
          resolve(error === null ? { kind: 'read', value: target } : refusalOf(error)),
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
 * Reads to the end without asking for the size first: /proc and /sys state sizes that are not
 * true. What is longer than the bound is cut and says so.
 */
function readWhole(path: string): Promise<Read<Buffer>> {
  return new Promise((resolve) => {
    open(path, 'r', (openError, file) => {
      if (openError !== null) return resolve(refusalOf(openError));
      const chunks: Buffer[] = [];
      let length = 0;
      const finish = (result: Read<Buffer>) => close(file, () => resolve(result));
      const next = () => {
        const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
        read(file, chunk, 0, CHUNK_BYTES, null, (error, bytes) => {
          if (error !== null) return finish(refusalOf(error));
          if (bytes > 0) chunks.push(chunk.subarray(0, bytes));
          length += bytes;
          if (bytes === 0) return finish({ kind: 'read', value: Buffer.concat(chunks) });
          if (length >= FILE_BYTES_MAX)
            return finish({ kind: 'read', value: Buffer.concat(chunks), truncated: true });
          return next();
        });
      };
      return next();
    });
  });
}
