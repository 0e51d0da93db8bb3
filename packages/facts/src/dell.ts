/**
 * Dell's system UUID contains its service tag, so that the two prove each other: after a board
 * swap a UUID that does not spell the serial was programmed for another machine.
 *
 * Printed: 4c4c4544-00AA-BB10-80CC-DDc04fEEFFGG. The first field is "DELL" read backwards; AA to GG
 * are the tag's seven ASCII characters, the fourth (DD) with its high bit set. Printed in the other
 * byte order the first fields read 44454c4c-AA00-10BB.
 */
import { parseUuid, swapUuidByteOrder } from './uuid.ts';

const DELL = /^4c4c4544-00(..)-(..)10-80(..)-(..)c04f(..)(..)(..)$/;
/** Seven characters; tags of the nineties have five and are padded with blanks or zero octets. */
const TAG = /^([0-9A-Z]{7}|[0-9A-Z]{5}(?=[ \0]{2}$))/;

/** The service tag in a Dell system UUID of either byte order; undefined for any other UUID. */
export function serviceTagOfUuid(uuid: string): string | undefined {
  const parsed = parseUuid(uuid);
  if (parsed === undefined) return undefined;
  const match = DELL.exec(parsed) ?? DELL.exec(swapUuidByteOrder(parsed));
  if (match === null) return undefined;
  const text = match
    .slice(1)
    .map((octet) => String.fromCharCode(Number.parseInt(octet, 16) & 0x7f))
    .join('');
  return TAG.exec(text)?.[1];
}
