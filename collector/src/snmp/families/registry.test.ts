/** Walks every family that ships and holds it to what `collector/SNMP.md` promises. */
import { describe, expect, it } from 'vitest';
import type { FactSource, Family } from '../family.ts';
import { FACTS } from '../family.ts';
import { compileFamilies } from '../match.ts';
import { compilePattern } from '../pattern.ts';
import { builtInFamilies } from './registry.ts';

const families = builtInFamilies();
const index = compileFamilies(families);

it('ships at least 400 families, most of them seen in recordings', () => {
  expect(families.length).toBeGreaterThanOrEqual(400);
  expect(families.filter(({ evidence }) => evidence === 'recorded').length).toBeGreaterThan(400);
});

it('gives every family an id of its own, and other names that only families of one system share', () => {
  const ids = families.map(({ id }) => id);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  const named = families.flatMap(({ id, aliases = [], vendor, name }) =>
    [id, ...aliases].map((each) => ({ each, system: `${vendor} ${name}` })),
  );
  const shared = Map.groupBy(named, ({ each }) => each);
  const twice = [...shared].filter(([, by]) => new Set(by.map(({ system }) => system)).size > 1);
  expect(twice.map(([each]) => each)).toEqual([]);
});

it('compiles every family', () => {
  expect(() => compileFamilies(families)).not.toThrow();
});

describe.each(families.map((family) => [family.id, family] as const))('%s', (_, family) => {
  it('is well formed', () => {
    for (const pattern of patternsOf(family)) {
      expect([pattern, compilePattern(pattern).kind]).toEqual([pattern, 'pattern']);
    }
    for (const source of sourcesOf(family)) expect(waysOf(source)).toHaveLength(1);
    for (const source of sourcesOf(family)) {
      if (source.join === undefined) continue;
      const places = [...source.join.matchAll(/\{(\d)\}/g)].map(([, i]) => Number(i));
      expect(Math.max(...places)).toBeLessThan(source.of?.length ?? 0);
    }
  });

  it('is not outweighed by another family where its own OID is all that is known', () => {
    for (const rule of family.match) {
      const only = Object.keys(rule).length === 1 ? (rule.oid ?? []) : [];
      for (const sysObjectID of only) {
        const best = index.match({ sysObjectID })[0];
        const mine = index.match({ sysObjectID }).find((each) => each.family.id === family.id);
        expect(mine, sysObjectID).toBeDefined();
        if (best?.family.id !== family.id)
          expect(best?.score).toBeGreaterThanOrEqual(mine?.score ?? 0);
      }
    }
  });
});

function sourcesOf(family: Family): FactSource[] {
  return FACTS.flatMap((fact) => family[fact] ?? []).flatMap((source) => [
    source,
    ...(source.of ?? []),
  ]);
}

/** The keys that say where a value comes from. */
function waysOf(source: FactSource): string[] {
  const { get, column, entity, descr, product, text, described, join } = source;
  return Object.entries({ get, column, entity, descr, product, text, described, join })
    .filter(([, value]) => value !== undefined)
    .map(([key]) => key);
}

function patternsOf(family: Family): string[] {
  return [
    ...family.match.flatMap(({ descrPattern, probe = [] }) => [
      descrPattern,
      ...probe.map(({ pattern }) => pattern),
    ]),
    ...sourcesOf(family).flatMap(({ descr, pattern, whenDescr, select, where }) => [
      descr,
      pattern,
      whenDescr,
      select?.name,
      select?.description,
      select?.index,
      where?.pattern,
    ]),
  ].filter((pattern) => pattern !== undefined);
}
