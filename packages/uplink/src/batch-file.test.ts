import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BatchContent,
  decodeBatch,
  encodeBatch,
  formatBatchName,
  parseBatchName,
  timeOfId,
} from './batch-file.ts';

const ID = '019ab123-4567-7abc-8def-0123456789ab';
const item = fc.record({ id: fc.uuid({ version: 7 }), key: fc.string({ minLength: 1 }) });
const content: fc.Arbitrary<BatchContent> = fc
  .record({
    observerId: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
    items: fc.array(item, { minLength: 1, maxLength: 5 }),
  })
  .map(({ observerId, items }) => ({
    ...(observerId !== undefined && { observerId }),
    records: items.map(({ id, key }) => ({ id, key, source: 'snmp' as const, fingerprint: 'f' })),
    lines: items.map((each) => JSON.stringify(each)),
  }));

describe('a batch file', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(content, (batch) => {
        expect(decodeBatch(Buffer.from(encodeBatch(batch)))).toEqual({
          kind: 'read',
          content: batch,
        });
      }),
    );
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeBatch(Buffer.from(bytes)).kind).toBe('damaged');
      }),
    );
  });

  it('is damaged when it is cut anywhere or any octet is another', () => {
    fc.assert(
      fc.property(content, fc.nat(), (batch, at) => {
        const whole = Buffer.from(encodeBatch(batch));
        expect(decodeBatch(whole.subarray(0, at % whole.length)).kind).toBe('damaged');
        const changed = Buffer.from(whole);
        changed.writeUInt8(changed.readUInt8(at % whole.length) ^ 1, at % whole.length);
        expect(decodeBatch(changed).kind).toBe('damaged');
      }),
    );
  });
});

describe('the name of a batch file', () => {
  it('tells id, kind and how many', () => {
    const name = { id: ID, kind: 'touches', items: 1000 } as const;
    expect(formatBatchName(name)).toBe(`${ID}.touches.1000`);
    expect(parseBatchName(formatBatchName(name))).toEqual(name);
  });

  it.each([
    '',
    ID,
    `${ID}.touches`,
    `${ID}.touches.0`,
    `${ID}.touches.01`,
    `${ID}.notes.1`,
    `${ID}.touches.1.unfinished`,
    `../${ID}.touches.1`,
    '019ab123-4567-4abc-8def-0123456789ab.touches.1',
    'lost+found',
  ])('is not %j', (name) => {
    expect(parseBatchName(name)).toBeUndefined();
  });

  it('carries the time of spooling', () => {
    expect(timeOfId('0193a2b0-0000-7abc-8def-0123456789ab')).toBe(0x0193a2b00000);
  });
});
