/** The terms of a query as conditions of a statement. Values are always bound, never written in. */

import { parseMac } from '@muster/facts/mac';
import type { DeviceClass } from '@muster/facts/observation';
import { normalizeSerial } from '@muster/facts/serial';
import { parseUuid, swapUuidByteOrder } from '@muster/facts/uuid';
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { parseId } from '../commit/ids.ts';
import type { Condition, Term } from '../query.ts';
import type { Tables } from './schema.ts';

/** A statement over `ci` joined with `ci_state`. */
type Builder = ExpressionBuilder<Tables, 'ci' | 'ci_state'>;

/**
 * How the conditions are to be met. `select`: by whatever index helps, for few results. `walk`:
 * checked row by row along the order of the list, for many: the planner, which cannot know that
 * there are many, must not collect and sort them all.
 */
export type Access = 'select' | 'walk';

export function whereTerms(
  eb: Builder,
  terms: readonly Term[],
  now: number,
  access: Access,
): readonly Expression<SqlBool>[] {
  return terms.map(({ negated, condition }) => {
    const held = whereCondition(eb, condition, now, access);
    // NOT of NULL is NULL: an absent value does not contain anything, so its negation holds.
    return negated ? sql<SqlBool>`not coalesce(${held}, false)` : held;
  });
}

function whereCondition(
  eb: Builder,
  condition: Condition,
  now: number,
  access: Access,
): Expression<SqlBool> {
  // An expression instead of the bare column keeps an index on it from being used.
  const ciId = access === 'walk' ? sql<number>`ci.id + 0` : sql<number>`ci.id`;
  switch (condition.kind) {
    case 'word':
      return sql<SqlBool>`${ciId} in (select ci_id from ci_words where ${contains('words', condition.value)})`;
    case 'text':
      return condition.field === 'tag'
        ? sql<SqlBool>`ci.asset_id in (select id from asset where ${contains('lower(tag)', condition.value)})`
        : inText(condition, access);
    case 'identity':
      return sql<SqlBool>`${ciId} in ${ciIdsHolding(eb, condition)}`;
    case 'address':
      return contains('ci.addresses', condition.value);
    case 'id':
      return eb('ci.id', '=', parseId('ci', condition.value) ?? -1);
    case 'class':
      return access === 'walk'
        ? sql<SqlBool>`ci.class || '' = ${condition.value}`
        : eb('ci.class', '=', condition.value);
    case 'source':
      return contains('ci.sources', `"${condition.value}"`);
    case 'presence':
      return sql<SqlBool>`ci_state.presence = ${condition.value}`;
    case 'finding':
      return access === 'walk'
        ? sql<SqlBool>`exists (select 1 from finding where ci_id = ci.id and kind = ${condition.value}
            and ci_id is not null and state <> 'resolved' and state = 'open')`
        : sql<SqlBool>`ci.id in (select ci_id from finding
            where state = 'open' and kind = ${condition.value} and ci_id is not null)`;
    case 'linked':
      return eb('ci.asset_id', 'is not', null);
    case 'orphan':
      return sql<SqlBool>`(ci.asset_id is null and coalesce(ci.class, '') not in (${sql.join(NOT_HARDWARE)})
        and not exists (select 1 from ci_relation r where r.ci_id = ci.id and r.ended_at is null))`;
    case 'age': {
      const column = sql<number>`${sql.ref(condition.field === 'seen' ? 'ci_state.last_seen_at' : 'ci.first_seen_at')}`;
      const than = sql.raw(condition.than === '<' ? '>' : '<');
      const plain = access === 'walk' ? sql<number>`(${column} + 0)` : column;
      return sql<SqlBool>`${plain} ${than} ${now - condition.ms}`;
    }
  }
}

/** What runs on hardware that is recorded, or is part of it. */
const NOT_HARDWARE: readonly DeviceClass[] = ['vm', 'container', 'stack', 'module'];

/** To select by one column is to read its index alone, before any row of the table. */
function inText(
  { field, value }: Extract<Condition, { kind: 'text' }>,
  access: Access,
): Expression<SqlBool> {
  if (access === 'walk') return contains(`lower(ci.${field})`, value);
  const held = contains(`lower(${field})`, value);
  return sql<SqlBool>`ci.id in (select id from ci where merged_into is null and ${held})`;
}

/** CIs with a record that holds an identifier beginning with the value, in canonical form. */
function ciIdsHolding(eb: Builder, { field, value }: Extract<Condition, { kind: 'identity' }>) {
  const values = canonicalBeginnings(field, value);
  return eb
    .selectFrom('identifier')
    .innerJoin('record_state', 'record_state.record_id', 'identifier.record_id')
    .select('record_state.ci_id')
    .where('identifier.scheme', 'in', SCHEMES[field])
    .where((inner) =>
      inner.or(
        values.map((each) =>
          inner.and([
            inner('identifier.value', '>=', each),
            // U+10FFFF sorts after everything that may follow.
            inner('identifier.value', '<', `${each}\u{10ffff}`),
          ]),
        ),
      ),
    );
}

const SCHEMES: Readonly<
  Record<'serial' | 'mac' | 'uuid', readonly Tables['identifier']['scheme'][]>
> = {
  serial: ['serial.system', 'serial.chassis', 'serial.board', 'serial.module'],
  mac: ['mac'],
  uuid: ['smbios-uuid'],
};

/** A UUID is stored in the lesser of its two byte orders, so both are looked up. */
function canonicalBeginnings(field: 'serial' | 'mac' | 'uuid', value: string): readonly string[] {
  if (field === 'serial') return [normalizeSerial(value)];
  if (field === 'mac') return [parseMac(value) ?? value.toLowerCase()];
  const uuid = parseUuid(value);
  return uuid === undefined ? [value.toLowerCase()] : [uuid, swapUuidByteOrder(uuid)];
}

/**
 * Whether an expression in lower case contains the value, whatever its case; `%` and `_` are
 * themselves.
 *
 * @param lowered an expression of ours, never of the asker
 */
export function contains(lowered: string, value: string): Expression<SqlBool> {
  const pattern = `%${value.toLowerCase().replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
  return sql<SqlBool>`${sql.raw(lowered)} like ${pattern} escape '\\'`;
}
