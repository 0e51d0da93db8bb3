import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Label, layOut } from './layout.ts';
import { renderLabels } from './pdf.ts';
import { STOCKS, type Stock, spotOf, stockOf } from './stock.ts';
import { LabelError, MODULE_MM_MIN, symbolOf } from './symbol.ts';
import { SYMBOLS } from './symbol-kind.ts';

const label: Label = {
  tag: 'NYC-LT-2024-0387',
  code: 'NYC-LT-2024-0387',
  lines: ['S/N 7XK42L3', 'Contoso Notebook 14'],
};

function stock(id: string): Stock {
  const found = stockOf(id);
  if (found === undefined) throw new Error(`there is no stock ${id}`);
  return found;
}

/** As wide as the widest of common letters. */
const measure = (text: string): number => text.length * 0.6;

describe('stock', () => {
  it.each(STOCKS.map((each) => [each.id, each] as const))(
    '%s has every label on its page, and none on another',
    (_, each) => {
      const { page, label: size, columns, rows } = each;
      const spots = Array.from({ length: columns * rows }, (__, index) => spotOf(each, index));
      for (const { page: number, at } of spots) {
        expect(number).toBe(0);
        expect(at[0] + size[0]).toBeLessThanOrEqual(page[0] + 0.001);
        expect(at[1] + size[1]).toBeLessThanOrEqual(page[1] + 0.001);
      }
      expect(each.pitch[0]).toBeGreaterThanOrEqual(size[0]);
      expect(each.pitch[1]).toBeGreaterThanOrEqual(size[1]);
      // The sheet is cut in the middle of its page: what is left over is the same on both sides.
      const right = page[0] - (spots.at(-1)?.at[0] ?? 0) - size[0];
      expect(right).toBeCloseTo(each.first[0], 0);
      expect(spotOf(each, columns * rows)).toEqual({ page: 1, at: each.first });
    },
  );
});

describe('a label', () => {
  it('keeps symbol and text within its edges, whatever it says', () => {
    const text = fc.string({ minLength: 1, maxLength: 24, unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(
        fc.constantFrom(...STOCKS),
        fc.constantFrom(...SYMBOLS),
        text,
        fc.array(text, { maxLength: 5 }),
        ({ label: [width, height] }, kind, tag, lines) => {
          const symbol = symbolOf(kind, tag);
          let laid: ReturnType<typeof layOut>;
          try {
            laid = layOut({ tag, code: tag, lines }, { kind, symbol }, [width, height], measure);
          } catch (error) {
            expect(error).toBeInstanceOf(LabelError);
            return;
          }
          expect(laid.symbol.moduleMm).toBeGreaterThanOrEqual(MODULE_MM_MIN[kind]);
          expect(laid.symbol.at[0] + laid.symbol.moduleMm * symbol.width).toBeLessThan(width);
          for (const line of laid.text) {
            const across = (measure(line.text) * line.size * 25.4) / 72;
            expect(line.at[0] + across).toBeLessThan(width);
            expect(line.at[1]).toBeGreaterThan(0);
            expect(line.at[1] + (line.size * 25.4) / 72).toBeLessThan(height);
          }
        },
      ),
    );
  });

  it.each<[string, string, (typeof SYMBOLS)[number], string, RegExp]>([
    [
      'bars on a label too narrow',
      'avery-l4731',
      'code128',
      'NYC-LT-2024-0387',
      /too small.*larger/,
    ],
    [
      'a QR code of a long address',
      'avery-l4731',
      'qr',
      `https://x/${'a'.repeat(90)}`,
      /too small/,
    ],
    ['what Code 128 cannot carry', 'avery-5163', 'code128', 'Gerät Ж', /cannot carry/],
  ])('is refused rather than unreadable: %s', async (_, id, symbol, code, message) => {
    const rendered = renderLabels([{ ...label, code }], { stock: stock(id), symbol });
    await expect(rendered).rejects.toThrow(message);
  });

  it('is refused when its tag could not be printed as it is', async () => {
    const rendered = renderLabels([{ ...label, tag: 'Ж-1' }], {
      stock: stock('avery-5163'),
      symbol: 'qr',
    });
    await expect(rendered).rejects.toThrow(/tag "Ж-1" has characters/);
  });
});

describe('the PDF', () => {
  it('has as many pages as the labels need, used ones of the first sheet counted', async () => {
    const options = { stock: stock('avery-l7160'), symbol: 'qr' } as const;
    const pagesOf = async (count: number, skip: number): Promise<number> => {
      const pdf = await renderLabels(Array<Label>(count).fill(label), { ...options, skip });
      return pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
    };
    expect(await pagesOf(21, 0)).toBe(1);
    expect(await pagesOf(21, 1)).toBe(2);
    await expect(pagesOf(1, 21)).rejects.toThrow(/a sheet has 21 labels/);
  });

  it('gives others their turn between any two labels', async () => {
    let turns = 0;
    const count = (): void => {
      turns += 1;
      pending = setImmediate(count);
    };
    let pending = setImmediate(count);
    await renderLabels(Array<Label>(20).fill(label), { stock: stock('zebra-2x1'), symbol: 'qr' });
    clearImmediate(pending);
    expect(turns).toBeGreaterThanOrEqual(20);
  });

  it('shows tag and lines as text that can be searched', async () => {
    const pdf = await renderLabels([label], { stock: stock('zebra-2x1'), symbol: 'datamatrix' });
    const streams = pdf.toString('latin1').matchAll(/stream\n([\s\S]*?)\nendstream/g);
    const page = Array.from(streams, ([, body = '']) => {
      try {
        return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
      } catch {
        return '';
      }
    }).join('\n');
    const hex = page.matchAll(/<([0-9a-f]+)>/g);
    const shown = Array.from(hex, ([, digits = '']) =>
      Buffer.from(digits, 'hex').toString('latin1'),
    );
    expect(shown.join('')).toContain('NYC-LT-2024-0387');
    expect(shown.join('')).toContain('S/N 7XK42L3');
  });
});
