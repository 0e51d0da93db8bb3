/**
 * The taxonomy of things (kind, connectivity, firmware, location, business function, risk tier): from
 * what was observed and from the operator's rules. What neither says is listed, never invented. Pure.
 */
import type { Classification, RiskTier, Sighting } from '@muster/facts/observation';
import { isFields } from './roster/fields.ts';

export const CLASSIFIED_BY = [
  'class',
  'vendor',
  'model',
  'profile',
  'location',
  'gateway',
  'name',
] as const;

export interface ClassificationRule {
  /** Texts in which "*" stands for any part; case does not matter. All must fit. */
  readonly match: Readonly<Partial<Record<(typeof CLASSIFIED_BY)[number], string>>>;
  readonly businessFunction?: string;
  readonly riskTier?: RiskTier;
}

/** For each fact the first rule that has it and fits counts; what was observed counts more. */
export function classifierOf(
  rules: readonly ClassificationRule[],
): (sighting: Sighting) => Sighting {
  const compiled = rules.map((rule) => ({ rule, fits: matcherOf(rule.match) }));
  return (sighting) => {
    if (sighting.presence === 'left') return sighting;
    const told = sighting.classification ?? {};
    const fitting = compiled.filter(({ fits }) => fits(sighting)).map(({ rule }) => rule);
    const connectivity = told.connectivity ?? connectivityOf(sighting);
    const businessFunction =
      told.businessFunction ?? fitting.find((rule) => rule.businessFunction)?.businessFunction;
    const riskTier = told.riskTier ?? fitting.find((rule) => rule.riskTier)?.riskTier;
    const known = {
      class: sighting.class,
      connectivity,
      firmware: sighting.firmware?.version,
      location: sighting.place?.location,
      businessFunction,
      riskTier,
    };
    const missing = Object.entries(known).flatMap(([name, value]) => (value ? [] : [name]));
    const classification: Classification = {
      ...(connectivity !== undefined && { connectivity }),
      ...(businessFunction !== undefined && { businessFunction }),
      ...(riskTier !== undefined && { riskTier }),
      ...(missing.length > 0 && { missing }),
    };
    return { ...sighting, classification };
  };
}

/** Kinds of interface that tell how a thing reaches the network; "network" tells nothing. */
const CONNECTIVITY: ReadonlySet<string> = new Set(
  'bluetooth cellular ethernet lora lorawan thread wifi zigbee zwave'.split(' '),
);

function connectivityOf({ interfaces = [] }: Sighting): string | undefined {
  const kinds = new Set<string>();
  for (const { kind } of interfaces) {
    if (kind !== undefined && CONNECTIVITY.has(kind)) kinds.add(kind);
  }
  return kinds.size === 0 ? undefined : [...kinds].join(', ');
}

function matcherOf(match: ClassificationRule['match']): (sighting: Sighting) => boolean {
  const patterns = CLASSIFIED_BY.flatMap((name) => {
    const written = match[name];
    return written === undefined ? [] : [{ name, fits: patternOf(written) }];
  });
  return (sighting) => {
    const facts = factsOf(sighting);
    return patterns.every(({ name, fits }) => fits(facts[name] ?? ''));
  };
}

function factsOf({ class: kind, device, profile, place, extensions }: Sighting) {
  const own = extensions?.[profile];
  const name = isFields(own) ? own.name : undefined;
  const facts: Readonly<Record<(typeof CLASSIFIED_BY)[number], string | undefined>> = {
    class: kind,
    vendor: device.vendor,
    model: device.model,
    profile,
    location: place?.location,
    gateway: place?.via?.key,
    name: typeof name === 'string' ? name : undefined,
  };
  return facts;
}

/** By parts in turn: linear in the text, whatever the pattern. */
function patternOf(written: string): (text: string) => boolean {
  const [first = '', ...rest] = written.toLowerCase().split('*');
  const last = rest.pop();
  if (last === undefined) return (text) => text.toLowerCase() === first;
  return (given) => {
    const text = given.toLowerCase();
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return text.length - last.length >= at && text.endsWith(last);
  };
}
