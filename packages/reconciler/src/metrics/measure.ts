/** Counts the inventory as it stands, by site and class: three statements over whole tables. */
import { lifecycleCount } from '@muster/facts/metrics';
import type { DeviceClass } from '@muster/facts/observation';
import { type Kysely, sql } from 'kysely';
import { isLiving } from '../assets/lifecycle.ts';
import { policyOf, withRiskTier } from '../judge/fitting.ts';
import type { Policies } from '../judge/policies.ts';
import type { QuestionContext } from '../read/questions.ts';
import type { Tables } from '../read/schema.ts';
import { dayOf, MEDIAN, type MetricRow, OLDEST } from './metric-day.ts';

/** Classes of CIs that nobody buys by the piece and that have no serial to be linked by. */
const NO_HARDWARE_OF_ITS_OWN: readonly DeviceClass[] = ['vm', 'container', 'stack', 'module'];
/** What is about one identity that two things claim. */
const CONFLICTS = ['conflict', 'collision', 'duplicate'] as const;
/** Beyond it, ages are those of the oldest. */
const CONFLICTS_MAX = 50_000;
const DAY_MS = 86_400_000;

export interface Measuring {
  /** A deployed asset is visible when it was seen within so many days. */
  readonly visibleDays: number;
}

type Place = Pick<MetricRow, 'site' | 'class'>;
type Count = Place & { readonly name: string; readonly value: number };

export async function measureInventory(
  { db, now, policies }: QuestionContext,
  { visibleDays }: Measuring,
): Promise<readonly MetricRow[]> {
  const counts = [
    ...(await countCis(db)),
    ...(await countAssets(db, now - visibleDays * DAY_MS)),
    ...(await ageConflicts(db, now)),
    ...(await countOutdated(db)),
    ...(await countRequired(db, policies)),
  ];
  const day = dayOf(now);
  const rows = new Map<string, MetricRow>();
  for (const { site, class: deviceClass, name, value } of counts) {
    if (value === 0) continue;
    const key = JSON.stringify([site, deviceClass, name]);
    const sum = (rows.get(key)?.value ?? 0) + value;
    rows.set(key, { day, site, class: deviceClass, name, value: sum });
  }
  return [...rows.values()];
}

async function countCis(db: Kysely<Tables>): Promise<readonly Count[]> {
  const rows = await db
    .selectFrom('ci')
    .leftJoin('asset', 'asset.id', 'ci.asset_id')
    .select(({ fn }) => [
      sql<string>`coalesce(asset.site, '')`.as('site'),
      sql<string>`coalesce(ci.class, '')`.as('class'),
      fn.countAll<number>().as('hardware'),
      fn.count<number>('ci.asset_id').as('paired'),
    ])
    .where('ci.merged_into', 'is', null)
    .where((eb) =>
      eb.or([eb('ci.class', 'is', null), eb('ci.class', 'not in', NO_HARDWARE_OF_ITS_OWN)]),
    )
    .groupBy(['asset.site', 'ci.class'])
    .execute();
  return rows.flatMap(({ hardware, paired, ...place }) => [
    { ...place, name: 'hardwareCis', value: Number(hardware) },
    { ...place, name: 'pairedCis', value: Number(paired) },
  ]);
}

async function countAssets(db: Kysely<Tables>, seenSince: number): Promise<readonly Count[]> {
  const rows = await db
    .selectFrom('asset')
    .leftJoin('link', (join) =>
      join.onRef('link.asset_id', '=', 'asset.id').on('link.unlinked_at', 'is', null),
    )
    .leftJoin('ci', 'ci.id', 'link.ci_id')
    .leftJoin('ci_state', 'ci_state.ci_id', 'link.ci_id')
    .select(({ fn }) => [
      sql<string>`coalesce(asset.site, '')`.as('site'),
      sql<string>`coalesce(ci.class, '')`.as('class'),
      'asset.state',
      fn.countAll<number>().as('all'),
      fn.count<number>('link.ci_id').as('paired'),
      sql<number>`sum(case when ci_state.last_seen_at >= ${seenSince} then 1 else 0 end)`.as(
        'seen',
      ),
      fn.count<number>('asset.owner').as('business'),
      fn.count<number>('asset.technical_owner').as('technical'),
      sql<number>`sum(case when asset.owner is not null and asset.technical_owner is not null then 1 else 0 end)`.as(
        'both',
      ),
    ])
    .groupBy(['asset.site', 'ci.class', 'asset.state'])
    .execute();
  return rows.flatMap((row): Count[] => {
    const place = { site: row.site, class: row.class };
    const count = (name: string, value: number | string): Count => ({
      ...place,
      name,
      value: Number(value),
    });
    const state = count(lifecycleCount(row.state), row.all);
    if (!isLiving(row)) return [state];
    const living = [
      state,
      count('livingAssets', row.all),
      count('pairedAssets', row.paired),
      count('businessOwned', row.business),
      count('technicallyOwned', row.technical),
      count('fullyOwned', row.both),
    ];
    if (row.state !== 'deployed') return living;
    return [
      ...living,
      count('deployedAssets', row.all),
      count('pairedDeployedAssets', row.paired),
      count('seenAssets', row.seen),
    ];
  });
}

/** How many there are, how old the oldest is, and the median; in days. */
async function ageConflicts(db: Kysely<Tables>, now: number): Promise<readonly Count[]> {
  const rows = await db
    .selectFrom('finding')
    .leftJoin('ci', 'ci.id', 'finding.ci_id')
    .leftJoin('asset', (join) =>
      join.on((eb) => eb('asset.id', '=', eb.fn.coalesce('finding.asset_id', 'ci.asset_id'))),
    )
    .select([
      'finding.opened_at',
      sql<string>`coalesce(asset.site, '')`.as('site'),
      sql<string>`coalesce(ci.class, '')`.as('class'),
    ])
    .where('finding.state', '=', 'open')
    .where('finding.kind', 'in', CONFLICTS)
    .orderBy('finding.opened_at')
    .limit(CONFLICTS_MAX)
    .execute();
  const found = rows.map(({ opened_at, ...place }) => ({
    ...place,
    days: (now - opened_at) / DAY_MS,
  }));
  const by = (key: (place: Place) => string) => [...Map.groupBy(found, key).values()];
  const places = by(({ site, class: deviceClass }) => JSON.stringify([site, deviceClass]));
  return [
    ...places.flatMap((each): Count[] => {
      const [{ days, ...place } = NOWHERE] = each;
      return [
        { ...place, name: 'openConflicts', value: each.length },
        { ...place, name: OLDEST, value: tenth(days) },
      ];
    }),
    ...by(() => '').map((all) => ({ ...NOWHERE, name: MEDIAN.whole, value: medianOf(all) })),
    ...by(({ site }) => site).map((all) => ({
      site: all[0]?.site ?? '',
      class: '',
      name: MEDIAN.site,
      value: medianOf(all),
    })),
    ...by((place) => place.class).map((all) => ({
      site: '',
      class: all[0]?.class ?? '',
      name: MEDIAN.class,
      value: medianOf(all),
    })),
  ];
}

const NOWHERE = { site: '', class: '', days: 0 };

function medianOf(oldestFirst: readonly { readonly days: number }[]): number {
  const { length } = oldestFirst;
  const [low, high] = [oldestFirst[(length - 1) >> 1], oldestFirst[length >> 1]];
  return tenth(((low?.days ?? 0) + (high?.days ?? 0)) / 2);
}

/** Never 0: what is open is of some age, and 0 is not kept. */
function tenth(days: number): number {
  return Math.max(Math.round(days * 10), 1) / 10;
}

/** Findings `outdated` are the CIs below what is required; those without one meet it. */
async function countOutdated(db: Kysely<Tables>): Promise<readonly Count[]> {
  const rows = await db
    .selectFrom('finding')
    .innerJoin('ci', 'ci.id', 'finding.ci_id')
    .leftJoin('asset', 'asset.id', 'ci.asset_id')
    .select(({ fn }) => [
      sql<string>`coalesce(asset.site, '')`.as('site'),
      sql<string>`coalesce(ci.class, '')`.as('class'),
      fn.countAll<number>().as('outdated'),
    ])
    .where('finding.state', '<>', 'resolved')
    .where('finding.kind', '=', 'outdated')
    .groupBy(['asset.site', 'ci.class'])
    .execute();
  return rows.map(({ outdated, ...place }) => ({
    ...place,
    name: 'firmwareOutdated',
    value: Number(outdated),
  }));
}

/** CIs of a kind for which a policy asks for a firmware version, and that state the one they have. */
async function countRequired(db: Kysely<Tables>, policies: Policies): Promise<readonly Count[]> {
  if (!policies.rules.some(({ firmware }) => firmware)) return [];
  const rows = await db
    .selectFrom('ci')
    .leftJoin('asset', 'asset.id', 'ci.asset_id')
    .select(({ fn }) => [
      sql<string>`coalesce(asset.site, '')`.as('site'),
      'ci.class',
      'ci.vendor',
      'ci.model',
      fn.countAll<number>().as('all'),
    ])
    .where('ci.merged_into', 'is', null)
    .where('ci.firmware', 'is not', null)
    .groupBy(['asset.site', 'ci.class', 'ci.vendor', 'ci.model'])
    .execute();
  return rows.flatMap(({ site, class: deviceClass, vendor, model, all }): Count[] => {
    const subject = {
      ...(deviceClass === null ? {} : { class: deviceClass }),
      ...(vendor === null ? {} : { vendor }),
      ...(model === null ? {} : { model }),
      ...(site === '' ? {} : { sites: [site] }),
    };
    if (policyOf(policies, 'firmware', withRiskTier(policies, subject)) === undefined) return [];
    return [{ site, class: deviceClass ?? '', name: 'firmwareRequired', value: Number(all) }];
  });
}
