/** Names from the public list of PCI ids (pci.ids): a vendor a line, its devices tabbed below. */

export interface PciName {
  readonly vendor: string;
  readonly device?: string;
}

/** Ids are four lower-case hex digits. Searches bytes: the list never becomes a string. */
export function pciName(list: Uint8Array, vendorId: string, deviceId: string): PciName | undefined {
  const bytes = Buffer.from(list.buffer, list.byteOffset, list.byteLength);
  const start = bytes.indexOf(`\n${vendorId}  `);
  if (start === -1 || !/^[0-9a-f]{4}$/.test(vendorId)) return undefined;
  const vendor = lineAt(bytes, start + 7);
  const end = nextVendor(bytes, start + 1);
  const at = bytes.subarray(start, end).indexOf(`\n\t${deviceId}  `);
  return at === -1 ? { vendor } : { vendor, device: lineAt(bytes, start + at + 8) };
}

/** The next line that starts with a hex digit. */
function nextVendor(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0x0a, from); at !== -1; at = bytes.indexOf(0x0a, at + 1)) {
    const first = bytes[at + 1];
    if (first === undefined) break;
    if (first !== 0x09 && first !== 0x23) return at;
  }
  return bytes.length;
}

function lineAt(bytes: Buffer, from: number): string {
  const end = bytes.indexOf(0x0a, from);
  return bytes
    .toString('utf8', from, end === -1 ? bytes.length : end)
    .trim()
    .slice(0, 256);
}
