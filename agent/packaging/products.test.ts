import { describe, expect, it } from 'vitest';
import { chooseProducts, missingTools, products } from './products.ts';
import { targets } from './runtimes.ts';

const names = (words: readonly string[]) => {
  const chosen = chooseProducts(words);
  return chosen.kind === 'chosen' ? chosen.products.map(({ name }) => name) : chosen;
};

describe('choosing products', () => {
  it.each([
    [['deb'], ['deb-x64', 'deb-arm64']],
    [
      ['msi-x64', 'bundle'],
      ['bundle', 'msi-x64'],
    ],
    [
      ['linux', 'linux-x64'],
      ['linux-x64', 'linux-arm64'],
    ],
  ])('takes %j for %j, each once and in order', (words, chosen) => {
    expect(names(words)).toEqual(chosen);
  });

  it('makes everything when nothing is named', () => {
    expect(names([])).toEqual(products.map(({ name }) => name));
  });

  it('refuses what it does not know', () => {
    expect(names(['deb', 'snap'])).toEqual({ kind: 'refused', word: 'snap' });
  });

  it('names each missing tool once, with its Debian package', () => {
    const missing = missingTools(products, (program) => !['rpmbuild', 'wixl'].includes(program));
    expect(missing.map(({ debian }) => debian)).toEqual(['rpm', 'wixl']);
  });

  it('knows the runtimes of every executable, pinned', () => {
    for (const { needs } of products) {
      for (const need of needs) {
        const { base, builder } = targets[need];
        expect(builder.version).toBe(base.version);
        expect(base.integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
      }
    }
  });
});
