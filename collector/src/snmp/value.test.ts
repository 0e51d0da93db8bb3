/** Values of agents: text without what does not belong into text, numbers however they come. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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

describe('a megabyte', () => {
  const MEGABYTE = 1024 * 1024;
  const filled = (pattern: Uint8Array | string): Value => Buffer.alloc(MEGABYTE, pattern);
  it.each([
    ['letters', filled('A')],
    ['blanks', filled(' ')],
    ['blanks before letters', octets(`${' '.repeat(MEGABYTE)}A`)],
    ['opening brackets', filled('<')],
    ['opened markup', filled('<a ')],
    ['nested markup', filled('<scr<b>ipt>')],
    ['double brackets', filled('<<>')],
    ['line ends', filled('\r\n')],
    ['escapes for terminals', filled('\u001b[31m')],
    ['directions of writing', filled('\u202e\u2066')],
    ['characters of three octets', filled('機')],
    ['characters of four octets', filled('🖨')],
    ['octets that are no text', filled(new Uint8Array([0xff]))],
    ['zeros', filled(new Uint8Array([0]))],
    ['digits', filled('7')],
    ['an address over and over', filled('0:1a:2b:3c:4d:5e ')],
  ])('of %s costs as little as the text that is kept of it', (_, value) => {
    const startedMs = performance.now();
    for (let i = 0; i < 100; i++) {
      const text = textOf(value) ?? '';
      expect(text.length).toBeLessThanOrEqual(1024);
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\uFFFD]|<[a-zA-Z/!?]/u);
      expect(text.isWellFormed()).toBe(true);
      numberOf(value);
      macOf(value);
    }
    expect((performance.now() - startedMs) / 100).toBeLessThan(5);
  });

  it('of one writing is cut between two characters', () => {
    expect(textOf(filled('機'))).toBe('機'.repeat(341));
    expect(textOf(filled('🖨'))).toBe('🖨'.repeat(256));
  });
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
