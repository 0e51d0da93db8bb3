import { parseObserverFrame } from '@muster/facts/wire-schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBatchFrame, parseFrame } from './frames.ts';

describe('frames', () => {
  it('that are not of the reconciler are told, whatever they are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json()), fc.boolean(), (data, isBinary) => {
        expect(parseFrame(Buffer.from(data), isBinary)).toBeUndefined();
      }),
    );
  });

  it('of the reconciler are read as text only', () => {
    const frame = { kind: 'report', reason: 'asked' };
    const data = Buffer.from(JSON.stringify(frame));
    expect(parseFrame(data, false)).toEqual(frame);
    expect(parseFrame(data, true)).toBeUndefined();
  });

  it('that carry a batch satisfy the schema, whatever the items say', () => {
    fc.assert(
      fc.property(
        fc.uuid({ version: 7 }),
        fc.array(fc.jsonValue(), { minLength: 1 }),
        (id, items) => {
          const text = encodeBatchFrame(
            id,
            items.map((item) => JSON.stringify(item)),
          );
          const parsed = parseObserverFrame(JSON.parse(text));
          const sent = JSON.parse(JSON.stringify(items));
          expect(parsed).toEqual({ kind: 'parsed', value: { kind: 'batch', id, items: sent } });
        },
      ),
    );
  });
});
