import { expect, it } from 'vitest';
import { hostAllowed, originAllowed } from './origins.ts';

const loopback = { isLoopback: true } as const;
const proxied = { isLoopback: true, publicUrl: new URL('https://inventory.example') } as const;
const wide = { isLoopback: false } as const;

it.each([
  [loopback, '127.0.0.1:8420', true],
  [loopback, 'localhost:9000', true],
  [loopback, 'LOCALHOST', true],
  [loopback, '[::1]:8420', true],
  [loopback, '127.1.2.3', true],
  [loopback, 'evil.example:8420', false],
  [loopback, '127.evil.example', false],
  [loopback, 'localhost.evil.example:8420', false],
  [loopback, '192.0.2.1:8420', false],
  [loopback, undefined, false],
  [proxied, 'inventory.example', true],
  [proxied, 'other.example', false],
  [wide, 'inventory.example:8420', true],
])('%j: a request for host %s is taken: %s', (rules, host, allowed) => {
  expect(hostAllowed(rules, host)).toBe(allowed);
});

it.each([
  [loopback, undefined, '127.0.0.1:8420', true],
  [loopback, 'http://127.0.0.1:8420', '127.0.0.1:8420', true],
  [loopback, 'http://localhost:8420', '127.0.0.1:8420', false],
  [loopback, 'http://127.0.0.1:3000', '127.0.0.1:8420', false],
  [loopback, 'https://evil.example', '127.0.0.1:8420', false],
  [loopback, 'null', '127.0.0.1:8420', false],
  [proxied, 'https://inventory.example', '127.0.0.1:8420', true],
  [proxied, 'https://inventory.example.evil.example', '127.0.0.1:8420', false],
])('%j: origin %s at host %s is ours: %s', (rules, origin, host, allowed) => {
  expect(originAllowed(rules, origin, host)).toBe(allowed);
});
