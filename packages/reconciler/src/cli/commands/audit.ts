/** `audit verify`: recomputes the hash chain of every decision, from a running reconciler or a folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parserOf } from '@muster/facts/parsed';
import { Type } from 'typebox';
import { readText } from '../../api/people/json-file.ts';
import { holdAgainst } from '../../ledger/against-heads.ts';
import type { Verification } from '../../ledger/chain.ts';
import type { LedgerHead } from '../../ledger/head.ts';
import { DATABASE_FILE } from '../../store/sqlite/database.ts';
import type { ApiClient } from '../client.ts';
import { databaseOf } from '../database.ts';
import { readHeads } from '../ledger-heads.ts';
import { readLedger, readRemoteLedger } from '../offline-ledger.ts';
import { write } from '../output.ts';
import { dataDirOf, listenPath, type ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, WorldError } from '../surroundings.ts';
import { withClient } from '../with-client.ts';

export interface VerifyOptions extends ReachOptions {
  readonly heads?: string;
  readonly key?: string;
  readonly offline?: true;
  readonly json?: true;
}

const PIECE_ENTRIES = 1000;

const parseEntries = parserOf(
  Type.Array(
    Type.Object({
      seq: Type.Integer(),
      at: Type.String(),
      actor: Type.String(),
      kind: Type.String(),
      subject: Type.String(),
      payload: Type.Unknown(),
      hash: Type.String(),
    }),
  ),
);

export async function verifyCommand(options: VerifyOptions, around: Surroundings): Promise<number> {
  // The heads in a folder here say nothing of the ledger of a reconciler elsewhere.
  const isElsewhere = options.data === undefined && isReconcilerNamed(options, around);
  const dataDir = isElsewhere ? undefined : dataDirOf(options, around.env);
  const heads = await readHeads(options, dataDir);
  const verification = await verify(options, around, heads);
  const [newest] = heads.toSorted((a, b) => b.entries - a.entries);
  const signed = newest && { heads: heads.length, entries: newest.entries, at: newest.at };
  if (options.json) {
    const result = { ...verification, ...(signed !== undefined && { signed }) };
    await write(around.stdout, `${JSON.stringify(result)}\n`);
  }
  if (verification.kind === 'broken') {
    const { seq, reason } = verification;
    throw new WorldError(`the ledger is broken at entry ${seq}: ${reason}`);
  }
  const { seq, hash } = verification.head;
  const agreed =
    signed === undefined
      ? 'no signed head to hold it against'
      : `${signed.heads} signed heads agree, the newest of ${signed.at} over ${signed.entries} entries`;
  if (!options.json) await write(around.stdout, `sound: ${seq} entries, head ${hash}; ${agreed}\n`);
  return EXIT.done;
}

function isReconcilerNamed({ url }: VerifyOptions, { env }: Surroundings): boolean {
  return url !== undefined || env.MUSTER_URL !== undefined;
}

/**
 * A folder that is named is the one that is verified, for it may be a copy that still says where its
 * original runs. Else the reconciler is asked that is named or runs here, and the folder without one.
 */
async function verify(
  options: VerifyOptions,
  around: Surroundings,
  heads: readonly LedgerHead[],
): Promise<Verification> {
  const dataDir = dataDirOf(options, around.env);
  const byFolder = () => verifyStored(options, around, heads);
  if (options.offline || (options.data !== undefined && options.url === undefined)) {
    return byFolder();
  }
  const isNamed = isReconcilerNamed(options, around);
  const isRunning = isNamed || (await readText(listenPath(dataDir))) !== undefined;
  if (!isRunning) return byFolder();
  try {
    return await withClient(options, around, (client) => verifyByApi(client, heads));
  } catch (error) {
    if (isNamed || !(error instanceof WorldError)) throw error;
    return byFolder();
  }
}

/** Of the folder that is named; else of the database that the environment names, else of the folder. */
async function verifyStored(
  options: VerifyOptions,
  { env }: Surroundings,
  heads: readonly LedgerHead[],
): Promise<Verification> {
  const dataDir = dataDirOf(options, env);
  const held = holdAgainst(heads);
  const database = databaseOf(env);
  const isFolder = options.data !== undefined && existsSync(join(dataDir, DATABASE_FILE));
  if (database === undefined || isFolder) {
    held.take(readLedger(dataDir));
    return held.end();
  }
  for await (const piece of readRemoteLedger(database)) {
    const verification = held.take(piece);
    if (verification.kind === 'broken') return verification;
  }
  return held.end();
}

async function verifyByApi(client: ApiClient, heads: readonly LedgerHead[]): Promise<Verification> {
  const held = holdAgainst(heads);
  let after = 0;
  for (;;) {
    const { items } = await client.page('/api/v1/ledger', { after, limit: PIECE_ENTRIES });
    const parsed = parseEntries(items);
    if (parsed.kind === 'refused') throw new WorldError('the ledger came in another form');
    const last = parsed.value.at(-1);
    if (last === undefined) return held.end();
    const verification = held.take(parsed.value);
    if (verification.kind === 'broken') return verification;
    after = last.seq;
  }
}
