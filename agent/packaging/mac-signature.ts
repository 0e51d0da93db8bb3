/**
 * An ad-hoc code signature for a Mach-O executable, such as Apple's linker gives every program that
 * it links for Apple silicon: without one nothing runs there. It names nobody: for Gatekeeper and
 * for notarization codesign replaces it (macos/build-pkg.sh).
 *
 * Putting the agent into node takes node's own signature off; no tool that npm or Debian keeps puts
 * one on. The layout is that of xnu's cs_blobs.h and mach-o/loader.h: a super blob with one code
 * directory, which has the SHA-256 of every page of the file.
 */
import { createHash } from 'node:crypto';

const MH_MAGIC_64 = 0xfeedfacf;
const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;
const HEADER_BYTES = 32;
const COMMAND_BYTES = 16;

const SUPER_BLOB = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
/** The version that states which part of the file is the executable segment. */
const VERSION = 0x20400;
const ADHOC = 0x2;
const SHA256 = 2;
const MAIN_BINARY = 1n;
const SUPER_BLOB_BYTES = 20;
const DIRECTORY_BYTES = 88;

const PAGE_BITS = 12;
const PAGE_BYTES: number = 1 << PAGE_BITS;
/** Segments of Apple silicon begin at pages of 16 kB. */
const SEGMENT_PAGE = 16_384n;

interface Layout {
  readonly commandsEnd: number;
  readonly commandCount: number;
  /** Where the first section begins: load commands may grow up to there. */
  readonly contentStart: number;
  /** Of the load command of __LINKEDIT, which a signature belongs to. */
  readonly linkeditAt: number;
  readonly linkeditOffset: bigint;
  readonly textOffset: bigint;
  readonly textBytes: bigint;
}

/**
 * @param file a thin 64-bit executable without signature
 * @returns the same with one
 * @throws when it is none, is signed already, or has no room for the command
 */
export function signAdHoc(file: Uint8Array, identifier: string): Buffer {
  const layout = readLayout(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
  if (layout.commandsEnd + COMMAND_BYTES > layout.contentStart)
    throw new Error('this executable has no room for the command that names its signature');
  const codeLimit = Math.ceil(file.length / 16) * 16;
  const pageCount = Math.ceil(codeLimit / PAGE_BYTES);
  const name = Buffer.from(`${identifier}\0`);
  const directoryBytes = DIRECTORY_BYTES + name.length + pageCount * 32;
  const signatureBytes = Math.ceil((SUPER_BLOB_BYTES + directoryBytes) / 16) * 16;
  const signed = Buffer.alloc(codeLimit + signatureBytes);
  signed.set(file);

  // Before anything is hashed: the header is part of what is signed.
  signed.writeUInt32LE(layout.commandCount + 1, 16);
  signed.writeUInt32LE(layout.commandsEnd + COMMAND_BYTES - HEADER_BYTES, 20);
  const words = [LC_CODE_SIGNATURE, COMMAND_BYTES, codeLimit, signatureBytes];
  for (const [index, word] of words.entries())
    signed.writeUInt32LE(word, layout.commandsEnd + index * 4);
  const linkeditBytes = BigInt(signed.length) - layout.linkeditOffset;
  const mappedBytes = ((linkeditBytes + SEGMENT_PAGE - 1n) / SEGMENT_PAGE) * SEGMENT_PAGE;
  signed.writeBigUInt64LE(mappedBytes, layout.linkeditAt + 32);
  signed.writeBigUInt64LE(linkeditBytes, layout.linkeditAt + 48);

  const at = codeLimit;
  const superBlob = [SUPER_BLOB, SUPER_BLOB_BYTES + directoryBytes, 1, 0, SUPER_BLOB_BYTES];
  for (const [index, word] of superBlob.entries()) signed.writeUInt32BE(word, at + index * 4);
  const directory = signed.subarray(at + SUPER_BLOB_BYTES);
  const hashOffset = DIRECTORY_BYTES + name.length;
  const fields = [CODE_DIRECTORY, directoryBytes, VERSION, ADHOC, hashOffset, DIRECTORY_BYTES];
  // No special slots: no Info.plist, no requirements, no entitlements.
  for (const [index, word] of [...fields, 0, pageCount, codeLimit].entries())
    directory.writeUInt32BE(word, index * 4);
  directory.set([32, SHA256, 0, PAGE_BITS], 36);
  directory.writeBigUInt64BE(layout.textOffset, 64);
  directory.writeBigUInt64BE(layout.textBytes, 72);
  directory.writeBigUInt64BE(MAIN_BINARY, 80);
  directory.set(name, DIRECTORY_BYTES);
  for (let page = 0; page < pageCount; page += 1)
    directory.set(hashOfPage(signed, page, codeLimit), hashOffset + page * 32);
  return signed;
}

/** As the kernel checks it when the page is first touched. */
export function hashOfPage(file: Uint8Array, page: number, codeLimit: number): Buffer {
  const end = Math.min((page + 1) * PAGE_BYTES, codeLimit);
  return createHash('sha256')
    .update(file.subarray(page * PAGE_BYTES, end))
    .digest();
}

function readLayout(file: Buffer): Layout {
  if (file.length < HEADER_BYTES || file.readUInt32LE(0) !== MH_MAGIC_64)
    throw new Error('this is no 64-bit Mach-O file');
  const commandCount = file.readUInt32LE(16);
  const commandsEnd = HEADER_BYTES + file.readUInt32LE(20);
  let contentStart = file.length;
  const segments = new Map<string, number>();
  let at = HEADER_BYTES;
  for (let index = 0; index < commandCount; index += 1) {
    const command = file.readUInt32LE(at);
    if (command === LC_CODE_SIGNATURE) throw new Error('this executable is signed already');
    if (command === LC_SEGMENT_64) {
      segments.set(file.toString('latin1', at + 8, at + 24).replace(/\0.*$/, ''), at);
      const sections = file.readUInt32LE(at + 64);
      for (let section = 0; section < sections; section += 1) {
        const offset = file.readUInt32LE(at + 72 + section * 80 + 48);
        if (offset > 0) contentStart = Math.min(contentStart, offset);
      }
    }
    at += file.readUInt32LE(at + 4);
  }
  const text = segments.get('__TEXT');
  const linkedit = segments.get('__LINKEDIT');
  if (text === undefined || linkedit === undefined)
    throw new Error('this executable has no __TEXT or no __LINKEDIT segment');
  const end = file.readBigUInt64LE(linkedit + 40) + file.readBigUInt64LE(linkedit + 48);
  if (end !== BigInt(file.length)) throw new Error('__LINKEDIT is not the end of this executable');
  return {
    commandsEnd,
    commandCount,
    contentStart,
    linkeditAt: linkedit,
    linkeditOffset: file.readBigUInt64LE(linkedit + 40),
    textOffset: file.readBigUInt64LE(text + 40),
    textBytes: file.readBigUInt64LE(text + 48),
  };
}
