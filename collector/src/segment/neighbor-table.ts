/** Reads this host's neighbor table (Linux), and keeps it for a moment: packets come in bursts. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type NeighborEntry, parseNeighborTable } from './neighbors.ts';

const KEPT_MS = 2000;
/** A table of 16,000 entries is 1 MB. */
const OUTPUT_BYTES_MAX: number = 16 * 1024 * 1024;
const TIMEOUT_MS = 5000;

const run = promisify(execFile);

export class NeighborTable {
  #entries: readonly NeighborEntry[] | undefined;
  #readAtMs = 0;
  #reading: Promise<readonly NeighborEntry[] | undefined> | undefined;

  /** Undefined where there is no such table to read. */
  read(): Promise<readonly NeighborEntry[] | undefined> {
    this.#reading ??= this.#readNow();
    return this.#reading;
  }

  /** The MAC that answers for an address on this segment. */
  async macOf(address: string): Promise<string | undefined> {
    const isFresh = performance.now() - this.#readAtMs < KEPT_MS;
    const entries = isFresh ? this.#entries : await this.read();
    return entries?.find((entry) => entry.address === address)?.mac;
  }

  async #readNow(): Promise<readonly NeighborEntry[] | undefined> {
    try {
      const { stdout } = await run('ip', ['neigh', 'show'], {
        maxBuffer: OUTPUT_BYTES_MAX,
        timeout: TIMEOUT_MS,
      });
      this.#entries = parseNeighborTable(stdout);
    } catch {
      // No iproute2 here: the table is one of several sources, and its absence is told by `read`.
      this.#entries = undefined;
    }
    this.#readAtMs = performance.now();
    this.#reading = undefined;
    return this.#entries;
  }
}
