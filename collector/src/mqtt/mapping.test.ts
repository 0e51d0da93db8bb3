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
  const mapped = conventionOf(rules, 'press-line');
  if (mapped.kind === 'refused') throw new Error(JSON.stringify(mapped.problems));
  const interpreter = new Interpreter({ conventions: [mapped.convention] });
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

  it('asks the payload by JSONPath, and takes the first that is found', () => {
    const rule: Mapping = {
      name: 'press-line',
      topic: 'p/{m}',
      key: '{m}',
      facts: { serial: '$.plates[?@.kind == "main"].no', model: '$..type', vendor: '$.none' },
    };
    const payload = {
      plates: [
        { kind: 'spare', no: 'S-1' },
        { kind: 'main', no: 'M-2' },
      ],
      drive: { type: 'P4' },
    };
    const [seen] = read(JSON.stringify(payload), 'p/4', [rule]);
    expect(seen?.device).toEqual({ serial: 'M-2', model: 'P4' });
  });

  it.each<[string, Partial<Mapping>, string]>([
    ['a path that is none', { facts: { serial: '$.plates[?' } }, 'facts.serial'],
    ['a level that the topic does not name', { gateway: '{hall}' }, 'gateway'],
    ['half a name in the topic', { topic: 'p/m-{m}/x' }, 'topic'],
    ['two open ends in the topic', { topic: '{a...}/x/{b...}', key: '{a}' }, 'topic'],
  ])('refuses %s by its place', (_, over, key) => {
    const sound: Mapping = { name: 'other', topic: 'o', key: 'o', facts: {} };
    const rule: Mapping = { name: 'own', topic: 'p/{m}', key: '{m}', facts: {}, ...over };
    const mapped = conventionOf([sound, rule], 'own');
    const problems = mapped.kind === 'refused' ? mapped.problems : [];
    expect(problems[0]).toMatchObject({ index: 1, key });
  });

  it('survives any payload', () => {
    fc.assert(
      fc.property(fc.string(), (payload) => {
        read(payload);
      }),
    );
  });
});
