/** The terms of a query as conditions of a statement. Values are always bound, never written in. */
import { parseMac } from '@muster/facts/mac';
import { normalizeSerial } from '@muster/facts/serial';
import { parseUuid, swapUuidByteOrder } from '@muster/facts/uuid';
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { parseId } from '../commit/ids.ts';
import type { Condition, Term } from '../query.ts';
import type { Tables } from './schema.ts';

/** `ci` joined with `ci_state` and, where there is one, the linked `asset`. */
export type CiTables = Pick<
  Tables,
  'ci' | 'ci_state' | 'asset' | 'finding' | 'identifier' | 'record_state' | 'record'
>;
type Builder = ExpressionBuilder<Tables, 'ci' | 'ci_state'>;

export function whereTerms(
  eb: Builder,
  terms: readonly Term[],
  now: number,
): readonly Expression<SqlBool>[] {
  return terms.map(({ negated, condition }) => {
    const held = whereCondition(eb, condition, now);
    // NOT of NULL is NULL: an absent value does not contain anything, so its negation holds.
    return negated ? sql<SqlBool>`not coalesce(${held}, false)` : held;
  });
}

function whereCondition(eb: Builder, condition: Condition, now: number): Expression<SqlBool> {
  switch (condition.kind) {
    case 'word':
      return contains('ci.words', condition.value);
    case 'text':
      return condition.field === 'tag'
        ? eb.exists(
            eb
              .selectFrom('asset')
              .select('asset.id')
              .whereRef('asset.id', '=', 'ci.asset_id')
              .where(contains('asset.tag', condition.value)),
          )
        : contains(`ci.${condition.field}`, condition.value);
    case 'identity':
      return eb('ci.id', 'in', ciIdsHolding(eb, condition));
    case 'address':
      return contains('ci.addresses', condition.value);
    case 'id':
      return eb('ci.id', '=', parseId('ci', condition.value) ?? -1);
    case 'class':
      return sql<SqlBool>`ci.class = ${condition.value}`;
    case 'source':
      return contains('ci.sources', `"${condition.value}"`);
    case 'presence':
      return sql<SqlBool>`ci_state.presence = ${condition.value}`;
    case 'finding':
      return eb.exists(
        eb
          .selectFrom('finding')
          .select('finding.id')
          .whereRef('finding.ci_id', '=', 'ci.id')
          .where('finding.kind', '=', condition.value)
          .where(sql<SqlBool>`finding.state <> 'resolved' and finding.ci_id is not null`)
          .where('finding.state', '=', 'open'),
      );
    case 'linked':
      return eb('ci.asset_id', 'is not', null);
    case 'age': {
      const column = condition.field === 'seen' ? 'ci_state.last_seen_at' : 'ci.first_seen_at';
      return eb(column, condition.than === '<' ? '>' : '<', now - condition.ms);
    }
  }
}

/** CIs with a record that holds an identifier beginning with the value, in canonical form. */
function ciIdsHolding(eb: Builder, { field, value }: Extract<Condition, { kind: 'identity' }>) {
  const values = canonicalBeginnings(field, value);
  const schemes = SCHEMES[field];
  return eb
    .selectFrom('identifier')
    .innerJoin('record_state', 'record_state.record_id', 'identifier.record_id')
    .select('record_state.ci_id')
    .where('identifier.scheme', 'in', schemes)
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

/** Case does not matter; `%` and `_` are themselves. */
export function contains(column: string, value: string): Expression<SqlBool> {
  const pattern = `%${value.toLowerCase().replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
  return sql<SqlBool>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`;
}
