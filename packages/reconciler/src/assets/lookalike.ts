/** Serials that people type for one another: O for 0, I for 1. Suggested to a person, never joined. */
import type { AssetRecord } from '../commit/change-set.ts';
import { type CiSerial, isMatch } from './match.ts';

const SWAPS: Readonly<Record<string, string>> = { O: '0', '0': 'O', I: '1', '1': 'I' };
/** A serial has a dozen characters; of one that is all zeros, the first few swaps will do. */
const SWAPS_MAX = 12;

/** The serials with one such character typed for the other, and with all of a kind; not itself. */
export function lookalikesOf(key: string): readonly string[] {
  const found = new Set([
    key.replaceAll('O', '0'),
    key.replaceAll('0', 'O'),
    key.replaceAll('I', '1'),
    key.replaceAll('1', 'I'),
  ]);
  for (const [index, character] of [...key].entries()) {
    const other = SWAPS[character];
    if (other === undefined || found.size > SWAPS_MAX) continue;
    found.add(`${key.slice(0, index)}${other}${key.slice(index + 1)}`);
  }
  found.delete(key);
  return [...found];
}

/** Asset records whose serial may be one of these, typed wrong; within the maker where it is known. */
export function findLookalikes(
  serials: readonly CiSerial[],
  assets: readonly AssetRecord[],
): readonly AssetRecord[] {
  return serials.flatMap((serial) =>
    lookalikesOf(serial.key).flatMap((key) =>
      assets.filter((asset) => isMatch({ ...serial, key }, asset)),
    ),
  );
}
