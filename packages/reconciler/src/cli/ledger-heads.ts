/** Reads the signed heads that a ledger is held against, and the keys by which they are believed. */
import { DamagedFileError, readJsonFile, readText } from '../api/people/json-file.ts';
import { findHeads, headCheckOf, type LedgerHead, parsePublicKeys } from '../ledger/head.ts';
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
  const text = await readText(path);
  if (text === undefined) {
    if (named.heads === undefined) return [];
    throw new UsageError(`there is no file ${path}`);
  }
  const found = findHeads(text);
  if (found.length === 0) {
    if (named.heads === undefined) return [];
    throw new UsageError(`${path} holds no signed head`);
  }
  const check = await headCheckOf(await readKeys(named.key ?? (dataDir && publicKeyPath(dataDir))));
  const heads: LedgerHead[] = [];
  for (const [index, jws] of found.entries()) {
    const checked = await check(jws);
    if (checked.kind === 'refused') {
      throw new WorldError(
        `${path}: signed head ${index + 1} is not to be believed: ${checked.reason}`,
      );
    }
    heads.push(checked.head);
  }
  return heads;
}

async function readKeys(path: string | undefined) {
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
