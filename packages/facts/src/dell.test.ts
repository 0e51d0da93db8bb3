import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serviceTagOfUuid } from './dell.ts';
import { swapUuidByteOrder } from './uuid.ts';

/** The UUID that a Dell board programmed with the tag prints. */
function uuidOfTag(tag: string): string {
  const [a = '', b = '', c = '', d = '', e = '', f = '', g = ''] = Array.from(
    tag.padEnd(7),
    (character) => character.charCodeAt(0).toString(16).padStart(2, '0'),
  );
  const high = (Number.parseInt(d, 16) | 0x80).toString(16);
  return `4c4c4544-00${a}-${b}10-80${c}-${high}c04f${e}${f}${g}`;
}

describe('serviceTagOfUuid', () => {
  it.each([
    ['4C4C4544-0043-4410-8058-B5C04F4E5931', 'CDX5NY1'],
    ['4c4c4544-0043-4410-8058-b5c04f4e5931', 'CDX5NY1'],
    ['44454c4c-4300-1044-8058-b5c04f4e5931', 'CDX5NY1'],
    ['{4c4c454400434410 8058b5c04f4e5931}', undefined],
    ['4c4c4544-0000-2010-8020-80c04f202020', undefined],
    ['564d9f4e-6d1c-5b4a-8c2d-3e4f5a6b7c8d', undefined],
    ['4c4c4544-0043-4410-8058-b5c14f4e5931', undefined],
    ['', undefined],
  ])('of %j is %j', (uuid, tag) => {
    expect(serviceTagOfUuid(uuid)).toBe(tag);
  });

  it('reads back every tag, in both byte orders', () => {
    const tag = fc.string({
      unit: fc.constantFrom(...'0123456789BCDFGHJKLMNPQRSTVWXYZ'),
      minLength: 7,
      maxLength: 7,
    });
    const short = tag.map((seven) => seven.slice(0, 5));
    fc.assert(
      fc.property(fc.oneof(tag, short), (printed) => {
        const uuid = uuidOfTag(printed);
        expect(serviceTagOfUuid(uuid)).toBe(printed);
        expect(serviceTagOfUuid(swapUuidByteOrder(uuid).toUpperCase())).toBe(printed);
      }),
    );
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.uuid()), (text) => {
        expect(serviceTagOfUuid(text)).toBeUndefined();
      }),
    );
  });
});
