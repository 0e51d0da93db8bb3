import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Interpreter } from './interpreter.ts';
import { conventionOf, type Mapping } from './mapping.ts';
import { MqttMessage } from './message.ts';

const mapping: Mapping = {
  name: 'press-line',
  topic: 'plant/{line}/{machine}/info',
  key: '{line}/{machine}',
  gateway: '{line}',
  retained: true,
  facts: {
    class: 'controller',
    vendor: 'Bela',
    serial: '/plates/0/no',
    model: '/type',
    firmware: '/fw~1version',
    mac: '/net/mac',
    battery: '/battery',
    location: 'Hall {line}',
  },
};

const arrival = { epoch: 1, hasRetainAsPublished: true, nowMs: 0 };
const read = (
  payload: string,
  topic = 'plant/3/press-4/info',
  rules: readonly Mapping[] = [mapping],
) => {
  const interpreter = new Interpreter({ conventions: [conventionOf(rules, 'press-line')] });
  interpreter.read(new MqttMessage(topic, Buffer.from(payload), true), arrival);
  return interpreter.take();
};

describe('a mapping', () => {
  it('takes facts from the payload, the topic and itself', () => {
    const payload = {
      plates: [{ no: 'P4-001' }],
      type: 'P4',
      'fw/version': 5.5,
      net: { mac: 'A0B1C2D3E4F5' },
      battery: 120,
    };
    expect(read(JSON.stringify(payload))).toMatchObject([
      {
        profile: 'press-line',
        key: 'press-line:3/press-4',
        class: 'controller',
        device: { vendor: 'Bela', serial: 'P4-001', model: 'P4', baseMac: 'a0:b1:c2:d3:e4:f5' },
        firmware: { version: '5.5' },
        place: { location: 'Hall 3', via: { key: 'press-line:3' } },
      },
    ]);
  });

  it('leaves out what is not there, a placeholder or out of bounds', () => {
    const [seen] = read('{"type":"To Be Filled By O.E.M.","battery":120}');
    expect(seen?.device).toEqual({ vendor: 'Bela' });
    expect(seen?.power).toBeUndefined();
  });

  it('reads a payload that is only the value', () => {
    const rule: Mapping = {
      name: 'press-line',
      topic: 'p/{m}/sn',
      key: '{m}',
      facts: { serial: '.' },
    };
    expect(read('P4-001\n', 'p/4/sn', [rule])).toMatchObject([{ device: { serial: 'P4-001' } }]);
  });

  it('makes no device without its key', () => {
    const rule: Mapping = { ...mapping, key: '/id' };
    expect(read('{"type":"P4"}', 'plant/3/press-4/info', [rule])).toEqual([]);
  });

  it('survives any payload', () => {
    fc.assert(
      fc.property(fc.string(), (payload) => {
        read(payload);
      }),
    );
  });
});
