/** Values of agents: text without what does not belong into text, numbers however they come. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { macOf, numberOf, textOf, type Value } from './value.ts';

const octets = (bytes: Uint8Array | string): Value => Buffer.from(bytes);

it('lets no control character, no markup and no length without end through', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
      const text = textOf(octets(bytes));
      if (text === undefined) return;
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(text).not.toMatch(/<[a-zA-Z/!?]/);
      expect(text.length).toBeLessThanOrEqual(1024);
      expect(text).toBe(text.trim());
    }),
  );
});

it('reads text that is no UTF-8 as Latin-1', () => {
  expect(textOf(octets(new Uint8Array([0x4d, 0xfc, 0x6c, 0x6c])))).toBe('Müll');
});

it('reads numbers that agents print', () => {
  expect(numberOf(octets('100'))).toBe(100);
  expect(numberOf(octets('1e3'))).toBeUndefined();
  expect(numberOf(2n ** 60n)).toBeUndefined();
});

it('reads MAC addresses in octets and in print', () => {
  expect(macOf(octets(new Uint8Array([2, 0, 0, 0, 0, 1])))).toBe('02:00:00:00:00:01');
  expect(macOf(octets('0:1a:2b:3c:4d:5e'))).toBe('00:1a:2b:3c:4d:5e');
  expect(macOf(octets('no address'))).toBeUndefined();
});
