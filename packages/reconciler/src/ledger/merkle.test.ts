import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followProof, GrowingTree, leafOf, proofOf } from './merkle.ts';

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const hashes = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) =>
    sha256(Buffer.from(`entry ${index}`)).toString('hex'),
  );

function grown(entries: readonly string[]): string {
  const tree = new GrowingTree();
  for (const entry of entries) tree.add(entry);
  return tree.root().toString('hex');
}

describe('the root (RFC 9162 §2.1.1)', () => {
  it('of no entries is the hash of nothing', () => {
    expect(new GrowingTree().root()).toEqual(sha256());
  });

  it('marks leaves by 0 and nodes by 1, and splits at the greatest power of two', () => {
    const leaves = hashes(3).map((hash) => sha256(Buffer.from([0]), Buffer.from(hash, 'hex')));
    const [first, second, third] = leaves;
    if (first === undefined || second === undefined || third === undefined) throw new Error();
    const node = (left: Buffer, right: Buffer) => sha256(Buffer.from([1]), left, right);
    expect(grown(hashes(1))).toBe(first.toString('hex'));
    expect(grown(hashes(3))).toBe(node(node(first, second), third).toString('hex'));
  });
});

describe('a proof', () => {
  const sizes = fc.integer({ min: 1, max: 200 });

  it('leads from every entry to the root of what had grown', () => {
    fc.assert(
      fc.property(sizes, sizes, fc.nat(), (size, more, at) => {
        const entries = hashes(size + more);
        const leaves = Buffer.concat(entries.map(leafOf));
        const index = at % size;
        const steps = proofOf(leaves, index, size);
        expect(followProof(entries[index] ?? '', steps)).toBe(grown(entries.slice(0, size)));
        expect(steps.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)) || 0);
      }),
    );
  });

  it('of one entry leads another nowhere', () => {
    const entries = hashes(9);
    const steps = proofOf(Buffer.concat(entries.map(leafOf)), 4, 9);
    expect(followProof(entries[5] ?? '', steps)).not.toBe(grown(entries));
  });

  it('is refused for an entry that is not among them', () => {
    expect(() => proofOf(Buffer.alloc(32 * 3), 3, 3)).toThrow(RangeError);
    expect(() => proofOf(Buffer.alloc(32 * 3), 0, 4)).toThrow(RangeError);
  });
});
