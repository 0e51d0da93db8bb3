/** What one observation claims of its subject, attribute by attribute: the input of the merge. */
import type { FactValue } from '@muster/facts/inventory';
import type { Observation, RiskTier } from '@muster/facts/observation';
import { type JudgedField, realValue } from '@muster/facts/placeholders';

export type Claims = ReadonlyMap<string, FactValue['value']>;

/** Attributes in which vendors print placeholders: those are no claims. */
const JUDGED: Readonly<Record<string, JudgedField>> = {
  'device.vendor': 'vendor',
  'device.model': 'model',
  'device.serial': 'serial',
  'device.chassisSerial': 'serial',
  'device.boardSerial': 'serial',
  'device.uuid': 'uuid',
  'device.assetTag': 'assetTag',
  'device.sku': 'sku',
  'device.family': 'family',
  'firmware.vendor': 'vendor',
  'firmware.version': 'version',
};

const GROUPS = [
  ...(['device', 'firmware', 'os', 'place', 'custody', 'posture', 'power'] as const),
  'classification',
] as const;

/** A fleet has few makers, models and firmware versions: what was judged once need not be again. */
const JUDGED_MAX = 4096;
const judged = new Map<string, string | undefined>();

function realCached(
  field: 'vendor' | 'model' | 'version',
  value: string | undefined,
): string | undefined {
  if (value === undefined) return undefined;
  const name = `${field} ${value}`;
  if (judged.has(name)) return judged.get(name);
  if (judged.size === JUDGED_MAX) judged.clear();
  const real = realValue(field, value);
  judged.set(name, real);
  return real;
}

/** All plain facts under dotted paths ("device.serial"), placeholders left out. */
export function claimsOf(observation: Partial<Observation>): Claims {
  const claims = new Map<string, FactValue['value']>();
  if (observation.class !== undefined) claims.set('class', observation.class);
  for (const group of GROUPS) {
    for (const [name, value] of Object.entries(observation[group] ?? {})) {
      claim(claims, `${group}.${name}`, value);
    }
  }
  const via = observation.place?.via;
  if (via !== undefined)
    claims.set('place.via', via.port === undefined ? via.key : `${via.key} ${via.port}`);
  return claims;
}

function claim(claims: Map<string, FactValue['value']>, attribute: string, value: unknown): void {
  if (typeof value === 'number' || typeof value === 'boolean') claims.set(attribute, value);
  if (typeof value !== 'string') return;
  const field = JUDGED[attribute];
  const real = field === undefined ? value.trim() : realValue(field, value);
  if (real !== undefined && real !== '') claims.set(attribute, real);
}

/** The few claims that a list of CIs shows; taken once at intake. */
export interface Brief {
  readonly class?: Observation['class'];
  readonly vendor?: string;
  readonly model?: string;
  readonly serial?: string;
  readonly hostname?: string;
  readonly firmware?: string;
  /** Where the subject was seen, in words: gateway and port, location, segment. */
  readonly place?: string;
  /** The same, part by part. */
  readonly site?: string;
  readonly segment?: string;
  readonly location?: string;
  readonly via?: { readonly key: string; readonly port?: string };
  readonly riskTier?: RiskTier;
  /** Why the serial is not known, where the reader said so. */
  readonly serialUnread?: string;
  /** Old algorithms that a device was spoken to with, since it knows no others. */
  readonly oldAlgorithms?: string;
  readonly macs: readonly string[];
  readonly addresses: readonly string[];
}

/** A list shows a few; a router with thousands of addresses must not make a row of a megabyte. */
const LISTED_MAX = 64;

export function briefOf(observation: Observation): Brief {
  const { device, interfaces = [], place, unread } = observation;
  const macs = new Set<string>();
  const addresses = new Set<string>();
  if (device.baseMac !== undefined) macs.add(device.baseMac);
  for (const each of interfaces) {
    if (each.mac !== undefined) macs.add(each.mac);
    for (const address of each.addresses ?? []) addresses.add(address);
  }
  const brief: { -readonly [K in keyof Brief]: Brief[K] } = {
    macs: [...macs].slice(0, LISTED_MAX),
    addresses: [...addresses].slice(0, LISTED_MAX),
  };
  if (observation.class !== undefined) brief.class = observation.class;
  const serialUnread = unread?.find(({ what }) => what === 'device.serial')?.why;
  const texts: readonly [TextClaim, string | undefined][] = [
    ['vendor', realCached('vendor', device.vendor)],
    ['model', realCached('model', device.model)],
    ['serial', realValue('serial', device.serial)],
    ['hostname', device.hostname?.trim()],
    ['firmware', realCached('version', observation.firmware?.version)],
    ['place', placeOf(place)],
    ['site', place?.site?.trim()],
    ['segment', place?.segment?.trim()],
    ['location', place?.location?.trim()],
    ['serialUnread', serialUnread],
    ['oldAlgorithms', oldAlgorithmsOf(observation)],
  ];
  for (const [name, value] of texts) if (value !== undefined && value !== '') brief[name] = value;
  if (place?.via !== undefined) brief.via = place.via;
  const riskTier = observation.classification?.riskTier;
  if (riskTier !== undefined) brief.riskTier = riskTier;
  return brief;
}

/** As the SSH collector tells them, beside what else it tells of the connection. */
function oldAlgorithmsOf({ source, extensions }: Observation): string | undefined {
  if (source !== 'ssh') return undefined;
  const told = extensions?.ssh;
  const names =
    typeof told === 'object' && told !== null && 'oldAlgorithms' in told ? told.oldAlgorithms : [];
  return Array.isArray(names) ? names.map(String).join(', ').slice(0, 256) : undefined;
}

type TextClaim = Exclude<keyof Brief, 'class' | 'macs' | 'addresses' | 'via' | 'riskTier'>;

function placeOf(place: Observation['place']): string | undefined {
  if (place === undefined) return undefined;
  const { via, location, segment, site } = place;
  return [
    via && `via ${via.key}${via.port === undefined ? '' : ` port ${via.port}`}`,
    segment && `segment ${segment}`,
    location && `location ${location}`,
    site && `site ${site}`,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
}
