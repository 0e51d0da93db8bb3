/**
 * The one request a sweep sends, and the little it reads of answers. The library opens a socket per
 * host; for thousands of hosts on one socket this fixed packet is written by hand (RFC 1157, RFC 3416).
 */

/** GET of sysObjectID.0, whose value is not looked at: that somebody answers is enough. */
const SYS_OBJECT_ID = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x02, 0x01, 0x01, 0x02, 0x00, 0x05, 0x00];
const GET = 0xa0;
const RESPONSE = 0xa2;
/** Longer ones are no community. */
const COMMUNITY_MAX = 64;

/** @param id carried back by the answer; below 32,768. */
export function encodeProbe(version: '1' | '2c', community: string, id: number): Uint8Array {
  const name = Buffer.from(community.slice(0, COMMUNITY_MAX), 'utf8');
  const list = element(0x30, element(0x30, SYS_OBJECT_ID));
  const pdu = element(GET, [
    ...element(0x02, [(id >> 8) & 0x7f, id & 0xff]),
    ...element(0x02, [0]),
    ...element(0x02, [0]),
    ...list,
  ]);
  return Uint8Array.from(
    element(0x30, [
      ...element(0x02, [version === '1' ? 0 : 1]),
      ...element(0x04, [...name]),
      ...pdu,
    ]),
  );
}

/**
 * The question for an agent's engine ID (RFC 3414 §4), which whoever speaks SNMPv3 answers with a
 * report, whatever users it has.
 *
 * @param id carried back by the answer; below 32,768.
 */
export function encodeDiscovery(id: number): Uint8Array {
  const number = element(0x02, [(id >> 8) & 0x7f, id & 0xff]);
  const none = element(0x04, []);
  const zero = element(0x02, [0]);
  const header = element(0x30, [
    ...number,
    ...element(0x02, [0x00, 0xff, 0xe3]),
    ...element(0x04, [0x04]),
    ...element(0x02, [3]),
  ]);
  const security = element(0x30, [...none, ...zero, ...zero, ...none, ...none, ...none]);
  const pdu = element(GET, [...number, ...zero, ...zero, ...element(0x30, [])]);
  return Uint8Array.from(
    element(0x30, [
      ...element(0x02, [3]),
      ...header,
      ...element(0x04, security),
      ...element(0x30, [...none, ...none, ...pdu]),
    ]),
  );
}

/**
 * The request id of an answer, whatever it answers, or the message id of one of SNMPv3; nothing
 * where the packet is none.
 */
export function decodeAnswerId(bytes: Uint8Array): number | undefined {
  const message = open(bytes, 0, 0x30);
  const version = message === undefined ? undefined : open(bytes, message.start, 0x02);
  if (version !== undefined && bytes[version.start] === 3) return messageId(bytes, version.end);
  const community = version === undefined ? undefined : open(bytes, version.end, 0x04);
  const pdu = community === undefined ? undefined : open(bytes, community.end, RESPONSE);
  return numberIn(bytes, pdu === undefined ? undefined : open(bytes, pdu.start, 0x02));
}

/** Of a message that is not itself such a question: agents clear its reportable flag. */
function messageId(bytes: Uint8Array, at: number): number | undefined {
  const header = open(bytes, at, 0x30);
  const id = header === undefined ? undefined : open(bytes, header.start, 0x02);
  const size = id === undefined ? undefined : open(bytes, id.end, 0x02);
  const flags = size === undefined ? undefined : open(bytes, size.end, 0x04);
  const isQuestion = flags === undefined || ((bytes[flags.start] ?? 0) & 0x04) !== 0;
  return isQuestion ? undefined : numberIn(bytes, id);
}

function numberIn(
  bytes: Uint8Array,
  at: { readonly start: number; readonly end: number } | undefined,
): number | undefined {
  if (at === undefined || at.end - at.start > 4 || at.end <= at.start) return undefined;
  let value = 0;
  for (let i = at.start; i < at.end; i++) value = value * 256 + (bytes[i] ?? 0);
  return value;
}

function element(tag: number, content: readonly number[]): number[] {
  const { length } = content;
  return length < 0x80 ? [tag, length, ...content] : [tag, 0x81, length, ...content];
}

/**
 * The engine ID of an SNMPv3 message (RFC 3412 §6, RFC 3414 §2.4), lower-case hex; nothing for other
 * messages and for what is none.
 */
export function decodeEngineId(bytes: Uint8Array): string | undefined {
  const message = open(bytes, 0, 0x30);
  const version = message === undefined ? undefined : open(bytes, message.start, 0x02);
  const header = version === undefined ? undefined : open(bytes, version.end, 0x30);
  const security = header === undefined ? undefined : open(bytes, header.end, 0x04);
  const fields = security === undefined ? undefined : open(bytes, security.start, 0x30);
  const id = fields === undefined ? undefined : open(bytes, fields.start, 0x04);
  return id === undefined
    ? undefined
    : Buffer.from(bytes.subarray(id.start, id.end)).toString('hex');
}

/** Where the content of the element at `at` lies, if it has that tag and fits. */
function open(
  bytes: Uint8Array,
  at: number,
  tag: number,
): { readonly start: number; readonly end: number } | undefined {
  let length = bytes[at + 1];
  if (bytes[at] !== tag || length === undefined) return undefined;
  let start = at + 2;
  if (length > 0x80) {
    const octets = length - 0x80;
    if (octets > 3) return undefined;
    length = 0;
    for (let i = 0; i < octets; i++) length = length * 256 + (bytes[start++] ?? 0);
  }
  const end = start + length;
  return end > bytes.length ? undefined : { start, end };
}
