/** What people ruled about records: which are one thing, and which are never the same (DESIGN §6). */
import type { RulingRow } from '../commit/change-set.ts';
import type { Party } from './weigh.ts';

/** Rulings in force, as the partition asks for them. */
export interface Rulings {
  /** Sets of records that are one thing. */
  readonly together: readonly (readonly number[])[];
  /** The ruling by which two groups are never the same; undefined when there is none. */
  apart(some: readonly Party[], others: readonly Party[]): number | undefined;
}

export function rulingsOf(rows: readonly RulingRow[]): Rulings {
  const sides = new Map<number, { readonly ruling: number; readonly side: number }[]>();
  for (const { id, kind, sides: both } of rows) {
    if (kind !== 'apart') continue;
    for (const [side, recordIds] of both.entries()) {
      for (const recordId of recordIds) {
        sides.set(recordId, [...(sides.get(recordId) ?? []), { ruling: id, side }]);
      }
    }
  }
  return {
    together: rows.filter(({ kind }) => kind === 'together').map(({ sides: both }) => both.flat()),
    apart: (some, others) => {
      if (sides.size === 0) return undefined;
      const theirs = others.flatMap(({ recordId }) => sides.get(recordId) ?? []);
      return some
        .flatMap(({ recordId }) => sides.get(recordId) ?? [])
        .find((mine) =>
          theirs.some(({ ruling, side }) => ruling === mine.ruling && side !== mine.side),
        )?.ruling;
    },
  };
}

export const NO_RULINGS: Rulings = rulingsOf([]);

/** The parties as the groups that people made of them; most stand alone. */
export function ruledGroups(
  parties: readonly Party[],
  { together }: Rulings,
): readonly (readonly Party[])[] {
  const place = new Map(parties.map(({ recordId }, index) => [recordId, index]));
  for (const recordIds of together) {
    const places = new Set(recordIds.flatMap((recordId) => place.get(recordId) ?? []));
    const [into] = places;
    if (into === undefined) continue;
    for (const [recordId, at] of place) if (places.has(at)) place.set(recordId, into);
  }
  return [...Map.groupBy(parties, ({ recordId }) => place.get(recordId)).values()];
}
