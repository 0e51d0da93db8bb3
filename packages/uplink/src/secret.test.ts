import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from './secret.ts';

const secret = new Secret('hunter2');

describe('a secret', () => {
  it.each([
    ['a template', () => `${secret}`],
    ['JSON', () => JSON.stringify({ secret })],
    ['inspection', () => inspect({ secret }, { showHidden: true, depth: 9 })],
    ['its keys', () => Object.entries(secret).join()],
    ['an error message', () => String(new Error(`refused ${secret}`))],
  ])('does not show in %s', (_where, print) => {
    expect(print()).not.toContain('hunter2');
  });

  it('is revealed when asked for', () => {
    expect(secret.reveal()).toBe('hunter2');
  });
});
