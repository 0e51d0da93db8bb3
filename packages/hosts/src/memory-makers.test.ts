import { expect, it } from 'vitest';
import { memoryMaker, memoryPartNumber } from './memory-makers.ts';

it.each([
  ['7F7FFE0000000000', 'Elpida'],
  ['0xCE00000000000000', 'Samsung'],
  ['80AD', 'SK hynix'],
  ['859B', 'Crucial'],
  ['002C0632002C', 'Micron'],
  ['0198', 'Kingston'],
  ['1315', undefined],
  ['7F7F7F7F7F7F7F7F', undefined],
  ['Samplesung', 'Samplesung'],
  [undefined, undefined],
])('reads the memory maker %j as %j', (printed, maker) => {
  expect(memoryMaker(printed)).toBe(maker);
});

it.each([
  ['0x535331364733323030202020', 'SS16G3200'],
  ['5353313647333230302D43370000', 'SS16G3200-C7'],
  ['7373737373737373', '7373737373737373'],
  ['SS-16G-3200', 'SS-16G-3200'],
  ['1234567890123456', '1234567890123456'],
])('reads the memory part number %j as %j', (printed, partNumber) => {
  expect(memoryPartNumber(printed)).toBe(partNumber);
});
