/** What `npm run package` makes, and what each product needs: executables, and tools of Debian's. */
import type { TargetName } from './runtimes.ts';

export interface Product {
  readonly name: string;
  readonly needs: readonly TargetName[];
  readonly tools: readonly Tool[];
}

/** A program, and the Debian package it comes with. */
export interface Tool {
  readonly program: string;
  readonly debian: string;
}

const npm: Tool = { program: 'npm', debian: 'npm' };
const tar: Tool = { program: 'tar', debian: 'tar' };
const dpkg: Tool = { program: 'dpkg-deb', debian: 'dpkg' };
const rpmbuild: Tool = { program: 'rpmbuild', debian: 'rpm' };
const wixl: Tool = { program: 'wixl', debian: 'wixl' };
const msibuild: Tool = { program: 'msibuild', debian: 'msitools' };

export const products: readonly Product[] = [
  { name: 'bundle', needs: [], tools: [] },
  { name: 'linux-x64', needs: ['linux-x64'], tools: [npm, tar] },
  { name: 'linux-arm64', needs: ['linux-arm64'], tools: [npm, tar] },
  { name: 'win-x64', needs: ['win-x64'], tools: [npm, tar] },
  { name: 'darwin-arm64', needs: ['darwin-arm64'], tools: [npm, tar] },
  { name: 'deb-x64', needs: ['linux-x64'], tools: [npm, tar, dpkg] },
  { name: 'deb-arm64', needs: ['linux-arm64'], tools: [npm, tar, dpkg] },
  { name: 'rpm-x64', needs: ['linux-x64'], tools: [npm, tar, rpmbuild] },
  { name: 'rpm-arm64', needs: ['linux-arm64'], tools: [npm, tar, rpmbuild] },
  { name: 'msi-x64', needs: ['win-x64'], tools: [npm, tar, wixl, msibuild] },
  { name: 'macos-arm64', needs: ['darwin-arm64'], tools: [npm, tar] },
];

/** "deb" stands for all products whose names begin with "deb-"; nothing given, for all there are. */
export function chooseProducts(
  words: readonly string[],
):
  | { readonly kind: 'chosen'; readonly products: readonly Product[] }
  | { readonly kind: 'refused'; readonly word: string } {
  if (words.length === 0) return { kind: 'chosen', products };
  const matches = (word: string) =>
    products.filter(({ name }) => name === word || name.startsWith(`${word}-`));
  const word = words.find((each) => matches(each).length === 0);
  if (word !== undefined) return { kind: 'refused', word };
  const chosen = new Set(words.flatMap(matches));
  return { kind: 'chosen', products: products.filter((product) => chosen.has(product)) };
}

/** What is missing of the tools of some products, each once. */
export function missingTools(
  chosen: readonly Product[],
  isInstalled: (program: string) => boolean,
): readonly Tool[] {
  const tools = new Set(chosen.flatMap(({ tools: each }) => each));
  return [...tools].filter(({ program }) => !isInstalled(program));
}
