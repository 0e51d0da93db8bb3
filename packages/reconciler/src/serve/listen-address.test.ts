import { expect, it } from 'vitest';
import { formatListenAddress, isLoopback, parseListenAddress } from './listen-address.ts';

it.each([
  ['8421', '127.0.0.1:8421', true],
  ['0', '127.0.0.1:0', true],
  [':8421', '127.0.0.1:8421', true],
  ['127.0.0.1', '127.0.0.1:8420', true],
  ['localhost:1', 'localhost:1', true],
  ['http://127.0.0.1:9000/', '127.0.0.1:9000', true],
  ['[::1]:8421', '[::1]:8421', true],
  ['0.0.0.0:443', '0.0.0.0:443', false],
  ['[::]', '[::]:8420', false],
  ['inventory.example:8420', 'inventory.example:8420', false],
  ['127.evil.example:1', '127.evil.example:1', false],
])('reads %s as %s, loopback: %s', (text, formatted, loopback) => {
  const address = parseListenAddress(text);
  expect(address && formatListenAddress(address)).toBe(formatted);
  expect(address && isLoopback(address)).toBe(loopback);
});

it.each([
  '',
  ' ',
  '127.0.0.1:http',
  '::1:8420',
  '1.2.3.4:99999',
  'a b',
  '[::1',
  '/tmp/socket',
  'nope',
])('refuses %j', (text) => {
  expect(parseListenAddress(text)).toBeUndefined();
});
