import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGeneric } from './generic.ts';
import { Interpreter } from './interpreter.ts';
import { MqttMessage } from './message.ts';

const message = (topic: string, payload: object) =>
  new MqttMessage(topic, Buffer.from(JSON.stringify(payload)), false);

describe('readGeneric', () => {
  it.each<[string, string, object, object]>([
    [
      'a serial, wherever it lies',
      'hall/oven',
      { info: { serialNumber: 'OV-1', manufacturer: 'Bela' }, temperature: 180 },
      { key: 'generic:serial/OV-1', facts: { device: { serial: 'OV-1', vendor: 'Bela' } } },
    ],
    [
      'an address in the topic',
      'sensors/A0B1C2D3E4F5/state',
      { model: 'S1' },
      { key: 'generic:a0:b1:c2:d3:e4:f5', facts: { device: { model: 'S1' } } },
    ],
  ])('takes %s', (_, topic, payload, statement) => {
    expect(readGeneric(message(topic, payload))).toMatchObject([statement]);
  });

  it.each<[string, string, object]>([
    ['a message that does not say whose it is', 'hall/oven', { model: 'S1', firmware: '2' }],
    ['a number that looks like an address', 'orders/202601011234/state', { model: 'S1' }],
  ])('makes no device of %s', (_, topic, payload) => {
    expect(readGeneric(message(topic, payload))).toEqual([]);
  });

  it('survives any payload and topic', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (topic, value) => {
        readGeneric(new MqttMessage(topic, Buffer.from(JSON.stringify(value)), false));
      }),
    );
  });
});

it('is asked only for topics that the operator has named', () => {
  const interpreter = new Interpreter({ conventions: [], generic: ['hall/#'] });
  const arrival = { epoch: 1, hasRetainAsPublished: true, nowMs: 0 };
  for (const topic of ['hall/oven', 'yard/oven']) {
    interpreter.read(message(topic, { serial: `OV-${topic.length}` }), arrival);
  }
  interpreter.read(message('yard/gate', { serial: 'G-1' }), arrival);
  expect(interpreter.take()).toMatchObject([
    { profile: 'generic', key: 'generic:serial/OV-9', device: { serial: 'OV-9' } },
  ]);
  expect(interpreter.tally).toMatchObject({ understood: 1, foreign: 2 });
  expect(interpreter.subscriptions).toMatchObject([{ filter: 'hall/#', qos: 1 }]);
});
