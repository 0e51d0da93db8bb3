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

  describe('with Sparkplug', () => {
    const metric = (...parts: readonly Buffer[]) => {
      const bytes = Buffer.concat(parts);
      return Buffer.concat([Buffer.from([0x12, bytes.length]), bytes]);
    };
    const name = (text: string) =>
      Buffer.concat([Buffer.from([0x0a, text.length]), Buffer.from(text)]);
    const alias = (number: number) => Buffer.from([0x10, number]);
    const value = (text: string) =>
      Buffer.concat([Buffer.from([0x7a, text.length]), Buffer.from(text)]);
    const bdSeq = (number: number) => metric(name('bdSeq'), Buffer.from([0x58, number]));
    const seq = (number: number) =>
      Buffer.from(number < 128 ? [0x18, number] : [0x18, (number & 0x7f) | 0x80, number >> 7]);
    const told = (type: string, ...parts: readonly Buffer[]) =>
      new MqttMessage(`spBv1.0/Plant/${type}`, Buffer.concat(parts), false);

    it('knows by its alias what a birth has named', () => {
      const interpreter = new Interpreter({ conventions });
      interpreter.read(told('NBIRTH/edge', bdSeq(1), seq(0)), arrivalAt(0));
      const firmware = metric(name('Properties/FW'), alias(7), value('5.4'));
      interpreter.read(told('DBIRTH/edge/press', firmware, seq(1)), arrivalAt(0));
      interpreter.take();
      interpreter.read(
        told('DDATA/edge/press', metric(alias(7), value('5.5')), seq(2)),
        arrivalAt(1),
      );
      expect(interpreter.take()).toMatchObject([
        { key: 'sparkplug-b:Plant/edge/press', firmware: { version: '5.5' } },
      ]);
    });

    it('believes the will of this life only', () => {
      const interpreter = new Interpreter({ conventions });
      interpreter.read(told('NBIRTH/edge', bdSeq(2), seq(0)), arrivalAt(0));
      interpreter.read(told('DBIRTH/edge/press', seq(1)), arrivalAt(0));
      interpreter.read(told('NDEATH/edge', bdSeq(1)), arrivalAt(1));
      expect(interpreter.roster.awayGateways).toEqual([]);
      interpreter.read(told('NDEATH/edge', bdSeq(2)), arrivalAt(2));
      expect(interpreter.roster.awayGateways).toEqual(['sparkplug-b:Plant/edge']);
    });

    it('would ask a stranger for its birth, and a node whose messages have a gap', () => {
      const asked: string[] = [];
      const interpreter = new Interpreter({ conventions, onAsk: ({ topic }) => asked.push(topic) });
      interpreter.read(told('NDATA/stranger', seq(9)), arrivalAt(0));
      interpreter.read(told('NBIRTH/edge', seq(255)), arrivalAt(0));
      interpreter.read(told('NDATA/edge', seq(0)), arrivalAt(0));
      interpreter.read(told('NDATA/edge', seq(2)), arrivalAt(0));
      expect(asked).toEqual(['spBv1.0/Plant/NCMD/stranger', 'spBv1.0/Plant/NCMD/edge']);
    });
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
    ['{"time":1,"value":false,"status":"Dead"}', 'away'],
    ['unavailable', 'away'],
    ['schlafend', undefined],
    ['', undefined],
  ])('reads %j as %s', (text, word) => {
    expect(availabilityOf(message('t', text))).toBe(word);
  });
});
