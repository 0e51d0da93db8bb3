/** Which records are compared with each other: all that identifiers, rulings or a CI link to some. */
import { findingSchemes, nameOf } from '../identify/components.ts';
import { asVotes } from '../identify/former.ts';
import type { RuleSet } from '../identify/rules.ts';
import type { Fetches, Governed, PastCi, StoredRecord } from '../store/port.ts';
import type { FindingRow, RulingRow, Vote } from './change-set.ts';

/** What governs the records that are compared. */
export interface Compared {
  readonly governed: Governed;
  readonly rulings: readonly RulingRow[];
  /** Names of values that people say are shared. */
  readonly shared: ReadonlySet<string>;
  /** Where a record may go back to when it leaves its CI. */
  readonly pastCis: readonly PastCi[];
  /** Unresolved findings about the values that were looked up. */
  readonly valueFindings: readonly FindingRow[];
}

export const NOTHING_COMPARED: Compared = {
  governed: { rulings: false, locks: false, shared: false, links: false, valueFindings: false },
  rulings: [],
  shared: new Set(),
  pastCis: [],
  valueFindings: [],
};

/** Records compared with each other at once. More are joined only with what was fetched first. */
export const COMPONENT_RECORDS_MAX = 4096;

export async function addRecords(
  fetches: Fetches,
  records: Map<number, StoredRecord>,
  ids: Iterable<number>,
): Promise<readonly StoredRecord[]> {
  const missing = [...new Set(ids)].filter((id) => !records.has(id));
  const added = missing.length === 0 ? [] : await fetches.records(missing);
  for (const record of added) records.set(record.row.id, record);
  return added;
}

/**
 * Follows shared identifiers and rulings from record to record, and adds what it finds; at last all
 * other records of the CIs concerned, whose facts are merged anew.
 *
 * @param start the identifiers of those whose identity changes
 */
export async function fetchCompared(
  fetches: Fetches,
  records: Map<number, StoredRecord>,
  start: readonly Vote[],
  { rules, limit }: { readonly rules: RuleSet; readonly limit: number },
): Promise<Compared> {
  const governed = await fetches.governed();
  const finding = findingSchemes(rules);
  const asked = new Map<string, Vote>();
  const rulings = new Map<number, RulingRow>();
  let frontier: Vote[] = [];
  let unruled: readonly number[] = start.length === 0 ? [] : [...records.keys()];
  const ask = (votes: readonly Vote[]): void => {
    for (const vote of votes) {
      const name = nameOf(vote);
      if (!finding.has(vote.scheme) || asked.has(name)) continue;
      asked.set(name, vote);
      frontier.push(vote);
    }
  };
  ask(start);
  while ((frontier.length > 0 || unruled.length > 0) && records.size < COMPONENT_RECORDS_MAX) {
    const holdings = frontier.length > 0 ? await fetches.holders(frontier, limit) : [];
    frontier = [];
    const found = governed.rulings ? await fetches.rulings(unruled) : [];
    for (const ruling of found) rulings.set(ruling.id, ruling);
    const added = await addRecords(fetches, records, [
      ...holdings.map(({ recordId }) => recordId),
      ...found.flatMap(({ kind, sides }) => (kind === 'together' ? sides.flat() : [])),
    ]);
    unruled = governed.rulings ? added.map(({ row }) => row.id) : [];
    for (const { row } of added) ask([...row.votes, ...asVotes(row.former)]);
  }
  await addMembers(fetches, records);
  if (asked.size === 0) return { ...NOTHING_COMPARED, governed };
  const values = [...asked.values()];
  const shared = governed.shared ? await fetches.sharedValues(values) : [];
  return {
    governed,
    rulings: [...rulings.values()],
    shared: new Set(shared.map(nameOf)),
    pastCis: await fetches.pastCis([...records.keys()]),
    valueFindings: governed.valueFindings
      ? await fetches.unresolvedFindings({ valueKeys: [...asked.keys()] })
      : [],
  };
}

async function addMembers(fetches: Fetches, records: Map<number, StoredRecord>): Promise<void> {
  const ciIds = new Set([...records.values()].map(({ state }) => state.ciId));
  if (ciIds.size > 0) await addRecords(fetches, records, await fetches.recordIdsOf([...ciIds]));
}
