/** Documents out of JSON and XML, and nothing out of what is neither. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { documentOf, nodesOf } from './document.ts';

it('reads XML into the shape of JSON', () => {
  const xml =
    '<?xml version="1.0"?><a xmlns="x"><!-- c --><b>1</b><b>2 &amp; 3</b><n:c><d/></n:c></a>';
  expect(documentOf(xml)).toEqual({ a: { b: ['1', '2 & 3'], c: { d: '' } } });
});

it.each(['', 'text', '<a><b></a>', '<a>', '{"a":', '<'.repeat(200), '<a>'.repeat(100)])(
  'reads no document in %j',
  (text) => {
    expect(documentOf(text)).toBeUndefined();
  },
);

it('lists objects with their own texts, each before its children', () => {
  const nodes = nodesOf({ 'host-name': 'lab', list: [{ serial: 1 }, { data: [{ data: 'x' }] }] });
  expect(nodes.map(({ key, facts }) => [key, ...facts])).toEqual([
    ['', ['hostname', 'lab']],
    ['list', ['serial', '1']],
    ['list', ['data', 'x']],
  ]);
});

it('survives any text', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      documentOf(`<a>${text}`);
      nodesOf(documentOf(text));
    }),
  );
});
