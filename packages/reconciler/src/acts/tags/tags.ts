/**
 * Tags by the scheme in force: reserved for labels, or given to an asset record. Writes run one after the
 * other and a refused one leaves nothing behind, so sequences have neither gaps nor twins; a number whose
 * tag an asset record has already is passed over, for that tag is in use.
 */
import type { AssetView } from '@muster/facts/assets';
import { type ReservedTags, TAG_CODE, TAGS_MAX, type TagSchemeView } from '@muster/facts/tags';
import { findAsset } from '../../assets/find.ts';
import { readStanding } from '../../assets/standing.ts';
import { type Expanded, expandScheme, parseScheme } from '../../assets/tag-scheme.ts';
import { assetView } from '../../assets/view.ts';
import type { AssetRecord } from '../../commit/change-set.ts';
import { closeDraft, type Draft, openDraft } from '../../commit/draft.ts';
import { TAG_RESERVED, TAG_SCHEME, TAG_SEQUENCE, type TagTables } from '../../read/tag-schema.ts';
import { parseStored } from '../../store/json.ts';
import { keep } from '../../store/kept.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, Settled } from '../act.ts';
import { linkedCi, recordAsset } from '../record-asset.ts';

export interface SetTagScheme {
  readonly template: string;
  /** The type's code by class. */
  readonly types: Readonly<Record<string, string>>;
  readonly reason: string;
}

export async function setTagScheme(
  transaction: Transaction,
  { template, types, reason }: SetTagScheme,
  { actor, now }: ActContext,
): Promise<Settled<TagSchemeView>> {
  const parsed = parseScheme(template);
  if (parsed.kind === 'refused') return parsed;
  const before = await schemeInForce(transaction);
  const id = (before?.id ?? 0) + 1;
  const draft = openDraft(await transaction.lastIds());
  const row = { id, template, types: JSON.stringify(types), reason, at: now, actor };
  draft.kept.push(keep(TAG_SCHEME, row));
  draft.ledger.push({
    at: now,
    actor,
    kind: 'tags.scheme',
    subject: 'tags',
    payload: { template, types, reason },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  return { kind: 'done', value: schemeView(row), events: [] };
}

export function schemeView(row: TagTables['tag_scheme']): TagSchemeView {
  return {
    template: row.template,
    types: parseStored(row.types),
    at: new Date(row.at).toISOString(),
    actor: row.actor,
  };
}

export interface ReserveTags {
  readonly site?: string;
  readonly type?: string;
  readonly count: number;
}

export async function reserveTags(
  transaction: Transaction,
  { count, ...codes }: ReserveTags,
  context: ActContext,
): Promise<Settled<ReservedTags>> {
  const expanded = await expandInForce(transaction, codes, context.now);
  if (expanded.kind === 'refused') return expanded;
  const draft = openDraft(await transaction.lastIds());
  const value = await take(transaction, draft, expanded, Math.min(count, TAGS_MAX), context);
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  return { kind: 'done', value, events: [] };
}

export interface TagAsset {
  readonly asset: string;
  /** One that was reserved, and is on a label already. */
  readonly tag?: string;
  readonly site?: string;
  readonly type?: string;
  readonly reason?: string;
}

/** Gives the next tag, or a reserved one, to an asset record that has none. */
export async function tagAsset(
  transaction: Transaction,
  { asset: named, tag: chosen, site, type, reason }: TagAsset,
  context: ActContext,
): Promise<Settled<AssetView>> {
  const found = await findAsset(transaction, named);
  if (found.kind !== 'found') return found;
  const before = found.value;
  if (before.tag !== undefined) {
    const how = `muster asset set ${before.tag} tag=…`;
    return { kind: 'refused', reason: `it has the tag ${before.tag} (another one: ${how})` };
  }
  const draft = openDraft(await transaction.lastIds());
  const given =
    chosen === undefined
      ? await nextFor(transaction, draft, before, { site, type }, context)
      : await reserved(transaction, chosen);
  if (given.kind === 'refused') return given;
  if (draft.kept.length > 0) {
    await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  }
  const after = { ...before, tag: given.tag, updatedAt: context.now };
  const events = await recordAsset(
    transaction,
    { before, after, changes: ['tag'], ...(reason !== undefined && { reason }) },
    context,
  );
  const value = assetView(after.id, after, await linkedCi(transaction, after.id));
  return { kind: 'done', value, events };
}

type Given =
  | { readonly kind: 'given'; readonly tag: string }
  | { readonly kind: 'refused'; readonly reason: string };

async function reserved({ tables }: Transaction, tag: string): Promise<Given> {
  const row = await tables
    .selectFrom('tag_reserved')
    .leftJoin('asset', 'asset.tag', 'tag_reserved.tag')
    .select(['tag_reserved.tag', 'asset.id'])
    .where('tag_reserved.tag', '=', tag)
    .executeTakeFirst();
  if (row === undefined) return { kind: 'refused', reason: `${tag} was not reserved` };
  if (row.id !== null) return { kind: 'refused', reason: `asset-${row.id} has the tag ${tag}` };
  return { kind: 'given', tag };
}

/** Its site and its type speak for it where they can stand in a tag. */
async function nextFor(
  transaction: Transaction,
  draft: Draft,
  asset: AssetRecord,
  { site, type }: { readonly site: string | undefined; readonly type: string | undefined },
  context: ActContext,
): Promise<Given> {
  const scheme = await schemeInForce(transaction);
  const types = scheme === undefined ? {} : schemeView(scheme).types;
  const standing = await readStanding(transaction.tables, asset);
  const typeCode = type ?? types[standing.class ?? ''];
  const siteCode = site ?? codeOf(asset.site);
  const expanded = await expandInForce(
    transaction,
    {
      ...(siteCode !== undefined && { site: siteCode }),
      ...(typeCode !== undefined && { type: typeCode }),
    },
    context.now,
  );
  if (expanded.kind === 'refused') return expanded;
  const { tags } = await take(transaction, draft, expanded, 1, context);
  const [tag] = tags;
  return tag === undefined ? { kind: 'refused', reason: 'no tag is left' } : { kind: 'given', tag };
}

function codeOf(site: string | undefined): string | undefined {
  return site !== undefined && new RegExp(TAG_CODE).test(site) ? site : undefined;
}

async function schemeInForce({
  tables,
}: Transaction): Promise<TagTables['tag_scheme'] | undefined> {
  return tables.selectFrom('tag_scheme').selectAll().orderBy('id', 'desc').executeTakeFirst();
}

async function expandInForce(
  transaction: Transaction,
  codes: { readonly site?: string; readonly type?: string },
  now: number,
): Promise<Expanded> {
  const scheme = await schemeInForce(transaction);
  if (scheme === undefined) {
    return {
      kind: 'refused',
      reason: "there is no tag scheme yet: muster tags scheme '[SITE]-[TYPE]-[YEAR]-[SEQ]'",
    };
  }
  const parsed = parseScheme(scheme.template);
  return parsed.kind === 'refused' ? parsed : expandScheme(parsed.parts, { ...codes, now });
}

type Sequence = Extract<Expanded, { kind: 'expanded' }>;

/** Numbers looked at at once; more where an import has taken whole ranges. */
const LOOK_AHEAD = 64;
const AHEAD_MAX = 4096;

/** Goes on where the sequence is; numbers whose tags are in use are passed over. */
async function take(
  { tables }: Transaction,
  draft: Draft,
  { around, tag: write }: Sequence,
  count: number,
  { actor, now }: ActContext,
): Promise<ReservedTags> {
  const sequence = await tables
    .selectFrom('tag_sequence')
    .select('last')
    .where('around', '=', around)
    .executeTakeFirst();
  let last = sequence?.last ?? 0;
  const tags: string[] = [];
  const taken: string[] = [];
  for (let window = LOOK_AHEAD; tags.length < count; window = Math.min(window * 2, AHEAD_MAX)) {
    const numbers = Array.from({ length: window }, (_, index) => last + index + 1);
    const used = await inUse(tables, numbers.map(write));
    for (const number of numbers) {
      if (tags.length === count) break;
      last = number;
      const tag = write(number);
      if (used.has(tag)) taken.push(tag);
      else {
        tags.push(tag);
        draft.kept.push(keep(TAG_RESERVED, { tag, around, number, at: now, actor }));
      }
    }
  }
  draft.kept.push(keep(TAG_SEQUENCE, { around, last }));
  draft.ledger.push({
    at: now,
    actor,
    kind: 'tags.reserved',
    subject: 'tags',
    payload: { around, first: tags[0], last: tags.at(-1), count: tags.length },
  });
  return { tags, taken: taken.slice(0, TAGS_MAX) };
}

async function inUse(
  tables: Transaction['tables'],
  tags: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tables
    .selectFrom('asset')
    .select('tag')
    .where('tag', 'in', tags)
    .unionAll(tables.selectFrom('tag_reserved').select('tag').where('tag', 'in', tags))
    .execute();
  return new Set(rows.flatMap(({ tag }) => tag ?? []));
}
