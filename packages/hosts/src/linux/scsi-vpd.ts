/** Vital product data pages of SCSI disks (SPC-4), which the kernel keeps in sysfs. Pure. */

export interface AtaIdentity {
  readonly serial?: string;
  readonly model?: string;
  readonly firmware?: string;
}

/** Page 80h: a header of four bytes, the serial behind it. */
export function decodeUnitSerial(page: Uint8Array | undefined): string | undefined {
  if (page === undefined || page[1] !== 0x80) return undefined;
  const length = ((page[2] ?? 0) << 8) | (page[3] ?? 0);
  return printable(page.subarray(4, 4 + length));
}

/**
 * Page 89h (SAT-3): the disk's own IDENTIFY DEVICE data at byte 60. Inquiry data cut a model to 16
 * characters; these have all 40.
 */
export function decodeAtaInformation(page: Uint8Array | undefined): AtaIdentity | undefined {
  if (page === undefined || page[1] !== 0x89 || page.length < 60 + 512) return undefined;
  const identify = page.subarray(60, 60 + 512);
  const serial = printable(swapped(identify.subarray(20, 40)));
  const firmware = printable(swapped(identify.subarray(46, 54)));
  const model = printable(swapped(identify.subarray(54, 94)));
  return {
    ...(serial !== undefined && { serial }),
    ...(firmware !== undefined && { firmware }),
    ...(model !== undefined && { model }),
  };
}

/** ATA strings have the two characters of each word exchanged. */
function swapped(bytes: Uint8Array): Uint8Array {
  return bytes.map((_, at) => bytes[at ^ 1] ?? 0);
}

function printable(bytes: Uint8Array): string | undefined {
  const text = String.fromCharCode(...bytes.filter((byte) => byte >= 0x20 && byte < 0x7f)).trim();
  return text === '' ? undefined : text;
}
