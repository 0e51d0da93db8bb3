/** Sets of records that share values, for millions of records: numbers alone, no text. */

/** Disjoint sets over positions, united by size. */
export class Sets {
  readonly #parents: Int32Array;
  readonly #sizes: Int32Array;

  constructor(count: number) {
    this.#parents = Int32Array.from({ length: count }, (_, index) => index);
    this.#sizes = new Int32Array(count).fill(1);
  }

  unite(one: number, other: number): void {
    const [a, b] = [this.#rootOf(one), this.#rootOf(other)];
    if (a === b) return;
    const [large, small] = this.#sizeOf(a) >= this.#sizeOf(b) ? [a, b] : [b, a];
    this.#parents[small] = large;
    this.#sizes[large] = this.#sizeOf(large) + this.#sizeOf(small);
  }

  /** Each set once, its positions in order. */
  all(): Iterable<readonly number[]> {
    const members = new Map<number, number[]>();
    for (const index of this.#parents.keys()) {
      const root = this.#rootOf(index);
      const others = members.get(root);
      if (others === undefined) members.set(root, [index]);
      else others.push(index);
    }
    return members.values();
  }

  #sizeOf(root: number): number {
    return this.#sizes[root] ?? 0;
  }

  #rootOf(index: number): number {
    let root = index;
    for (;;) {
      const parent = this.#parents[root] ?? root;
      if (parent === root) return root;
      // Halves the path, so that it is short the next time.
      this.#parents[root] = this.#parents[parent] ?? parent;
      root = parent;
    }
  }
}

/** How many records hold each value, by a hash of it. */
export function countHolders(): {
  /** @returns the hashes of a record's values, each once */
  add(names: readonly string[]): number[];
  count(hash: number): number;
} {
  const counts = new Map<number, number>();
  return {
    add: (names) => {
      const hashes = [...new Set(names.map(hashOf))];
      for (const hash of hashes) counts.set(hash, (counts.get(hash) ?? 0) + 1);
      return hashes;
    },
    count: (hash) => counts.get(hash) ?? 0,
  };
}

/**
 * 52 bits of two FNV-1a hashes. Two values that meet by chance only bring records together that are
 * then compared by what they state.
 */
function hashOf(name: string): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let index = 0; index < name.length; index += 1) {
    const code = name.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x01000197);
  }
  return (high >>> 12) * 0x1_0000_0000 + (low >>> 0);
}
