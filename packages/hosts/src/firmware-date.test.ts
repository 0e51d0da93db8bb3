import { expect, it } from 'vitest';
import { parseFirmwareDate } from './firmware-date.ts';

it.each([
  ['03/09/2024', '2024-03-09'],
  ['12/01/98', '1998-12-01'],
  [' 8/3/2015 ', '2015-08-03'],
  ['2023-07-14', '2023-07-14'],
  ['20190617', '2019-06-17'],
  ['20140401000000.000000+000', '2014-04-01'],
  ['02/30/2020', undefined],
  ['13/01/2020', undefined],
  ['01/01/1601', undefined],
  ['unknown', undefined],
  ['', undefined],
  [undefined, undefined],
])('reads %j as %j', (text, date) => {
  expect(parseFirmwareDate(text)).toBe(date);
});
