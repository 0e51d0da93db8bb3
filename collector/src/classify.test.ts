import type { Sighting } from '@muster/facts/observation';
import { describe, expect, it } from 'vitest';
import { type ClassificationRule, classifierOf } from './classify.ts';

const camera: Sighting = {
  observedAt: '2026-01-01T00:00:00.000Z',
  source: 'mqtt',
  profile: 'homeassistant',
  key: 'homeassistant:cam-1',
  presence: 'seen',
  class: 'camera',
  device: { vendor: 'Bela', model: 'Cam 4' },
  interfaces: [{ name: 'wifi', kind: 'wifi' }],
  place: { location: 'Lobby east' },
  extensions: { homeassistant: { name: 'Lobby Cam 1' } },
};

const rules: readonly ClassificationRule[] = [
  { match: { class: 'camera', location: 'lobby*' }, riskTier: 'high' },
  { match: { class: 'camera' }, businessFunction: 'building security', riskTier: 'medium' },
];

describe('classifierOf', () => {
  it('takes each fact from the first rule that fits and has it, and lists what nobody said', () => {
    expect(classifierOf(rules)(camera).classification).toEqual({
      connectivity: 'wifi',
      businessFunction: 'building security',
      riskTier: 'high',
      missing: ['firmware'],
    });
  });

  it('lists all that is missing where there are no rules and nothing was observed', () => {
    const { place: _, class: __, ...nothing } = { ...camera, device: {}, interfaces: [] };
    expect(classifierOf([])(nothing).classification).toEqual({
      missing: ['class', 'connectivity', 'firmware', 'location', 'businessFunction', 'riskTier'],
    });
  });

  it('does not speak over what the gateway itself says', () => {
    const told = { ...camera, classification: { riskTier: 'low' as const } };
    expect(classifierOf(rules)(told).classification?.riskTier).toBe('low');
  });

  it('leaves one that has left as it is', () => {
    const gone: Sighting = { ...camera, presence: 'left' };
    expect(classifierOf(rules)(gone)).toBe(gone);
  });

  it.each([
    ['Cam 4', true],
    ['cam*', true],
    ['*4', true],
    ['c*m*4', true],
    ['*', true],
    ['Cam', false],
    ['cam 4*4', false],
    ['x*', false],
  ])('the model "Cam 4" fits %s: %s', (model, fits) => {
    const [rule] = [{ match: { model }, riskTier: 'critical' as const }];
    const { classification } = classifierOf([rule])(camera);
    expect(classification?.riskTier === 'critical').toBe(fits);
  });
});
