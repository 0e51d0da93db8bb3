/** The tag scheme in force, how far its sequences are, and the tags that were reserved. */
import type { ReservedTag, TagsView } from '@muster/facts/tags';
import { schemeView } from '../acts/tags/tags.ts';
import { formatId } from '../commit/ids.ts';
import type { QuestionContext } from './questions.ts';

const SEQUENCES_MAX = 1000;
const RESERVED_MAX = 1000;

export async function getTags({ db }: QuestionContext, _: null): Promise<TagsView> {
  const scheme = await db
    .selectFrom('tag_scheme')
    .selectAll()
    .orderBy('id', 'desc')
    .executeTakeFirst();
  const sequences = await db
    .selectFrom('tag_sequence')
    .selectAll()
    .orderBy('around')
    .limit(SEQUENCES_MAX)
    .execute();
  return { ...(scheme !== undefined && { scheme: schemeView(scheme) }), sequences };
}

export interface ReservedAsked {
  /** This one alone. */
  readonly tag?: string;
  /** Those that no asset record has. */
  readonly unused?: boolean;
}

/** In the order of their sequences. */
export async function listReservedTags(
  { db }: QuestionContext,
  { tag, unused = false }: ReservedAsked,
): Promise<readonly ReservedTag[]> {
  let asked = db
    .selectFrom('tag_reserved')
    .leftJoin('asset', 'asset.tag', 'tag_reserved.tag')
    .select(['tag_reserved.tag', 'tag_reserved.at', 'tag_reserved.actor', 'asset.id'])
    .orderBy('tag_reserved.around')
    .orderBy('tag_reserved.number')
    .limit(RESERVED_MAX);
  if (tag !== undefined) asked = asked.where('tag_reserved.tag', '=', tag);
  if (unused) asked = asked.where('asset.id', 'is', null);
  return (await asked.execute()).map((row) => ({
    tag: row.tag,
    reservedAt: new Date(row.at).toISOString(),
    actor: row.actor,
    ...(row.id !== null && { assetId: formatId('asset', row.id) }),
  }));
}
