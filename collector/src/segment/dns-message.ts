/** The part of a DNS message that multicast DNS announces with (RFC 1035, RFC 6762). */

export type DnsRecord = { readonly name: string; readonly ttlSeconds: number } & (
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  | { readonly type: 'PTR'; readonly target: string }
  | { readonly type: 'SRV'; readonly target: string; readonly port: number }
  | { readonly type: 'TXT'; readonly texts: Readonly<Record<string, string>> }
);

/** Records of one message: a busy host announces a few dozen. */
const RECORDS_MAX = 512;
/** A name has at most 127 labels (RFC 1035); each pointer must lead backwards. */
const LABELS_MAX = 127;

/** The records of a response; empty for questions, undefined for what is no message. */
export function decodeDnsResponse(bytes: Buffer): readonly DnsRecord[] | undefined {
  if (bytes.length < 12) return undefined;
  const isResponse = (bytes.readUInt16BE(2) & 0x8000) !== 0;
  if (!isResponse) return [];
  const questions = bytes.readUInt16BE(4);
  const answers = bytes.readUInt16BE(6) + bytes.readUInt16BE(8) + bytes.readUInt16BE(10);
  let at = 12;
  for (let index = 0; index < questions; index += 1) {
    const name = decodeName(bytes, at);
    if (name === undefined) return undefined;
    at = name.end + 4;
  }
  const records: DnsRecord[] = [];
  for (let index = 0; index < Math.min(answers, RECORDS_MAX); index += 1) {
    const name = decodeName(bytes, at);
    if (name === undefined || name.end + 10 > bytes.length) return undefined;
    const start = name.end + 10;
    const end = start + bytes.readUInt16BE(name.end + 8);
    if (end > bytes.length) return undefined;
    const ttlSeconds = bytes.readUInt32BE(name.end + 4);
    const data = decodeData(bytes, start, end, bytes.readUInt16BE(name.end));
    if (data !== undefined) records.push({ name: name.text, ttlSeconds, ...data });
    at = end;
  }
  return records;
}

type Without<T> = T extends unknown ? Omit<T, 'name' | 'ttlSeconds'> : never;

function decodeData(
  bytes: Buffer,
  start: number,
  end: number,
  type: number,
): Without<DnsRecord> | undefined {
  const length = end - start;
  if (type === 1 && length === 4)
    return { type: 'A', address: [...bytes.subarray(start, end)].join('.') };
  if (type === 28 && length === 16)
    return { type: 'AAAA', address: formatIpv6(bytes.subarray(start, end)) };
  if (type === 12) {
    const target = decodeName(bytes, start);
    return target && { type: 'PTR', target: target.text };
  }
  if (type === 33 && length > 6) {
    const target = decodeName(bytes, start + 6);
    return target && { type: 'SRV', target: target.text, port: bytes.readUInt16BE(start + 4) };
  }
  return type === 16 ? { type: 'TXT', texts: decodeTexts(bytes.subarray(start, end)) } : undefined;
}

/** "key=value" strings (RFC 6763, 6.4): keys without case, the first of a key counts. */
function decodeTexts(bytes: Buffer): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  let at = 0;
  while (at < bytes.length) {
    const length = bytes[at] ?? 0;
    const text = bytes.toString('utf8', at + 1, at + 1 + length);
    const equals = text.indexOf('=');
    const key = text.slice(0, equals).toLowerCase();
    if (equals > 0 && !(key in texts)) texts[key] = text.slice(equals + 1);
    at += 1 + length;
  }
  return texts;
}

/** Labels joined by dots; dots within a label (instance names are people's words) stay as they are. */
function decodeName(
  bytes: Buffer,
  start: number,
): { readonly text: string; readonly end: number } | undefined {
  const labels: string[] = [];
  let at = start;
  let end: number | undefined;
  while (labels.length <= LABELS_MAX) {
    const length = bytes[at];
    if (length === undefined) return undefined;
    if (length === 0) return { text: labels.join('.'), end: end ?? at + 1 };
    if (length >= 0xc0) {
      const low = bytes[at + 1];
      const target = ((length & 0x3f) << 8) | (low ?? 0);
      if (low === undefined || target >= at) return undefined;
      end ??= at + 2;
      at = target;
      continue;
    }
    if (length > 63 || at + 1 + length > bytes.length) return undefined;
    labels.push(bytes.toString('utf8', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return undefined;
}

/** RFC 5952 but for the longest run of zeros, which `URL` finds. */
function formatIpv6(octets: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    octets.readUInt16BE(2 * index).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
