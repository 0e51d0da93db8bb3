import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BLOCK_ENTRIES, BlockTree } from './block-tree.ts';
import { followProof, GrowingTree } from './merkle.ts';

const hashes = Array.from({ length: 4 * BLOCK_ENTRIES + 70 }, (_, index) =>
  createHash('sha256').update(`entry ${index}`).digest('hex'),
);
const fetch = async (from: number, count: number) => hashes.slice(from, from + count);

it('proves any entry to the root that any of its sizes had', async () => {
  const tree = new BlockTree();
  const whole = new GrowingTree();
  const roots = [''];
  for (const hash of hashes) {
    tree.add(hash);
    whole.add(hash);
    roots.push(whole.root().toString('hex'));
  }
  const at = fc.nat({ max: hashes.length - 1 });
  const near = fc.constantFrom(1, 2, 511, 512, 513, 1023, 1024, 1025, 1536, 2048, hashes.length);
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(near, fc.integer({ min: 1, max: hashes.length })),
      at,
      async (size, from) => {
        const index = from % size;
        const { root, proofs } = await tree.prove([index], size, fetch);
        expect(root).toBe(roots[size]);
        expect(followProof(hashes[index] ?? '', proofs[0] ?? [])).toBe(root);
      },
    ),
  );
});

it('refuses to prove more than it holds', async () => {
  const tree = new BlockTree();
  tree.add(hashes[0] ?? '');
  await expect(tree.prove([0], 2, fetch)).rejects.toThrow(RangeError);
});
