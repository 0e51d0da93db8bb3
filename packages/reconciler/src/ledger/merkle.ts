/**
 * The Merkle tree over the ledger's entries (RFC 9162 §2.1): one root for all of them, and for any of
 * them a proof of a few dozen hashes that it is among them, for whoever may not see the others.
 */
import { createHash } from 'node:crypto';

const HASH_BYTES = 32;
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/** @param entryHash the entry's hash in the chain, 64 hexadecimal digits */
export function leafOf(entryHash: string): Buffer {
  return createHash('sha256').update(LEAF).update(Buffer.from(entryHash, 'hex')).digest();
}

function nodeOf(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}

/** The tree of no entries (RFC 9162 §2.1.1). */
const EMPTY = createHash('sha256').digest();

/**
 * A tree that only grows, kept as the roots of its full subtrees, the widest first: 32 octets for each
 * bit of its size, whatever its size.
 */
export class GrowingTree {
  #size = 0;
  #subtrees: Buffer[] = [];

  get size(): number {
    return this.#size;
  }

  add(entryHash: string): void {
    let node = leafOf(entryHash);
    // Two full subtrees of one width make one of twice the width.
    for (let width = this.#size; width % 2 === 1; width = (width - 1) / 2) {
      const left = this.#subtrees.pop();
      if (left === undefined) throw new Error('a subtree is missing');
      node = nodeOf(left, node);
    }
    this.#subtrees.push(node);
    this.#size += 1;
  }

  root(): Buffer {
    const last = this.#subtrees.at(-1);
    if (last === undefined) return EMPTY;
    return this.#subtrees.slice(0, -1).reduceRight((right, left) => nodeOf(left, right), last);
  }
}

/** One step from a leaf to the root: the other half's hash, and on which side it stands. */
export interface ProofStep {
  readonly side: 'left' | 'right';
  /** 64 hexadecimal digits. */
  readonly hash: string;
}

/**
 * The way from one leaf to the root of the first `size` entries.
 *
 * @param leaves `leafOf` each entry, 32 octets after 32, at least `size` of them
 * @param index of the leaf, from 0, below `size`
 */
export function proofOf(leaves: Uint8Array, index: number, size: number): readonly ProofStep[] {
  if (index >= size || leaves.length < size * HASH_BYTES) {
    throw new RangeError(`there is no leaf ${index} among ${size}`);
  }
  const steps: ProofStep[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + widthBelow(to - from);
    if (index < middle) {
      steps.push({ side: 'right', hash: rootOf(leaves, middle, to).toString('hex') });
      to = middle;
    } else {
      steps.push({ side: 'left', hash: rootOf(leaves, from, middle).toString('hex') });
      from = middle;
    }
  }
  return steps.reverse();
}

/** The root over all leaves that are given, 32 octets after 32, at least one. */
export function rootOver(leaves: Uint8Array): Buffer {
  return rootOf(leaves, 0, leaves.length / HASH_BYTES);
}

/** The root that an entry's proof leads to, 64 hexadecimal digits: the head's, if the entry is in it. */
export function followProof(entryHash: string, steps: readonly ProofStep[]): string {
  let node = leafOf(entryHash);
  for (const { side, hash } of steps) {
    const other = Buffer.from(hash, 'hex');
    node = side === 'left' ? nodeOf(other, node) : nodeOf(node, other);
  }
  return node.toString('hex');
}

/** The greatest power of two below a size of at least 2. */
function widthBelow(size: number): number {
  let width = 1;
  while (width * 2 < size) width *= 2;
  return width;
}

function rootOf(leaves: Uint8Array, from: number, to: number): Buffer {
  if (to - from === 1) {
    return Buffer.from(leaves.subarray(from * HASH_BYTES, to * HASH_BYTES));
  }
  const middle = from + widthBelow(to - from);
  return nodeOf(rootOf(leaves, from, middle), rootOf(leaves, middle, to));
}
