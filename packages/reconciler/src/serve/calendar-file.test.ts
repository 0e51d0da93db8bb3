import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCalendarFile } from './calendar-file.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'muster-calendar-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function file(text: string): string {
  const path = join(dir, 'calendar.yaml');
  writeFileSync(path, text);
  return path;
}

describe('the calendar file', () => {
  it('is read as its sample has it', async () => {
    const sample = fileURLToPath(new URL('../../../../configs/calendar.yaml', import.meta.url));
    expect(await readCalendarFile(sample)).toMatchObject({ timeZone: 'Europe/Berlin' });
  });

  it('takes dates as they stand, and may be empty', async () => {
    expect(await readCalendarFile(file('holidays:\n  - 2026-12-25\n'))).toEqual({
      holidays: ['2026-12-25'],
    });
    expect(await readCalendarFile(file('# nothing yet\n'))).toEqual({});
  });

  it.each<[string, RegExp]>([
    ['timeZone: Nowhere/Land', /--calendar.*Nowhere\/Land/],
    ['holidays: [tomorrow]', /--calendar.*holidays/],
    ['a: [', /--calendar/],
  ])('is refused with the place: %s', async (text, why) => {
    await expect(readCalendarFile(file(text))).rejects.toThrow(why);
  });

  it('is refused where it is not', async () => {
    await expect(readCalendarFile(join(dir, 'none'))).rejects.toThrow(/cannot read/);
  });
});
