/** Reads the signed heads that a ledger is held against, and the keys by which they are believed. */
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { DamagedFileError, readJsonFile } from '../api/people/json-file.ts';
import {
  findHeads,
  type HeadCheck,
  headCheckOf,
  type LedgerHead,
  type PublicKey,
  parsePublicKeys,
} from '../ledger/head.ts';
import { headsPath, publicKeyPath } from '../serve/ledger-sealer.ts';
import { UsageError, WorldError } from './surroundings.ts';

/**
 * Empty where the data folder has none and none were named.
 *
 * @param dataDir of the ledger that is verified; `undefined` for one that lies elsewhere
 * @throws UsageError: a file that was named is not there, or holds none; WorldError: a head that its
 *   key did not sign
 */
export async function readHeads(
  named: { readonly heads?: string; readonly key?: string },
  dataDir: string | undefined,
): Promise<readonly LedgerHead[]> {
  const path = named.heads ?? (dataDir && headsPath(dataDir));
  if (path === undefined) return [];
  if (!existsSync(path)) {
    if (named.heads === undefined) return [];
    throw new UsageError(`there is no file ${path}`);
  }
  const heads: LedgerHead[] = [];
  let check: HeadCheck | undefined;
  // Line by line: the heads of years are more than one text may hold.
  for await (const line of createInterface({ input: createReadStream(path, 'latin1') })) {
    for (const jws of findHeads(line)) {
      check ??= await headCheckOf(await readKeys(named.key ?? (dataDir && publicKeyPath(dataDir))));
      const checked = await check(jws);
      if (checked.kind === 'head') {
        heads.push(checked.head);
        continue;
      }
      const which = `signed head ${heads.length + 1}`;
      throw new WorldError(`${path}: ${which} is not to be believed: ${checked.reason}`);
    }
  }
  if (heads.length === 0 && named.heads !== undefined) {
    throw new UsageError(`${path} holds no signed head`);
  }
  return heads;
}

export async function readKeys(path: string | undefined): Promise<readonly PublicKey[]> {
  if (path === undefined)
    throw new UsageError('name the public key that signed the heads by --key');
  try {
    const set = await readJsonFile(path, parsePublicKeys);
    if (set === undefined) {
      throw new UsageError(`there is no file ${path}: name the public key that signed by --key`);
    }
    return set.keys;
  } catch (error) {
    if (!(error instanceof DamagedFileError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}
