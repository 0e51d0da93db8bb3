/**
 * The ledger's Merkle tree, so kept that any entry's proof costs two short ways instead of one over
 * all entries: the roots of full blocks stay, the entries of one block are fetched when they are asked for.
 */
import { GrowingTree, leafOf, type ProofStep, proofOf, rootOver } from './merkle.ts';

/** Entries of a block: a power of two, so that a full block is a full subtree (RFC 9162 §2.1.1). */
export const BLOCK_ENTRIES = 512;

/** Hashes of entries from `from` on (0 is the first entry), at most so many. */
export type FetchHashes = (from: number, count: number) => Promise<readonly string[]>;

export class BlockTree {
  readonly #whole = new GrowingTree();
  readonly #blocks: Buffer[] = [];
  #open = new GrowingTree();

  get size(): number {
    return this.#whole.size;
  }

  add(entryHash: string): void {
    this.#whole.add(entryHash);
    this.#open.add(entryHash);
    if (this.#open.size < BLOCK_ENTRIES) return;
    this.#blocks.push(this.#open.root());
    this.#open = new GrowingTree();
  }

  root(): Buffer {
    return this.#whole.root();
  }

  /**
   * The root of the first `size` entries, and the proof of each of `indexes` (from 0, below `size`)
   * that it is among them.
   */
  async prove(
    indexes: readonly number[],
    size: number,
    fetch: FetchHashes,
  ): Promise<{ readonly root: string; readonly proofs: readonly (readonly ProofStep[])[] }> {
    if (size > this.size) throw new RangeError(`there are ${this.size} entries, not ${size}`);
    const blocks = await this.#blocksOf(size, fetch);
    const proofs: (readonly ProofStep[])[] = [];
    for (const index of indexes) {
      const block = Math.floor(index / BLOCK_ENTRIES);
      const from = block * BLOCK_ENTRIES;
      const leaves = await leavesOf(from, Math.min(BLOCK_ENTRIES, size - from), fetch);
      proofs.push([
        ...proofOf(leaves, index - from, leaves.length / HASH_BYTES),
        ...proofOf(blocks, block, blocks.length / HASH_BYTES),
      ]);
    }
    return { root: rootOver(blocks).toString('hex'), proofs };
  }

  /** The roots of all blocks of the first `size` entries; the last one may be a part of a block. */
  async #blocksOf(size: number, fetch: FetchHashes): Promise<Buffer> {
    const full = Math.floor(size / BLOCK_ENTRIES);
    const roots = this.#blocks.slice(0, full);
    const left = size - full * BLOCK_ENTRIES;
    if (left > 0) roots.push(rootOver(await leavesOf(full * BLOCK_ENTRIES, left, fetch)));
    return Buffer.concat(roots);
  }
}

const HASH_BYTES = 32;

async function leavesOf(from: number, count: number, fetch: FetchHashes): Promise<Buffer> {
  const hashes = await fetch(from, count);
  if (hashes.length < count) throw new Error(`entries after ${from + hashes.length} are missing`);
  return Buffer.concat(hashes.slice(0, count).map(leafOf));
}
