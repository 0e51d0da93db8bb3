/** Requests against the lab's decoder, answers of the lab's encoder, and any octets. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  decodeRequest,
  encodeResponse,
  encodeVarbind,
  TAG,
} from '../../../packages/lab/src/snmp/ber.ts';
import { Cells } from './cells.ts';
import { encodeRequest, PDU } from './message.ts';
import { decodeResponse } from './response.ts';
import type { Value } from './value.ts';
import { columnOid } from './varbind.ts';

const arcs = fc
  .tuple(
    fc.nat({ max: 2 }),
    fc.nat({ max: 39 }),
    fc.array(fc.nat({ max: 0xffff_ffff }), { maxLength: 30 }),
  )
  .map(([first, second, rest]) => [first, second, ...rest]);

it('asks what the other side understands', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 0x7fff_ffff }),
      fc.stringMatching(/^[ -~]{0,200}$/),
      fc.array(arcs, { minLength: 1, maxLength: 12 }),
      fc.nat({ max: 1000 }),
      (id, community, oids, repetitions) => {
        const bytes = encodeRequest({
          version: '2c',
          community,
          id,
          pdu: PDU.getBulk,
          oids: oids.map((each) => each.join('.')),
          repetitions,
        });
        expect(decodeRequest(bytes)).toMatchObject({
          id,
          community,
          maxRepetitions: repetitions,
          oids,
        });
      },
    ),
  );
});

const octets = (text: string): Uint8Array => Buffer.from(text, 'hex');
const answer = (
  varbinds: readonly Uint8Array[],
  error: { readonly errorStatus: number; readonly errorIndex: number } = {
    errorStatus: 0,
    errorIndex: 0,
  },
): Uint8Array => encodeResponse({ version: 1, community: 'public', id: 77, ...error, varbinds });

it.each<[string, number, string, Value | undefined]>([
  ['an integer', TAG.integer, 'ff7f', -129],
  ['an integer longer than 32 bits', TAG.integer, '0100000000', 4_294_967_296],
  ['a counter', TAG.counter32, '00ffffffff', 4_294_967_295],
  ['a counter encoded as if it were signed', TAG.counter32, 'ffffffff', 4_294_967_295],
  ['a Counter64', TAG.counter64, 'ffffffffffffffff', 2n ** 64n - 1n],
  ['octets', TAG.octetString, '00ff41', octets('00ff41')],
  ['no octets', TAG.octetString, '', octets('')],
  ['an OID', TAG.oid, '2b0601848b7f', { kind: 'oid', oid: '1.3.6.1.67071' }],
  ['an OID below 2', TAG.oid, '8837', { kind: 'oid', oid: '2.999' }],
  ['an address', TAG.ipAddress, 'c0000201', { kind: 'address', address: '192.0.2.1' }],
  ['an address that is none', TAG.ipAddress, 'c000', octets('c000')],
  ['NULL', TAG.null, '', undefined],
  ['noSuchObject', TAG.noSuchObject, '', undefined],
  ['the end of the MIB', TAG.endOfMibView, '', undefined],
])('reads %s', (_, tag, hex, value) => {
  const response = decodeResponse(answer([encodeVarbind([1, 3, 6, 1, 9], tag, octets(hex))]));
  expect(response).toMatchObject({ id: 77, errorStatus: 0, varbinds: { length: 1 } });
  const said = response?.varbinds.value(0);
  expect(said instanceof Uint8Array ? Buffer.from(said) : said).toEqual(
    value instanceof Uint8Array ? Buffer.from(value) : value,
  );
  expect(response?.varbinds.oid(0)).toBe('1.3.6.1.9');
});

it('keeps rows below the column, and knows those elsewhere', () => {
  const column = columnOid('1.3.6.1.300');
  const cells = new Cells();
  const bytes = answer([
    encodeVarbind([1, 3, 6, 1, 300, 10, 4_294_967_295], TAG.integer, octets('07')),
    encodeVarbind([1, 3, 6, 1, 300, 11], TAG.octetString, octets('4142')),
    encodeVarbind([1, 3, 6, 1, 301, 1], TAG.integer, octets('07')),
    encodeVarbind([1, 3, 6, 1, 300], TAG.integer, octets('07')),
    encodeVarbind([1, 3, 6, 1, 300, 12], TAG.endOfMibView, octets('')),
  ]);
  const varbinds = decodeResponse(bytes)?.varbinds;
  const staged = [0, 1, 2, 3, 4].map((i) => {
    const how = varbinds?.stage(i, column, cells);
    if (how === 'after') varbinds?.keep(i, cells);
    return how;
  });
  expect(staged).toEqual(['after', 'after', 'elsewhere', 'elsewhere', 'elsewhere']);
  expect([...cells]).toEqual([
    { index: '10.4294967295', value: 7 },
    { index: '11', value: Uint8Array.of(0x41, 0x42) },
  ]);
});

it('takes an answer in its whole length or not at all', () => {
  const whole = answer([encodeVarbind([1, 3, 6, 1, 9, 1], TAG.octetString, octets('4142'))]);
  expect(decodeResponse(whole)).toBeDefined();
  for (let length = 0; length < whole.length; length++) {
    expect(decodeResponse(whole.subarray(0, length))).toBeUndefined();
  }
});

it('survives any octets, and any change of one', () => {
  const whole = answer([
    encodeVarbind([1, 3, 6, 1, 9, 1], TAG.octetString, octets('4142')),
    encodeVarbind([1, 3, 6, 1, 9, 300], TAG.oid, octets('2b0601')),
    encodeVarbind([1, 3, 6, 1, 9, 301], TAG.counter64, octets('00ff')),
  ]);
  const readAll = (bytes: Uint8Array): void => {
    const varbinds = decodeResponse(bytes)?.varbinds;
    const cells = new Cells();
    for (let i = 0; i < (varbinds?.length ?? 0); i++) {
      varbinds?.oid(i);
      varbinds?.value(i);
      if (varbinds?.stage(i, columnOid('1.3.6.1.9'), cells) === 'after') varbinds.keep(i, cells);
    }
    expect([...cells].length).toBeLessThan(17_000);
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), readAll));
  fc.assert(
    fc.property(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }), (at, octet) => {
      const changed = Uint8Array.from(whole);
      changed[at] = octet;
      readAll(changed);
    }),
  );
});
