import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUuid, swapUuidByteOrder } from './uuid.ts';

const UUID = '564d9f4e-6d1c-5b4a-8c2d-3e4f5a6b7c8d';

describe('parseUuid', () => {
  it.each([
    UUID,
    UUID.toUpperCase(),
    ` ${UUID}\n`,
    `{${UUID.toUpperCase()}}`,
    `urn:uuid:${UUID}`,
    UUID.replaceAll('-', ''),
    '56 4d 9f 4e 6d 1c 5b 4a-8c 2d 3e 4f 5a 6b 7c 8d',
    '56 4D 9F 4E 6D 1C 5B 4A 8C 2D 3E 4F 5A 6B 7C 8D',
  ])('reads %j', (text) => {
    expect(parseUuid(text)).toBe(UUID);
  });

  it.each([
    '',
    '2',
    'Not Present',
    UUID.slice(1),
    `${UUID}0`,
    UUID.replace('5', 'g'),
    '564d9f4e6d1c-5b4a8c2d-3e4f5a6b7c8d',
  ])('refuses %j', (text) => {
    expect(parseUuid(text)).toBeUndefined();
  });

  it('survives any text, and is idempotent on what it reads', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 100 }), fc.uuid()), (text) => {
        const uuid = parseUuid(text);
        if (uuid !== undefined) expect(parseUuid(uuid)).toBe(uuid);
      }),
    );
  });
});

describe('swapUuidByteOrder', () => {
  it('turns the first three fields around', () => {
    expect(swapUuidByteOrder('00112233-4455-6677-8899-aabbccddeeff')).toBe(
      '33221100-5544-7766-8899-aabbccddeeff',
    );
  });

  it('is its own inverse', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(swapUuidByteOrder(swapUuidByteOrder(uuid))).toBe(uuid);
      }),
    );
  });
});
