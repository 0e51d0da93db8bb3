/** `audit verify`: recomputes the hash chain of every decision, from a running reconciler or its folder. */
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
  const dataDir = dataDirOf(options, around.env);
  const isOffline = options.offline === true || !(await isReachable(options, around, dataDir));
  const verification = isOffline
    ? verifyLedger(readLedger(dataDir))
    : await withClient(options, around, verifyByApi);
  if (options.json) await write(around.stdout, `${JSON.stringify(verification)}\n`);
  if (verification.kind === 'sound') {
    const { seq, hash } = verification.head;
    if (!options.json) await write(around.stdout, `sound: ${seq} entries, head ${hash}\n`);
    return EXIT.done;
  }
  throw new WorldError(`the ledger is broken at entry ${verification.seq}: ${verification.reason}`);
}

/** Nothing is named and nothing runs here: the folder itself is asked. */
async function isReachable(
  { url }: ReachOptions,
  { env }: Surroundings,
  dataDir: string,
): Promise<boolean> {
  if (url !== undefined || env.MUSTER_URL !== undefined) return true;
  return (await readText(listenPath(dataDir))) !== undefined;
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
