/** The merge in brief: the row under which a CI is listed, from what its records claim. */
import {
  DEVICE_CLASSES,
  type DeviceClass,
  RISK_TIERS,
  type Source,
} from '@muster/facts/observation';
import type { CiRow, LockRow } from '../commit/change-set.ts';
import type { Brief } from './claims.ts';
import { type Claimant, type Ranks, rankClaimants } from './ranks.ts';

export interface BriefClaimant extends Claimant {
  readonly source: Source;
  readonly firstSeenAt: number;
  readonly brief: Brief;
}

export type Summary = Omit<CiRow, 'id' | 'createdAt' | 'assetId' | 'mergedInto'> &
  Pick<
    Brief,
    | 'place'
    | 'site'
    | 'segment'
    | 'location'
    | 'via'
    | 'riskTier'
    | 'serialUnread'
    | 'oldAlgorithms'
  >;

const ATTRIBUTES = {
  vendor: 'device.vendor',
  model: 'device.model',
  serial: 'device.serial',
  hostname: 'device.hostname',
  firmware: 'firmware.version',
  place: 'place.location',
  site: 'place.site',
  segment: 'place.segment',
  location: 'place.location',
  serialUnread: 'device.serial',
  oldAlgorithms: 'os.version',
} as const;

const LOCKABLE = [
  'vendor',
  'model',
  'serial',
  'hostname',
  'firmware',
  'place',
  'site',
  'segment',
] as const;

/** A row shows a few of many; the CI's page shows all. */
const LISTED_MAX = 64;

/** @param locks in force: a person's word goes before any source's; of two, the later */
export function summarize(
  claimants: readonly BriefClaimant[],
  ranks: Ranks,
  locks: readonly LockRow[] = [],
): Summary {
  const summary: { -readonly [K in keyof Summary]: Summary[K] } = {
    macs: union(claimants.map(({ brief }) => brief.macs)),
    addresses: union(claimants.map(({ brief }) => brief.addresses)),
    sources: [...new Set(claimants.map(({ source }) => source))].sort(),
    words: '',
    firstSeenAt: Math.min(...claimants.map(({ firstSeenAt }) => firstSeenAt)),
  };
  const deviceClass = best(claimants, ranks, 'class', ({ class: each }) => each);
  if (deviceClass !== undefined) summary.class = deviceClass;
  for (const name of [
    'vendor',
    'model',
    'serial',
    'hostname',
    'firmware',
    'place',
    'site',
    'segment',
    'location',
    'serialUnread',
    'oldAlgorithms',
  ] as const) {
    const value = best(claimants, ranks, ATTRIBUTES[name], (brief) => brief[name]);
    if (value !== undefined) summary[name] = value;
  }
  const via = best(claimants, ranks, 'place.via', (brief) => brief.via);
  if (via !== undefined) summary.via = via;
  const riskTier = best(claimants, ranks, 'classification.riskTier', (brief) => brief.riskTier);
  if (riskTier !== undefined) summary.riskTier = riskTier;
  for (const { attribute, value } of locks.toSorted((a, b) => a.id - b.id)) {
    if (attribute === 'class' && isDeviceClass(value)) summary.class = value;
    const name = LOCKABLE.find((each) => ATTRIBUTES[each] === attribute);
    if (name !== undefined) summary[name] = value;
    const tier = RISK_TIERS.find((each) => each === value);
    if (attribute === 'classification.riskTier' && tier !== undefined) summary.riskTier = tier;
  }
  summary.words = wordsOf(summary);
  return summary;
}

function isDeviceClass(value: string): value is DeviceClass {
  return DEVICE_CLASSES.some((each) => each === value);
}

function best<T>(
  claimants: readonly BriefClaimant[],
  ranks: Ranks,
  attribute: string,
  value: (brief: Brief) => T | undefined,
): T | undefined {
  const [only] = claimants;
  if (claimants.length === 1 && only !== undefined) return value(only.brief);
  const claiming = claimants.filter(({ brief }) => value(brief) !== undefined);
  const winner = claiming.length > 0 ? rankClaimants(ranks, attribute, claiming)[0] : undefined;
  return winner && value(winner.brief);
}

function union(lists: readonly (readonly string[])[]): readonly string[] {
  const [only] = lists;
  if (lists.length === 1 && only !== undefined) return only;
  return [...new Set(lists.flat())].sort().slice(0, LISTED_MAX);
}

function wordsOf(summary: Omit<Summary, 'words'>): string {
  const { vendor, model, serial, hostname, firmware, macs, addresses } = summary;
  return [vendor, model, serial, hostname, firmware, ...macs, ...addresses]
    .filter((word) => word !== undefined)
    .join(' ')
    .toLowerCase();
}
