/** Which source is believed first, attribute by attribute, and for how long: data (DESIGN §6). */
import { SOURCES, type Source } from '@muster/facts/observation';
import { parserOf } from '@muster/facts/parsed';
import { formatProblems } from '@muster/facts/problems';
import { Type } from 'typebox';
import shipped from './ranks.json' with { type: 'json' };

export interface Ranks {
  /** A source not seen for this long after another yields to it, whatever its rank. */
  readonly effectiveDays: number;
  /** Of sources for which it is another time: a lease is soon old news, a purchase never is. */
  readonly effectiveDaysOf?: Readonly<Partial<Record<Source, number>>>;
  /** Best first; a source that is not listed comes last. */
  readonly order: readonly Source[];
  readonly attributes: Readonly<Record<string, readonly Source[]>>;
}

const source = Type.Unsafe<Source>(Type.String({ enum: [...SOURCES] }));
const sources = Type.Array(source);
const parse = parserOf(
  Type.Object(
    {
      effectiveDays: Type.Number({ minimum: 0 }),
      effectiveDaysOf: Type.Optional(
        Type.Partial(Type.Record(source, Type.Number({ minimum: 0 }))),
      ),
      order: sources,
      attributes: Type.Record(Type.String({ maxLength: 64 }), sources),
    },
    { additionalProperties: false },
  ),
);

/** @throws when the ranks are not ranks: a fault of the installation, named with its place */
export function parseRanks(input: unknown = shipped): Ranks {
  const parsed = parse(input);
  if (parsed.kind === 'refused')
    throw new Error(`source ranks: ${formatProblems(parsed.problems)}`);
  return parsed.value;
}

/** What is compared of a claimant: its source, and when it was last heard. */
export interface Claimant {
  readonly source: Source;
  readonly key: string;
  readonly lastSeenAt: number;
}

/**
 * The claimants of an attribute, best first: those heard recently before stale ones, then by rank
 * of their source, then the one heard last, then by key so that the order is total.
 */
export function rankClaimants<T extends Claimant>(
  ranks: Ranks,
  attribute: string,
  claimants: readonly T[],
): readonly T[] {
  const order = ranks.attributes[attribute] ?? ranks.order;
  const newest = Math.max(...claimants.map(({ lastSeenAt }) => lastSeenAt));
  const staleBefore = (source: Source): number =>
    newest - (ranks.effectiveDaysOf?.[source] ?? ranks.effectiveDays) * 86_400_000;
  const rank = ({ source, lastSeenAt }: T): number => {
    const place = order.indexOf(source);
    const known = place < 0 ? order.length : place;
    return lastSeenAt < staleBefore(source) ? known + SOURCES.length + 1 : known;
  };
  return [...claimants].sort(
    (a, b) => rank(a) - rank(b) || b.lastSeenAt - a.lastSeenAt || (a.key < b.key ? -1 : 1),
  );
}
