/** `audit verify`: recomputes the hash chain of every decision, from a running reconciler or a folder. */
import { parserOf } from '@muster/facts/parsed';
import { Type } from 'typebox';
import { readText } from '../../api/people/json-file.ts';
import { GENESIS, type Verification, verifyLedger } from '../../ledger/chain.ts';
import type { LedgerEntry } from '../../ports.ts';
import type { ApiClient } from '../client.ts';
import { readLedger } from '../offline-ledger.ts';
import { write } from '../output.ts';
import { dataDirOf, listenPath, type ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, WorldError } from '../surroundings.ts';
import { withClient } from '../with-client.ts';

export interface VerifyOptions extends ReachOptions {
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
  const verification = await verify(options, around);
  if (options.json) await write(around.stdout, `${JSON.stringify(verification)}\n`);
  if (verification.kind === 'sound') {
    const { seq, hash } = verification.head;
    if (!options.json) await write(around.stdout, `sound: ${seq} entries, head ${hash}\n`);
    return EXIT.done;
  }
  throw new WorldError(`the ledger is broken at entry ${verification.seq}: ${verification.reason}`);
}

/**
 * A folder that is named is the one that is verified, for it may be a copy that still says where its
 * original runs. Else the reconciler is asked that is named or runs here, and the folder without one.
 */
async function verify(options: VerifyOptions, around: Surroundings): Promise<Verification> {
  const dataDir = dataDirOf(options, around.env);
  const byFolder = () => verifyLedger(readLedger(dataDir));
  if (options.offline || (options.data !== undefined && options.url === undefined)) {
    return byFolder();
  }
  const isNamed = options.url !== undefined || around.env.MUSTER_URL !== undefined;
  const isRunning = isNamed || (await readText(listenPath(dataDir))) !== undefined;
  if (!isRunning) return byFolder();
  try {
    return await withClient(options, around, verifyByApi);
  } catch (error) {
    if (isNamed || !(error instanceof WorldError)) throw error;
    return byFolder();
  }
}

async function verifyByApi(client: ApiClient): Promise<Verification> {
  let head: Pick<LedgerEntry, 'seq' | 'hash'> = GENESIS;
  for (;;) {
    const { items } = await client.page('/api/v1/ledger', {
      after: head.seq,
      limit: PIECE_ENTRIES,
    });
    const parsed = parseEntries(items);
    if (parsed.kind === 'refused') throw new WorldError('the ledger came in another form');
    if (parsed.value.length === 0) return { kind: 'sound', head };
    const verification = verifyLedger(parsed.value, head);
    if (verification.kind === 'broken') return verification;
    ({ head } = verification);
  }
}
