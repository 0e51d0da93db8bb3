/** A member of a capture that other tools made: a file with a name and bytes. */

export interface Member {
  /** Relative to the folder, with forward slashes. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a member says, and which reader it was. */
export interface MemberReader<T> {
  readonly kind: string;
  readonly matches: (member: Member) => boolean;
  readonly read: (member: Member) => T;
}

/**
 * The member as text: UTF-8 or, with its byte order mark or its alternating zeros, UTF-16LE as
 * Windows tools write it; what is no UTF-8 is Latin-1.
 */
export function memberText({ bytes }: Member): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes.length >= 4 && bytes[1] === 0 && bytes[3] === 0 && bytes[0] !== 0)
    return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

export function baseName({ name }: Member): string {
  return name.split('/').at(-1) ?? name;
}
