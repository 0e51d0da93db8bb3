/** Finds a signed head in the file that heads are added to, by halving: years of them are long to read. */
import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { findHeads } from '../ledger/head.ts';

/** Room for a whole head of some 500 octets behind the end of another. */
const WINDOW_BYTES = 4096;

/** How many entries a head tells of, by its unchecked text; `undefined` where it is none. */
export function entriesToldBy(jws: string): number | undefined {
  try {
    const payload = Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8');
    const head: unknown = JSON.parse(payload);
    const isHead = typeof head === 'object' && head !== null && 'entries' in head;
    return isHead && typeof head.entries === 'number' ? head.entries : undefined;
  } catch {
    return undefined;
  }
}

/** The first head in the file that covers so many entries, unchecked; each later one covers more. */
export async function findFirstHead(path: string, entries: number): Promise<string | undefined> {
  if (!existsSync(path)) return undefined;
  const file = await open(path, 'r');
  try {
    let low = 0;
    let { size: high } = await file.stat();
    const end = high;
    // The head sought starts at or after `low`; one that starts at `high` or later covers enough.
    while (high - low > WINDOW_BYTES) {
      const middle = Math.floor((low + high) / 2);
      const [head] = await headsIn(file, middle, Math.min(end, middle + WINDOW_BYTES));
      if (head === undefined || covers(head, entries)) high = middle;
      else low = middle;
    }
    const near = await headsIn(file, low, Math.min(end, high + 2 * WINDOW_BYTES));
    return near.find((head) => covers(head, entries));
  } finally {
    await file.close();
  }
}

function covers(jws: string, entries: number): boolean {
  return (entriesToldBy(jws) ?? 0) >= entries;
}

/** The whole heads in a part of the file: one that was cut at its start or end is none. */
async function headsIn(file: FileHandle, from: number, to: number): Promise<readonly string[]> {
  const { buffer } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
  const text = buffer.toString('latin1');
  // A part of a head may look like one: only what begins a line is taken.
  const whole = from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  return findHeads(whole);
}
