import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Secret } from './secret.ts';

const secret = new Secret('s3cret');

it.each([
  ['in a template', `${secret}`],
  ['in JSON', JSON.stringify({ secret })],
  ['when inspected', inspect({ deep: { secret } }, { showHidden: true, depth: 5 })],
  ['when its entries are listed', JSON.stringify(Object.entries(secret))],
])('does not show its value %s', (_, shown) => {
  expect(shown).not.toContain('s3cret');
});

it('reveals its value when asked by name', () => {
  expect(secret.reveal()).toBe('s3cret');
});
