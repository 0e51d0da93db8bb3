import { describe, expect, it } from 'vitest';
import { modelConventions } from './model-conventions.ts';
import { modelNameOf } from './model-name.ts';

describe('modelNameOf', () => {
  it.each([
    ['Northwind', { productName: 'Fjord 14', version: 'Rev B' }, 'Fjord 14', undefined],
    [
      'LENOVO',
      { productName: '20BXCTO1WW', version: 'ThinkPad T450s' },
      'ThinkPad T450s',
      '20BXCTO1WW',
    ],
    ['LENOVO', { productName: '2024AB3', version: 'X200' }, 'X200', '2024AB3'],
    [
      'LENOVO',
      { productName: '10YS0031RU', version: 'V540-24IWL AIO' },
      'V540-24IWL AIO',
      '10YS0031RU',
    ],
    ['LENOVO', { productName: '3102', version: 'Lenovo Product' }, '3102', undefined],
    [
      'LENOVO',
      { productName: 'ThinkServer TS140', version: '70A0S06500' },
      'ThinkServer TS140',
      '70A0S06500',
    ],
    ['LENOVO', { productName: 'IdeaPad Z370', version: 'Rev 1.0' }, 'IdeaPad Z370', undefined],
    ['LENOVO', { version: 'Lenovo S510' }, 'Lenovo S510', undefined],
    ['LENOVO', { productName: '20278', version: '1.0' }, '20278', undefined],
    [
      'IBM',
      { productName: 'System x3550 M3 -[2145CG8]-', version: '00' },
      'System x3550 M3',
      '2145CG8',
    ],
    [
      'HP',
      { productName: 'HP EliteBook 840 G5', sku: '3JX61EA#ABU' },
      'HP EliteBook 840 G5',
      '3JX61EA#ABU',
    ],
    ['Hewlett-Packard', { productName: 'HP ZBook 15' }, 'HP ZBook 15', undefined],
    [undefined, { productName: '20BXCTO1WW', version: 'ThinkPad' }, '20BXCTO1WW', undefined],
  ])('reads the model of %s %o as %s', (vendor, fields, model, partNumber) => {
    const name = modelNameOf(vendor, fields);
    expect(name.model).toBe(model);
    expect(name.partNumber).toBe(partNumber);
  });
});

it('gives every convention makers and examples', () => {
  for (const { vendors, examples } of modelConventions) {
    expect(vendors.length).toBeGreaterThan(0);
    expect(examples.length).toBeGreaterThan(0);
  }
});
