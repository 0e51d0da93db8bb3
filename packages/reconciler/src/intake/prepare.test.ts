import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStored } from '../store/json.ts';
import { observe, touch } from '../testing/observations.ts';
import { type PreparedItem, prepareItem } from './prepare.ts';
import { composeObservation, type Volatile } from './volatile.ts';

const laptop = observe({
  class: 'laptop',
  device: { vendor: 'Dell Inc.', model: 'Latitude 7440', serial: ' abc-1234 ', hostname: 'lt-17' },
  firmware: { version: '1.2.3' },
  interfaces: [
    { name: 'eth0', mac: '00:1b:21:aa:bb:cc', addresses: ['10.0.0.7'], up: true },
    { name: 'wlan0', up: false },
  ],
  custody: { user: 'ada', lastLoginAt: '2026-11-21T08:00:00.000Z' },
  power: { batteryPercent: 80, batterySerial: 'BAT-1', cycleCount: 12 },
  unread: [{ what: 'device.boardSerial', why: 'permission' }],
  attachments: [{ mac: '00:1b:21:00:00:01', port: 'Gi1/0/1' }],
});

function reasonOf(item: PreparedItem): string | undefined {
  return item.kind === 'parked' ? item.reason : undefined;
}

describe('prepareItem', () => {
  it.each<[string, unknown, RegExp]>([
    ['no object', 42, /^input: must be object/],
    ['nothing', null, /^input: must be object/],
    ['an unknown schema', { ...laptop, schema: 'muster.observation/9' }, /\/schema/],
    ['an unknown key', { ...laptop, colour: 'red' }, /^\/colour: is not a known key/],
    ['a long serial', { ...laptop, device: { serial: 'x'.repeat(300) } }, /\/device\/serial/],
    ['a digest of something else', { ...laptop, digest: '0'.repeat(64) }, /^\/digest: is not the/],
    ['no day of any month', { ...laptop, observedAt: '2026-13-41T10:00:00.000Z' }, /not a time/],
    ['a touch without a key', { ...touch(laptop, 1), key: '' }, /\/key/],
  ])('parks what has %s, with the reason', (_, item, reason) => {
    expect(reasonOf(prepareItem(item))).toMatch(reason);
  });

  it('parks under the sender’s id where there is one, else under the hash of the content', () => {
    const own = prepareItem({ ...laptop, digest: '0'.repeat(64) });
    const without = prepareItem({ hello: 'world' });
    expect(own.id).toBe(laptop.id);
    expect(without.id).toMatch(/^parked-[0-9a-f]{32}$/);
    expect(prepareItem({ hello: 'world' }).id).toBe(without.id);
  });

  it('keeps all of an observation but its attachments, which are sightings', () => {
    const item = prepareItem(laptop);
    if (item.kind !== 'observation') throw new Error('it was parked');
    const { attachments, ...rest } = laptop;
    const stored = {
      observationId: item.id,
      observedAt: laptop.observedAt,
      presence: item.presence,
      observer: item.observer,
      digest: item.digest,
      body: item.body,
    };
    const volatile = parseStored<Volatile>(item.volatile ?? '{}');
    expect(composeObservation(stored, volatile)).toEqual(rest);
    expect(item.attachments).toEqual(attachments);
  });

  it('gives votes in canonical form, none of them to placeholders', () => {
    const item = prepareItem(
      observe({
        device: { vendor: 'Dell Inc.', serial: 'abc-1234', assetTag: 'To Be Filled By O.E.M.' },
      }),
    );
    expect(item.kind === 'observation' && item.votes).toEqual([
      { scheme: 'serial.system', value: 'ABC1234', scope: 'dell', trust: 'sound' },
    ]);
  });

  it('gives a UUID one vote, whichever byte order it was printed in, and Dell’s one for its tag', () => {
    const votes = [
      '4c4c4544-0042-3510-8054-b4c04f574431',
      '44454c4c-4200-1035-8054-b4c04f574431',
    ].map((uuid) => {
      const item = prepareItem(observe({ device: { uuid } }));
      return item.kind === 'observation' ? item.votes : [];
    });
    expect(votes[0]).toEqual([
      expect.objectContaining({ scheme: 'smbios-uuid', trust: 'sound' }),
      { scheme: 'serial.system', value: 'B5T4WD1', scope: 'dell', trust: 'sound' },
    ]);
    expect(votes[0]).toEqual(votes[1]);
  });

  it('survives any input', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: false, maxDepth: 3 }), (input) => {
        expect(prepareItem(input).kind).toBe('parked');
      }),
    );
  });

  it('survives any change of a member of a sound observation', () => {
    const members = Object.keys(laptop);
    fc.assert(
      fc.property(fc.constantFrom(...members), fc.jsonValue(), (member, value) => {
        expect(['parked', 'observation']).toContain(
          prepareItem({ ...laptop, [member]: value }).kind,
        );
      }),
    );
  });
});
