import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Proof } from './proof.tsx';

const linesOf = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`);

it.each([
  { count: 0, shown: 0, folded: 0 },
  { count: 5, shown: 5, folded: 0 },
  { count: 6, shown: 5, folded: 1 },
  { count: 40, shown: 5, folded: 35 },
])('of $count lines it shows $shown and folds $folded', ({ count, shown, folded }) => {
  const html = renderToStaticMarkup(createElement(Proof, { lines: linesOf(count) }));
  const [before = '', after = ''] = html.split('<details');
  expect(before.match(/<li>/g) ?? []).toHaveLength(shown);
  expect(after.match(/<li>/g) ?? []).toHaveLength(folded);
});
