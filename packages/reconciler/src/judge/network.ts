/** Networks in CIDR notation (RFC 4632, RFC 4291 §2.3) and which addresses lie in them. */

export interface Network {
  readonly bits: bigint;
  readonly prefix: number;
  readonly size: 32 | 128;
}

/** @returns `undefined` for what is no network, "10.0.0.5" without a length included */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', length, ...more] = text.trim().split('/');
  if (length === undefined || more.length > 0 || !/^\d{1,3}$/.test(length)) return undefined;
  const parsed = parseAddress(address);
  const prefix = Number(length);
  if (parsed === undefined || prefix > parsed.size) return undefined;
  return { ...parsed, prefix };
}

export function isInNetwork({ bits, prefix, size }: Network, address: string): boolean {
  const parsed = parseAddress(address);
  if (parsed === undefined || parsed.size !== size) return false;
  const shift = BigInt(size - prefix);
  return parsed.bits >> shift === bits >> shift;
}

function parseAddress(text: string): Pick<Network, 'bits' | 'size'> | undefined {
  const address = text.split('%', 1)[0] ?? '';
  if (!address.includes(':')) {
    const bits = parseV4(address);
    return bits === undefined ? undefined : { bits, size: 32 };
  }
  const bits = parseV6(address);
  return bits === undefined ? undefined : { bits, size: 128 };
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  const isSound =
    parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
  return isSound ? parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n) : undefined;
}

function parseV6(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  if (before === undefined || after === undefined) return undefined;
  const left = 8 - before.length - after.length;
  if (tail === undefined ? left !== 0 : left < 1) return undefined;
  return [...before, ...Array<number>(left).fill(0), ...after].reduce(
    (bits, group) => (bits << 16n) | BigInt(group),
    0n,
  );
}

function groupsOf(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : undefined;
}
