/** A folder on a disk that fails when told to: for what a real disk does only once in a while. */
import type { Folder, Written } from '../folder.ts';

export interface DiskFaults {
  /** What the next writes come to instead of being written, one after the other. */
  readonly writes: Exclude<Written, { kind: 'written' }>['kind'][];
  /** As of a full disk: no write beyond this many bytes in the folder. */
  capacityBytes: number;
  /** Removing fails. */
  isStuck: boolean;
}

export function noFaults(): DiskFaults {
  return { writes: [], capacityBytes: Number.POSITIVE_INFINITY, isStuck: false };
}

export function withFaults(folder: Folder, faults: DiskFaults): Folder {
  return {
    ...folder,
    write: async (name, content) => {
      const fault = faults.writes.shift();
      if (fault !== undefined) return { kind: fault, cause: new Error(fault) };
      const used = (await folder.list()).reduce((sum, { bytes }) => sum + bytes, 0);
      if (used + Buffer.byteLength(content) > faults.capacityBytes)
        return { kind: 'disk-full', cause: new Error('ENOSPC') };
      return folder.write(name, content);
    },
    remove: async (name) => {
      if (faults.isStuck) throw new Error('EIO');
      await folder.remove(name);
    },
  };
}
