/**
 * What the families of one maker know together, for a device of that maker that none of them
 * recognizes: its name, and the objects in the maker's own part of the tree that say who a device
 * is. They mean the same on every product that has them.
 */
import { FACTS, type Fact, type FactSource, type Family } from './family.ts';

export interface Maker {
  /** Absent where several makers' products have the number. */
  readonly vendor?: string;
  readonly facts: Readonly<Partial<Record<Fact, readonly FactSource[]>>>;
}

export type MakerOf = (sysObjectID: string | undefined) => Maker | undefined;

/** Asked for together with everything else, in one or two requests. */
const SOURCES_MAX = 12;
const ENTERPRISE = /^1\.3\.6\.1\.4\.1\.(\d+)\b/;

/** Makers by the enterprise number (RFC 2578 §4) in the sysObjectIDs of their families. */
export function makersOf(families: readonly Family[]): MakerOf {
  const known = new Map<string, Family[]>();
  for (const family of families) {
    if (family.generic === true) continue;
    const numbers = new Set(
      family.match.flatMap(({ oid = [] }) => oid.flatMap((each) => enterpriseOf(each) ?? [])),
    );
    for (const number of numbers) known.set(number, [...(known.get(number) ?? []), family]);
  }
  const made = new Map<string, Maker>();
  return (sysObjectID) => {
    const number = enterpriseOf(sysObjectID ?? '');
    const own = number === undefined ? undefined : known.get(number);
    if (number === undefined || own === undefined) return undefined;
    const maker = made.get(number) ?? makerOf(number, own);
    made.set(number, maker);
    return maker;
  };
}

function enterpriseOf(oid: string): string | undefined {
  return ENTERPRISE.exec(oid)?.[1];
}

function makerOf(number: string, families: readonly Family[]): Maker {
  const vendors = new Set(families.map(({ vendor }) => vendor));
  const [vendor] = vendors;
  return {
    ...(vendors.size === 1 && vendor !== undefined && { vendor }),
    facts: Object.fromEntries(
      FACTS.map((fact) => [fact, ownObjects(number, fact, families)] as const).filter(
        ([, sources]) => sources.length > 0,
      ),
    ),
  };
}

/** Plain objects of the maker's, those that most families have first. */
function ownObjects(number: string, fact: Fact, families: readonly Family[]): FactSource[] {
  const prefix = `1.3.6.1.4.1.${number}.`;
  const counted = new Map<string, { readonly source: FactSource; count: number }>();
  for (const source of families.flatMap((family) => family[fact] ?? [])) {
    if (source.get?.startsWith(prefix) !== true || isBound(source)) continue;
    const key = JSON.stringify(source);
    const before = counted.get(key);
    if (before === undefined) counted.set(key, { source, count: 1 });
    else before.count += 1;
  }
  return [...counted.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, SOURCES_MAX)
    .map(({ source }) => source);
}

/** Holds only for some of the family's products, or is no fact of its own. */
function isBound({
  whenDescr,
  whenOid,
  whenValue,
  belowArcs,
  lookup,
  values,
  derived,
}: FactSource) {
  return [whenDescr, whenOid, whenValue, belowArcs, lookup, values, derived].some(
    (each) => each !== undefined,
  );
}
