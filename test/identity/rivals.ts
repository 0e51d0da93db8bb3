/**
 * Three simple strategies on the same records, for comparison: what peers do at their core.
 * A placeholder that the shared list calls impossible is ignored by all of them, which is kinder
 * than most peers' own lists.
 */
import { identifiersOf } from '@muster/facts/identifiers';
import type { Identifier } from '@muster/facts/inventory';
import type { Sighting } from '@muster/facts/observation';

export type Rival = (records: readonly Sighting[]) => readonly number[];

/** Each strategy gives every record the number of its group. */
export const RIVALS: Readonly<Record<string, Rival>> = {
  'serial only': (records) => byFirst(records, [['serial.system']]),
  'first rule wins': (records) =>
    byFirst(records, [
      ['serial.system', 'smbios-uuid'],
      ['serial.system'],
      ['smbios-uuid'],
      ['mac'],
      ['hostname'],
    ]),
  'MAC only': (records) => byFirst(records, [['mac']]),
};

type Rule = readonly Identifier['scheme'][];

/** Records in the order they came; the first rule whose values all hit a known group decides. */
function byFirst(records: readonly Sighting[], rules: readonly Rule[]): readonly number[] {
  const known = new Map<string, number>();
  let groups = 0;
  return records.map((record) => {
    const keys = rules.flatMap((rule, index) => keysOf(record, rule, index));
    const group =
      keys.map((key) => known.get(key)).find((found) => found !== undefined) ?? groups++;
    for (const key of keys) if (!known.has(key)) known.set(key, group);
    return group;
  });
}

/** One key for each address of a rule on addresses; otherwise one key of all its values. */
function keysOf(record: Sighting, rule: Rule, index: number): readonly string[] {
  const usable = identifiersOf(record).filter(({ trust }) => trust !== 'impossible');
  const values = rule.map((scheme) =>
    usable.filter((identifier) => identifier.scheme === scheme).map(({ value }) => value),
  );
  if (values.some((each) => each.length === 0)) return [];
  const [first = [], ...rest] = values;
  return first.map((value) => `${index} ${value} ${rest.map(([other]) => other).join(' ')}`);
}
