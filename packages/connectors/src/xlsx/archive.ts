/**
 * The parts of an Office Open XML package (ECMA-376 part 2), read in pieces and within bounds: what a
 * part says it holds is bounded before it is read, and a part that holds more is not read to its end.
 */
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';

/** A workbook of 100,000 rows has a dozen. */
const PARTS_MAX = 2_000;
/** What 100,000 rows of 30 columns inflate to; a workbook that holds more is a bomb, or not a list. */
const INFLATED_BYTES_MAX: number = 512 * 1024 * 1024;

export interface Archive {
  readonly names: readonly string[];
  /** `undefined`: there is no such part. */
  read(name: string): AsyncIterable<Buffer> | undefined;
}

/** A file that is not what it should be; the message is for whoever brought it. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/** @throws UnreadableError */
export async function openArchive(bytes: Uint8Array): Promise<Archive> {
  refuseOthers(bytes);
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    // Sizes that are stated are held to: a part that inflates to more ends with an error.
    const options = { lazyEntries: true, validateEntrySizes: true, decodeStrings: true } as const;
    fromBuffer(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      options,
      (error, opened) => {
        if (error === null) resolve(opened);
        else reject(unreadable(error));
      },
    );
  });
  const entries = await entriesOf(zip);
  return {
    names: [...entries.keys()],
    read: (name) => {
      const entry = entries.get(name);
      return entry && inflate(zip, entry);
    },
  };
}

/** Compound files (MS-CFB): old workbooks, and new ones with a password. */
const COMPOUND_FILE: readonly number[] = [0xd0, 0xcf, 0x11, 0xe0];

function refuseOthers(bytes: Uint8Array): void {
  if (COMPOUND_FILE.every((octet, at) => bytes[at] === octet)) {
    throw new UnreadableError(
      'it is an old workbook (.xls) or has a password: save it as .xlsx without one',
    );
  }
}

function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    let inflatedBytes = 0;
    zip.on('entry', (entry: Entry) => {
      inflatedBytes += entry.uncompressedSize;
      if (inflatedBytes > INFLATED_BYTES_MAX || entries.size >= PARTS_MAX) {
        reject(new UnreadableError(`it holds more than ${INFLATED_BYTES_MAX} bytes when unpacked`));
        return;
      }
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', (error) => reject(unreadable(error)));
    zip.readEntry();
  });
}

async function* inflate(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer, void> {
  const stream = await new Promise<AsyncIterable<Buffer> & { destroy(): void }>(
    (resolve, reject) => {
      zip.openReadStream(entry, (error, opened) => {
        if (error === null) resolve(opened);
        else reject(unreadable(error));
      });
    },
  );
  try {
    yield* stream;
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(cause: unknown): UnreadableError {
  if (cause instanceof UnreadableError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new UnreadableError(`it is not a workbook, or is damaged: ${why}`, { cause });
}
