import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signAdHoc } from './mac-signature.ts';

const PAGE = 4096;

interface Shape {
  readonly contentStart?: number;
  readonly bytes?: number;
}

/** A header, a __TEXT segment with one section, and a __LINKEDIT segment up to the end. */
function executable({ contentStart = PAGE, bytes = 3 * PAGE + 100 }: Shape = {}): Buffer {
  const file = Buffer.alloc(bytes, 0xab);
  file.fill(0, 0, 256);
  file.writeUInt32LE(0xfeedfacf, 0);
  file.writeUInt32LE(2, 16);
  file.writeUInt32LE(152 + 72, 20);
  const segment = (at: number, name: string, offset: number, size: number, sections: number) => {
    file.writeUInt32LE(0x19, at);
    file.writeUInt32LE(72 + sections * 80, at + 4);
    file.write(name, at + 8, 'latin1');
    file.writeBigUInt64LE(BigInt(offset), at + 40);
    file.writeBigUInt64LE(BigInt(size), at + 48);
    file.writeUInt32LE(sections, at + 64);
  };
  segment(32, '__TEXT', 0, 2 * PAGE, 1);
  file.writeUInt32LE(contentStart, 32 + 72 + 48);
  segment(32 + 152, '__LINKEDIT', 2 * PAGE, bytes - 2 * PAGE, 0);
  return file;
}

/** As a kernel would: by the load command to the code directory, then page by page. */
function checkSignature(file: Buffer) {
  const at = 32 + file.readUInt32LE(20) - 16;
  const offset = file.readUInt32LE(at + 8);
  const directory = file.subarray(offset + file.readUInt32BE(offset + 16));
  const hashes = directory.readUInt32BE(16);
  const pages = directory.readUInt32BE(28);
  const limit = directory.readUInt32BE(32);
  const damaged = Array.from({ length: pages }, (_, page) => page).filter((page) => {
    const content = file.subarray(page * PAGE, Math.min((page + 1) * PAGE, limit));
    const recorded = directory.subarray(hashes + page * 32, hashes + page * 32 + 32);
    return !createHash('sha256').update(content).digest().equals(recorded);
  });
  return {
    command: file.readUInt32LE(at),
    isWhole: offset === limit && offset + file.readUInt32LE(at + 12) === file.length,
    magic: directory.readUInt32BE(0),
    isAdHoc: directory.readUInt32BE(12) === 2,
    pages,
    identifier: directory.toString('latin1', 88, directory.indexOf(0, 88)),
    executableBytes: Number(directory.readBigUInt64BE(72)),
    damaged,
  };
}

describe('an ad-hoc signature', () => {
  it('holds the hash of every page, its own load command included', () => {
    const signed = signAdHoc(executable(), 'org.example.agent');
    expect(checkSignature(signed)).toEqual({
      command: 0x1d,
      isWhole: true,
      magic: 0xfade0c02,
      isAdHoc: true,
      pages: 4,
      identifier: 'org.example.agent',
      executableBytes: 2 * PAGE,
      damaged: [],
    });
    expect(signed.readUInt32LE(16)).toBe(3);
  });

  it('belongs to the last segment, which is mapped as a whole', () => {
    const signed = signAdHoc(executable(), 'x');
    const linkedit = 32 + 152;
    expect(signed.readBigUInt64LE(linkedit + 48)).toBe(BigInt(signed.length - 2 * PAGE));
    expect(signed.readBigUInt64LE(linkedit + 32)).toBe(16_384n);
  });

  it('is broken by any change of what it covers', () => {
    const sizes = fc.integer({ min: 2 * PAGE + 16, max: 5 * PAGE });
    fc.assert(
      fc.property(sizes, fc.double({ min: 0, max: 0.999, noNaN: true }), (bytes, where) => {
        const signed = signAdHoc(executable({ bytes }), 'x');
        expect(checkSignature(signed).damaged).toEqual([]);
        const at = 512 + Math.floor(where * (bytes - 512));
        signed[at] = (signed[at] ?? 0) ^ 1;
        expect(checkSignature(signed).damaged).toEqual([Math.floor(at / PAGE)]);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['what is no Mach-O file', Buffer.from('\x7fELF'.padEnd(64)), 'no 64-bit Mach-O'],
    ['one without room', executable({ contentStart: 256 }), 'no room'],
    ['one that is signed', signAdHoc(executable(), 'x'), 'signed already'],
    ['one with more behind its end', Buffer.concat([executable(), Buffer.alloc(8)]), 'not the end'],
  ])('refuses %s', (_, file, said) => {
    expect(() => signAdHoc(file, 'x')).toThrow(said);
  });
});
