/** The simulated agent's answers, and that no bytes upset its decoder. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { answer } from './answer.ts';
import {
  decodeRequest,
  encodeElement,
  encodeInteger,
  encodeOid,
  encodeVarbind,
  PDU,
  type Request,
  TAG,
} from './ber.ts';
import { compareArcs, parseArcs, parseSnmprec, seek } from './rows.ts';

const rows = parseSnmprec(
  [
    '1.3.6.1.2.1.1.5.0|4|lab-1',
    '1.3.6.1.2.1.1.1.0|4e|two\\nlines',
    'not a row',
    '1.3.6.1.2.1.2.2.1.6.1|4x|0201a0b1c2d3',
    '1.3.6.1.2.1.31.1.1.1.6.1|70|18446744073709551615',
    '1.3.6.1.2.1.1.5.0|4|a second row with the same OID',
  ].join('\n'),
);

function ask(pdu: number, oids: readonly string[], more: Partial<Request> = {}): Buffer {
  const request: Request = {
    version: 1,
    community: 'public',
    pdu,
    id: 7,
    nonRepeaters: 0,
    maxRepetitions: 0,
    oids: oids.map((oid) => parseArcs(oid) ?? []),
    ...more,
  };
  return Buffer.from(answer(rows, request, 1472) ?? []);
}

it('puts rows in OID order and keeps the first of two with one OID', () => {
  expect(rows.map((row) => row.oid.join('.'))).toEqual([
    '1.3.6.1.2.1.1.1.0',
    '1.3.6.1.2.1.1.5.0',
    '1.3.6.1.2.1.2.2.1.6.1',
    '1.3.6.1.2.1.31.1.1.1.6.1',
  ]);
});

it('answers GET, GETNEXT and GETBULK with the rows asked for', () => {
  expect(ask(PDU.get, ['1.3.6.1.2.1.1.1.0']).includes('two\nlines')).toBe(true);
  expect(ask(PDU.getNext, ['1.3.6.1.2.1.1.1.0']).includes('lab-1')).toBe(true);
  const bulk = ask(PDU.getBulk, ['1.3.6.1.2.1.1'], { maxRepetitions: 9 });
  expect(bulk.includes('two\nlines') && bulk.includes('lab-1')).toBe(true);
  expect(bulk.includes(Buffer.from([TAG.endOfMibView, 0]))).toBe(true);
});

it('tells a missing instance from a missing object, and SNMPv1 neither', () => {
  expect(ask(PDU.get, ['1.3.6.1.2.1.1.1.9']).at(-2)).toBe(TAG.noSuchInstance);
  expect(ask(PDU.get, ['1.3.6.1.9.1']).at(-2)).toBe(TAG.noSuchObject);
  const refused = ask(PDU.get, ['1.3.6.1.9.1'], { version: 0 });
  expect(refused.includes(Buffer.from([2, 1, 2, 2, 1, 1]))).toBe(true);
});

it('steps over Counter64 in SNMPv1', () => {
  const last = ask(PDU.getNext, ['1.3.6.1.2.1.2.2.1.6.1'], { version: 0 });
  expect(last.includes(Buffer.from([2, 1, 2, 2, 1, 1]))).toBe(true);
});

it('says nothing to PDUs it does not know', () => {
  expect(ask(0xa7, ['1.3.6'])).toHaveLength(0);
});

it.each([
  [0, [0]],
  [127, [127]],
  [128, [0, 128]],
  [-1, [255]],
  [-129, [255, 127]],
  [4294967295, [0, 255, 255, 255, 255]],
])('encodes %i in the fewest octets', (value, octets) => {
  expect([...encodeInteger(value)]).toEqual(octets);
});

it('encodes arcs above 127 in base 128', () => {
  expect([...encodeOid([1, 3, 6, 1, 4, 1, 2636])]).toEqual([43, 6, 1, 4, 1, 0x94, 0x4c]);
});

it.each([1, 3, 6, 12, 40])('decodes a request for %i objects, whatever its length', (count) => {
  const oids = Array.from({ length: count }, (_, i) => [1, 3, 6, 1, 4, 1, 9, 9, 23, 1, 2, 1, i]);
  const list = encodeElement(
    TAG.sequence,
    ...oids.map((oid) => encodeVarbind(oid, TAG.null, new Uint8Array(0))),
  );
  for (const community of Array.from({ length: 40 }, (_, i) => 'c'.repeat(i + 1))) {
    const integer = (value: number): Uint8Array => encodeElement(TAG.integer, encodeInteger(value));
    const request = encodeElement(
      TAG.sequence,
      integer(1),
      encodeElement(TAG.octetString, Buffer.from(community)),
      encodeElement(PDU.getBulk, integer(7), integer(0), integer(20), list),
    );
    expect(decodeRequest(request)).toMatchObject({ community, id: 7, maxRepetitions: 20, oids });
  }
});

it('survives any bytes as a request', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodeRequest(bytes)));
});

it('survives any text as a recording, and leaves its rows in order', () => {
  const line = fc.oneof(
    fc.string(),
    fc.tuple(fc.nat(), fc.string()).map((t) => `1.3.${t[0]}|4|${t[1]}`),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const parsed = parseSnmprec(lines.join('\n'));
      for (const [i, row] of parsed.entries()) {
        expect(seek(parsed, row.oid, false)).toBe(i);
        const next = parsed[i + 1];
        if (next !== undefined) expect(compareArcs(row.oid, next.oid)).toBeLessThan(0);
      }
    }),
  );
});
