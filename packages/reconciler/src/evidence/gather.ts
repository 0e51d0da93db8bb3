/** What is known of one CI at one time, and the ledger's entries about it: what a bundle is made of. */
import type { LedgerEntry } from '@muster/facts/assets';
import type { EvidenceLink } from '@muster/facts/evidence';
import type { CiAsOf } from '@muster/facts/inventory';
import type { Kysely } from 'kysely';
import { formatId, parseId } from '../commit/ids.ts';
import { GENESIS } from '../ledger/chain.ts';
import { parseRanks } from '../merge/ranks.ts';
import { getCiAsOf } from '../read/as-of.ts';
import { ledgerEntryViewOf } from '../read/ledger.ts';
import type { QuestionContext } from '../read/questions.ts';
import type { Tables } from '../read/schema.ts';

/** Entries about one CI and all that belongs to it: a few dozen, in ten years some hundreds. */
const ENTRIES_MAX = 10_000;
const LINKS_MAX = 1000;
/** CIs that were merged into it. */
const MERGED_MAX = 1000;

export interface ChainedEntry extends LedgerEntry {
  /** The hash of the entry before it. */
  readonly previous: string;
}

export interface Gathered {
  readonly known: CiAsOf;
  readonly links: readonly EvidenceLink[];
  readonly entries: readonly ChainedEntry[];
  /** There are more entries than a bundle takes: the latest are left out. */
  readonly isCut: boolean;
}

export interface EvidenceOf {
  readonly ci: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** @returns `undefined` where there was no such CI yet */
export async function gatherEvidence(
  { db }: QuestionContext,
  { ci, at }: EvidenceOf,
): Promise<Gathered | undefined> {
  const known = await getCiAsOf(db, ci, at, parseRanks());
  const ciId = known && parseId('ci', known.id);
  if (known === undefined || ciId === undefined) return undefined;
  const links = await linksUntil(db, ciId, at);
  const subjects = new Set([
    known.id,
    ...(await mergedInto(db, ciId)),
    ...known.decisions.map(({ id }) => id),
    ...known.findings.map(({ id }) => id),
    ...known.records.map(({ observerId }) => observerId),
    ...links.map(({ assetId }) => assetId),
  ]);
  const entries = await entriesAbout(db, [...subjects], at);
  return {
    known: { ...known, decisions: asKnownThen(known.decisions) },
    links,
    entries: entries.slice(0, ENTRIES_MAX),
    isCut: entries.length > ENTRIES_MAX,
  };
}

/** That a decision was taken back later was not known then. */
function asKnownThen(decisions: CiAsOf['decisions']): CiAsOf['decisions'] {
  const then = new Set(decisions.map(({ id }) => id));
  return decisions.map(({ undoneBy, ...decision }) =>
    undoneBy === undefined || !then.has(undoneBy) ? decision : { ...decision, undoneBy },
  );
}

async function linksUntil(
  db: Kysely<Tables>,
  ciId: number,
  at: number,
): Promise<readonly EvidenceLink[]> {
  const rows = await db
    .selectFrom('link')
    .selectAll()
    .where('ci_id', '=', ciId)
    .where('linked_at', '<=', at)
    .orderBy('id')
    .limit(LINKS_MAX)
    .execute();
  return rows.map((row) => ({
    assetId: formatId('asset', row.asset_id),
    method: row.method,
    actor: row.actor,
    linkedAt: iso(row.linked_at),
    ...(row.unlinked_at === null || row.unlinked_at > at
      ? {}
      : { unlinkedAt: iso(row.unlinked_at) }),
    ...(row.decision_id === null ? {} : { decisionId: formatId('decision', row.decision_id) }),
  }));
}

async function mergedInto(db: Kysely<Tables>, ciId: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('ci')
    .select('id')
    .where('merged_into', '=', ciId)
    .limit(MERGED_MAX)
    .execute();
  return rows.map(({ id }) => formatId('ci', id));
}

async function entriesAbout(
  db: Kysely<Tables>,
  subjects: readonly string[],
  at: number,
): Promise<readonly ChainedEntry[]> {
  const rows = await db
    .selectFrom('ledger')
    .leftJoin('ledger as before', (join) =>
      join.on((eb) => eb('before.seq', '=', eb('ledger.seq', '-', 1))),
    )
    .selectAll('ledger')
    .select('before.hash as previous')
    .where('ledger.subject', 'in', subjects)
    .where('ledger.at', '<=', at)
    .orderBy('ledger.seq')
    .limit(ENTRIES_MAX + 1)
    .execute();
  return rows.map(({ previous, ...row }) => ({
    ...ledgerEntryViewOf(row),
    previous: previous ?? GENESIS.hash,
  }));
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
