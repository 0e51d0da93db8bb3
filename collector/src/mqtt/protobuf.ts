/**
 * The wire format of Protocol Buffers, as far as reading goes: fields by number, without a schema
 * (https://protobuf.dev/programming-guides/encoding/). Pure, and never past the input's end.
 */

export type ProtobufField =
  | { readonly number: number; readonly kind: 'varint'; readonly value: bigint }
  /** Eight or four octets, little-endian: what they mean is the schema's. */
  | { readonly number: number; readonly kind: 'fixed'; readonly value: Buffer }
  | { readonly number: number; readonly kind: 'bytes'; readonly value: Buffer };

/** More fields than any message that describes a device: a birth has one for each of its metrics. */
const FIELDS_MAX = 100_000;

/** Undefined when the bytes are not a message. */
export function decodeProtobuf(bytes: Buffer): readonly ProtobufField[] | undefined {
  const fields: ProtobufField[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const tag = decodeVarint(bytes, offset);
    if (tag === undefined || fields.length >= FIELDS_MAX) return undefined;
    const number = Number(tag.value >> 3n);
    if (number === 0) return undefined;
    const field = decodeField(bytes, tag.end, number, Number(tag.value & 7n));
    if (field === undefined) return undefined;
    fields.push(field.field);
    offset = field.end;
  }
  return fields;
}

function decodeField(
  bytes: Buffer,
  start: number,
  number: number,
  wireType: number,
): { readonly field: ProtobufField; readonly end: number } | undefined {
  if (wireType === 0) {
    const varint = decodeVarint(bytes, start);
    return varint && { field: { number, kind: 'varint', value: varint.value }, end: varint.end };
  }
  const kind = wireType === 2 ? 'bytes' : 'fixed';
  const at = wireType === 2 ? decodeVarint(bytes, start) : { value: FIXED[wireType], end: start };
  if (at?.value === undefined) return undefined;
  const end = at.end + Number(at.value);
  if (end > bytes.length) return undefined;
  return { field: { number, kind, value: bytes.subarray(at.end, end) }, end };
}

/** Lengths of the fixed wire types; groups (3 and 4) ended with proto2 and are not read. */
const FIXED: Readonly<Record<number, bigint>> = { 1: 8n, 5: 4n };

/** Seven bits an octet, least significant first; ten octets hold 64 bits. */
function decodeVarint(
  bytes: Buffer,
  start: number,
): { readonly value: bigint; readonly end: number } | undefined {
  let value = 0n;
  for (let index = 0; index < 10; index += 1) {
    const octet = bytes[start + index];
    if (octet === undefined) return undefined;
    value |= BigInt(octet & 0x7f) << BigInt(7 * index);
    if ((octet & 0x80) === 0) return { value: BigInt.asUintN(64, value), end: start + index + 1 };
  }
  return undefined;
}
