/** Every convention of the list, by the examples beside it. */
import { describe, expect, it } from 'vitest';
import type { ConventionExamples, Example } from './convention.ts';
import { conventions } from './conventions.ts';
import { Interpreter } from './interpreter.ts';
import { MqttMessage } from './message.ts';

const nowMs = Date.UTC(2026, 0, 1);
const arrival = { epoch: 1, hasRetainAsPublished: true, nowMs };

function messageOf({ topic, payload, retain = false }: Example): MqttMessage {
  const bytes = Buffer.isBuffer(payload)
    ? payload
    : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return new MqttMessage(topic, bytes, retain);
}

it('names every convention once', () => {
  const ids = conventions.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

for (const convention of conventions) {
  const { examples }: { examples: ConventionExamples } = await import(
    `./conventions/${convention.id}.examples.ts`
  );

  describe(convention.id, () => {
    it.each(examples.accepts)('accepts $shows', ({ sightings, ...example }) => {
      // All conventions listen: the example must be taken by its own.
      const interpreter = new Interpreter({ conventions });
      interpreter.read(messageOf(example), arrival);
      const taken = interpreter.take();
      expect(taken).toMatchObject([...sightings]);
      expect(new Set(taken.map(({ profile }) => profile))).toEqual(
        new Set(sightings.length === 0 ? [] : [convention.id]),
      );
      expect(interpreter.tally.understood).toBe(1);
    });

    it.each(examples.rejects)('rejects $shows', (example) => {
      const interpreter = new Interpreter({ conventions: [convention] });
      interpreter.read(messageOf(example), arrival);
      expect(interpreter.take()).toEqual([]);
      expect(interpreter.tally.understood).toBe(0);
    });
  });
}
