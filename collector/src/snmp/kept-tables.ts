/**
 * Tables as a device said them last time. It tells that nothing of ENTITY-MIB has changed, and
 * spares its walk, which is a third of a visit; and that no interface has come or gone.
 */
import type { Column } from './agent.ts';

/** When something was read and last changed, by the device's own clock in hundredths of seconds. */
export interface Stamp {
  readonly sysUpTime: number;
  readonly lastChange: number;
  /** snmpEngineBoots (RFC 3411), where the agent has it. */
  readonly boots?: number;
}

export interface Kept extends Stamp {
  readonly readAtMs: number;
  readonly columns: readonly Column[];
}

/** Agents whose time of change never moves exist: once a day the table is read all the same. */
const BELIEVED_MS = 24 * 3_600_000;
/** For all devices together: some hundred switches, or a dozen full chassis. */
const BYTES_MAX = 16 * 1024 * 1024;

/** What a device's clock may lose or gain on ours: a share of the time between, and the visit. */
const DRIFT_SHARE = 0.02;
const DRIFT_MS = 60_000;

/**
 * Whether what was read then holds still. A device that restarted in between has a smaller
 * sysUpTime, or one that has run over, or has counted less than the time that went by; and another
 * count of boots, where it tells one. All of them mean that it is read again.
 */
export function isUnchanged(then: Omit<Kept, 'columns'>, now: Stamp, nowMs: number): boolean {
  const elapsedMs = nowMs - then.readAtMs;
  const countedMs = (now.sysUpTime - then.sysUpTime) * 10;
  return (
    now.boots === then.boots &&
    now.sysUpTime >= then.sysUpTime &&
    countedMs >= elapsedMs * (1 - DRIFT_SHARE) - DRIFT_MS &&
    now.lastChange === then.lastChange &&
    now.lastChange <= then.sysUpTime &&
    elapsedMs >= 0 &&
    elapsedMs < BELIEVED_MS
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
