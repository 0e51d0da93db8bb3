import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contradicts, mergeFacts, statesNothingNew, volatileOf } from './merge.ts';
import type { Facts } from './statement.ts';

const thermometer: Facts = {
  class: 'sensor',
  device: { vendor: 'Bela', model: 'T1' },
  interfaces: [{ name: 'wifi', mac: 'a0:b1:c2:d3:e4:f5' }],
  power: { powerSource: 'battery' },
};

describe('statesNothingNew', () => {
  it.each<[string, Facts, boolean, boolean]>([
    ['the same', { ...thermometer }, false, true],
    [
      'another battery level',
      { ...thermometer, power: { powerSource: 'battery', batteryPercent: 3 } },
      false,
      true,
    ],
    ['less', { device: { vendor: 'Bela' } }, false, false],
    ['less, where what is left out stays', { device: { vendor: 'Bela' } }, true, true],
    ['another model', { device: { model: 'T2' } }, true, false],
    ['something more', { firmware: { version: '1' } }, true, false],
    ['a weaker class', { class: 'sensor' }, true, true],
    ['a stronger class', { class: 'actuator' }, true, false],
    [
      'one interface with another address',
      { interfaces: [{ name: 'wifi', addresses: ['192.0.2.1'] }] },
      true,
      true,
    ],
    ['another interface', { interfaces: [{ name: 'eth' }] }, true, false],
  ])('%s', (_, later, adds, nothingNew) => {
    expect(statesNothingNew(thermometer, later, adds)).toBe(nothingNew);
  });
});

describe('mergeFacts', () => {
  it('keeps the class that says more, in any order', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(['sensor', 'actuator', 'sensor', 'actuator'] as const),
        (classes) => {
          const merged = classes.map((each): Facts => ({ class: each })).reduce(mergeFacts, {});
          const best = classes.find((each) => each === 'actuator') ?? classes[0];
          expect(merged.class).toBe(best);
        },
      ),
    );
  });

  it('adds interfaces up by their name', () => {
    const merged = mergeFacts(thermometer, {
      interfaces: [
        { name: 'wifi', addresses: ['192.0.2.1'] },
        { name: 'zigbee', kind: 'zigbee' },
      ],
    });
    expect(merged.interfaces).toEqual([
      { name: 'wifi', mac: 'a0:b1:c2:d3:e4:f5', addresses: ['192.0.2.1'] },
      { name: 'zigbee', kind: 'zigbee' },
    ]);
  });
});

describe('contradicts', () => {
  it.each<[Facts, boolean]>([
    [{ device: { model: 'T2' } }, true],
    [{ device: { serial: 'S1' } }, false],
    [{ firmware: { version: '1' } }, false],
    [{ class: 'gateway' }, true],
  ])('%j beside what is known: %s', (later, isContradiction) => {
    expect(contradicts(thermometer, later)).toBe(isContradiction);
  });
});

describe('volatileOf', () => {
  it('is nothing where nothing moves', () => {
    expect(volatileOf(thermometer)).toBeUndefined();
    expect(volatileOf({ power: { batteryPercent: 5 } })).toEqual({ power: { batteryPercent: 5 } });
  });
});
