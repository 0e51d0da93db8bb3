/** Signs the ledger's head now and then, and puts it away where the ledger itself is not. */
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { parserOf } from '@muster/facts/parsed';
import type { Logger } from 'pino';
import { Type } from 'typebox';
import { readJsonFile, readText, writeFileAtomically } from '../api/people/json-file.ts';
import type { LedgerWitness, Proven } from '../evidence/witness.ts';
import { BlockTree, type FetchHashes } from '../ledger/block-tree.ts';
import { findHeads, type HeadKey, headCheckOf, makeHeadKey, readHeadKey } from '../ledger/head.ts';
import type { Inventory } from '../ports.ts';
import { entriesToldBy } from './first-head.ts';
import type { HeadOutlet } from './head-outlets.ts';

/** Entries read at once. */
const PIECE_ENTRIES = 1000;
/** Room for many heads, of some 500 octets each. */
const END_BYTES = 65_536;

const closed = { additionalProperties: false } as const;
const parsePrivateKey = parserOf(
  Type.Object(
    {
      kty: Type.Literal('OKP'),
      crv: Type.Literal('Ed25519'),
      x: Type.String(),
      d: Type.String(),
    },
    closed,
  ),
);

/** Heads that this reconciler signed, one a line. */
export function headsPath(dataDir: string): string {
  return join(dataDir, 'ledger-heads');
}

/** The public key, as a JWK set: what whoever verifies elsewhere needs. */
export function publicKeyPath(dataDir: string): string {
  return join(dataDir, 'ledger-key.pub.json');
}

/** The data folder's signing key: made once, readable by its owner alone; its public half beside it. */
export async function openHeadKey(dataDir: string): Promise<HeadKey> {
  const path = join(dataDir, 'ledger-key.json');
  let jwk = await readJsonFile(path, parsePrivateKey);
  if (jwk === undefined) {
    const { x = '', d = '' } = await makeHeadKey();
    jwk = { kty: 'OKP', crv: 'Ed25519', x, d };
    await writeFileAtomically(path, `${JSON.stringify(jwk)}\n`);
  }
  const key = await readHeadKey(jwk);
  const published = `${JSON.stringify({ keys: [key.publicKey] })}\n`;
  if ((await readText(publicKeyPath(dataDir))) !== published) {
    await writeFileAtomically(publicKeyPath(dataDir), published);
  }
  return key;
}

export interface LedgerSealer extends LedgerWitness {
  /** Signs and puts away what was written since the last time; nothing where nothing was. */
  seal(): Promise<void>;
}

export interface SealingOptions {
  readonly now: () => Date;
  /** How many entries the last head tells of, which was put away before. */
  readonly lastSigned: number;
  /** The first head put away that covers so many entries. */
  readonly firstHead: (entries: number) => Promise<string | undefined>;
  readonly log: Pick<Logger, 'error'>;
}

export function openSealer(
  ledger: Pick<Inventory, 'ledger'>,
  key: HeadKey,
  outlets: readonly HeadOutlet[],
  options: SealingOptions,
): LedgerSealer {
  const tree = new BlockTree();
  const sealing = sealerOf(ledger, key, outlets, tree, options);
  const check = headCheckOf([key.publicKey]);
  const fetch: FetchHashes = async (from, count) =>
    (await ledger.ledger(from, count)).map(({ hash }) => hash);
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: the tree grows while it is sealed. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
  const prove = async (seqs: readonly number[]): Promise<Proven> => {
    const most = Math.max(...seqs);
    if (sealing.signed() < most) await sealing.seal();
    else await sealing.catchUp();
    const head = await options.firstHead(most);
    if (head === undefined) return refuse('no signed head of the ledger could be put away');
    const checked = await (await check)(head);
    if (checked.kind === 'refused') {
      return refuse(
        `the signed head that covers the entries is not to be believed: ${checked.reason}`,
      );
    }
    const { entries, root, at } = checked.head;
    const isShort = tree.size < entries;
    const proven = isShort
      ? undefined
      : await tree.prove(
          seqs.map((seq) => seq - 1),
          entries,
          fetch,
        );
    if (proven?.root === root) return { kind: 'proven', head, proofs: proven.proofs };
    return refuse(`the ledger is not what was signed at ${at}: muster audit verify says where`);
  };
  return {
    publicKey: key.publicKey,
    signStatement: key.signStatement,
    seal: () => inTurn(sealing.seal),
    prove: (seqs) => inTurn(() => prove(seqs)),
  };
}

function refuse(reason: string): Proven {
  return { kind: 'refused', reason };
}

function sealerOf(
  ledger: Pick<Inventory, 'ledger'>,
  key: HeadKey,
  outlets: readonly HeadOutlet[],
  tree: BlockTree,
  { now, lastSigned, log }: SealingOptions,
) {
  let hash = '';
  let signed = lastSigned;
  const catchUp = async (): Promise<void> => {
    for (;;) {
      const entries = await ledger.ledger(tree.size, PIECE_ENTRIES);
      for (const entry of entries) {
        tree.add(entry.hash);
        ({ hash } = entry);
      }
      if (entries.length < PIECE_ENTRIES) return;
    }
  };
  const seal = async (): Promise<void> => {
    await catchUp();
    if (tree.size < signed) {
      // A backup that was restored, or a hand in the database: the older heads will tell.
      log.error({ entries: tree.size, signed }, 'the ledger has fewer entries than were signed');
    }
    if (tree.size === signed || tree.size === 0) return;
    const jws = await key.sign({
      entries: tree.size,
      hash,
      root: tree.root().toString('hex'),
      at: now().toISOString(),
    });
    const size = tree.size;
    const put = await Promise.allSettled(outlets.map((outlet) => outlet.put(jws)));
    // The next head tells of these entries too: nothing is lost by going on.
    signed = size;
    for (const [index, outcome] of put.entries()) {
      if (outcome.status === 'fulfilled') continue;
      const where = outlets[index]?.name;
      log.error(
        { err: outcome.reason, where },
        'a signed head of the ledger could not be put away',
      );
    }
  };
  return { catchUp, seal, signed: () => signed };
}

/** What the last head in this data folder tells of, by its unchecked text; 0 where there is none. */
export async function lastSignedEntries(dataDir: string): Promise<number> {
  const last = findHeads(await endOf(headsPath(dataDir))).at(-1);
  return last === undefined ? 0 : (entriesToldBy(last) ?? 0);
}

/** The end of a file, "" where there is none: heads of years are some hundred megabytes. */
async function endOf(path: string): Promise<string> {
  if (!existsSync(path)) return '';
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const length = Math.min(size, END_BYTES);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('latin1');
  } finally {
    await file.close();
  }
}
