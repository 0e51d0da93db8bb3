import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conventions } from './conventions.ts';
import { availabilityOf, Interpreter } from './interpreter.ts';
import { MqttMessage } from './message.ts';

const start = Date.UTC(2026, 0, 1);
const message = (topic: string, payload: unknown, retain = false) =>
  new MqttMessage(
    topic,
    Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
    retain,
  );
const arrivalAt = (seconds: number, epoch = 1) => ({
  epoch,
  hasRetainAsPublished: true,
  nowMs: start + seconds * 1000,
});

const list = (...devices: object[]) =>
  message(
    'z/bridge/devices',
    [{ ieee_address: '0x00124b0000000001', type: 'Coordinator' }, ...devices],
    true,
  );
const lamp = { ieee_address: '0x00158d0000000002', type: 'Router', friendly_name: 'lamp' };

describe('Interpreter', () => {
  it('takes a state message of a listed device as a sign of life, with its battery', () => {
    const interpreter = new Interpreter({ conventions });
    interpreter.read(list(lamp), arrivalAt(0));
    interpreter.take();
    interpreter.read(message('z/lamp', { battery: 71 }), arrivalAt(61));
    expect(interpreter.take()).toMatchObject([
      { key: 'zigbee2mqtt:0x00158d0000000002', power: { batteryPercent: 71 } },
      { key: 'zigbee2mqtt:0x00124b0000000001' },
    ]);
    expect(interpreter.roster.voices).toContain('z/lamp');
  });

  it('never takes a retained state as a sign of life', () => {
    const interpreter = new Interpreter({ conventions });
    interpreter.read(list(lamp), arrivalAt(0));
    interpreter.take();
    interpreter.read(message('z/lamp', { battery: 71 }, true), arrivalAt(61));
    expect(interpreter.take()).toEqual([]);
  });

  it('takes a list withdrawn by an empty message as the end of its devices', () => {
    const interpreter = new Interpreter({ conventions });
    interpreter.read(list(lamp), arrivalAt(0));
    interpreter.take();
    interpreter.read(message('z/bridge/devices', '', true), arrivalAt(1));
    expect(interpreter.take().map(({ presence }) => presence)).toEqual(['left', 'left']);
  });

  it('makes nothing of a broker that comes back without its retained messages', () => {
    const interpreter = new Interpreter({ conventions });
    interpreter.read(list(lamp), arrivalAt(0));
    interpreter.take();
    interpreter.read(message('z/bridge/state', { state: 'online' }), arrivalAt(10, 2));
    expect(interpreter.take()).toEqual([]);
    expect(interpreter.roster.size).toBe(2);
  });

  it('survives any payload on the topics of any convention', () => {
    const topics = conventions.flatMap(({ rules }) =>
      rules.map(({ topic }) => topic.replace(/\{[^}]*\}/g, 'x')),
    );
    const payload = fc.oneof(
      fc.uint8Array(),
      fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
    );
    fc.assert(
      fc.property(fc.constantFrom(...topics), payload, fc.boolean(), (topic, bytes, retain) => {
        const interpreter = new Interpreter({ conventions });
        interpreter.read(new MqttMessage(topic, Buffer.from(bytes), retain), arrivalAt(0));
        interpreter.take();
      }),
    );
  });
});

describe('availabilityOf', () => {
  it.each([
    ['online', 'alive'],
    ['Online', 'alive'],
    ['true', 'alive'],
    ['{"state":"online"}', 'alive'],
    ['Offline', 'away'],
    ['false', 'away'],
    ['{"state":"offline"}', 'away'],
    ['', undefined],
  ])('reads %j as %s', (text, word) => {
    expect(availabilityOf(message('t', text))).toBe(word);
  });
});
