/**
 * ENTITY-MIB as a device said it last time: entLastChangeTime (RFC 6933) tells that nothing of it
 * has changed, and spares its walk, which is a third of a visit. The caller keeps it between visits.
 */
import type { Column } from './agent.ts';

/** When something was read and last changed, by the device's own clock in hundredths of seconds. */
export interface Stamp {
  readonly sysUpTime: number;
  readonly lastChange: number;
}

export interface Kept extends Stamp {
  readonly readAtMs: number;
  readonly columns: readonly Column[];
}

/** Agents whose time of change never moves exist: once a day the table is read all the same. */
const BELIEVED_MS = 24 * 3_600_000;
/** For all devices together: some hundred switches, or a dozen full chassis. */
const BYTES_MAX = 16 * 1024 * 1024;

/**
 * Whether what was read then holds still. A device that restarted in between has a smaller
 * sysUpTime, or, long ago, one that has run over: both mean that it is read again.
 */
export function isUnchanged(then: Omit<Kept, 'columns'>, now: Stamp, nowMs: number): boolean {
  return (
    now.sysUpTime >= then.sysUpTime &&
    now.lastChange === then.lastChange &&
    now.lastChange <= then.sysUpTime &&
    nowMs >= then.readAtMs &&
    nowMs - then.readAtMs < BELIEVED_MS
  );
}

/** By device, within a bound of octets; what was used longest ago goes first. */
export class KeptTables {
  readonly #bytesMax: number;
  readonly #kept = new Map<string, Kept & { readonly bytes: number }>();
  #bytes = 0;

  constructor(bytesMax: number = BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  get(device: string): Kept | undefined {
    const kept = this.#kept.get(device);
    if (kept === undefined) return undefined;
    this.#kept.delete(device);
    this.#kept.set(device, kept);
    return kept;
  }

  /** A table that ended early, or has nothing, is not kept. */
  put(device: string, kept: Kept): void {
    this.#drop(device);
    const isWhole = kept.columns.every(({ unfinished }) => unfinished === undefined);
    let bytes = 0;
    for (const { cells } of kept.columns) bytes += cells.byteLength;
    if (!isWhole || bytes === 0 || bytes > this.#bytesMax) return;
    this.#kept.set(device, { ...kept, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#bytesMax) break;
      this.#drop(oldest);
    }
  }

  #drop(device: string): void {
    this.#bytes -= this.#kept.get(device)?.bytes ?? 0;
    this.#kept.delete(device);
  }
}
