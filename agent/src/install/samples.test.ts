import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sampleUnits } from './samples.ts';

const UNITS = fileURLToPath(new URL('../../../configs/units', import.meta.url));

describe('configs/units', () => {
  it.each([...sampleUnits()])('shows %s as install writes it', (name, text) => {
    expect(readFileSync(`${UNITS}/${name}`, 'utf8')).toBe(text);
  });

  it('shows all units of the agent', () => {
    const shown = readdirSync(UNITS).filter((name) => /agent|windows/.test(name));
    expect(shown.sort()).toEqual([...sampleUnits().keys()].sort());
  });
});
