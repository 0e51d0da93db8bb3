/**
 * The digest of an observation: what a record's version is made of (DESIGN §5). Two observations
 * with one digest say the same; the second only moves presence.
 */
import { hash } from 'node:crypto';
import type { NetworkInterface, Observation, Power } from './observation.ts';

/** What the digest covers: an observation without what is volatile or about the telling. */
type Digested = Omit<Observation, 'id' | 'digest' | 'observedAt' | 'observer' | 'presence'>;

/** SHA-256, lower-case hex, over `digestedText`. */
export function digestOf(observation: Digested): string {
  return hashOf(digestedText(observation));
}

export function hashOf(text: string): string {
  return hash('sha256', text, 'hex');
}

/**
 * The canonical JSON of what is stable in an observation. Left out: id, observer, observedAt,
 * presence, attachments, interface addresses and their up state, battery level, last login, and
 * `unread` (what could not be read this time is not a change of the device). Of custody only the
 * user is left, as plain text.
 */
export function digestedText(observation: Digested): string {
  const stable = {
    schema: observation.schema,
    source: observation.source,
    profile: observation.profile,
    key: observation.key,
    class: observation.class,
    device: observation.device,
    firmware: observation.firmware,
    os: observation.os,
    components: observation.components,
    interfaces: observation.interfaces?.map(stableInterface),
    neighbors: observation.neighbors,
    place: observation.place,
    custody: observation.custody?.user,
    posture: observation.posture,
    power: observation.power && stablePower(observation.power),
    classification: observation.classification,
    candidates: observation.candidates,
    extensions: observation.extensions,
  };
  return canonicalJson(stable);
}

function stableInterface({ addresses: _, up: __, ...stable }: NetworkInterface): object {
  return stable;
}

function stablePower({ batteryPercent: _, cycleCount: __, ...stable }: Power): object {
  return { ...stable, fullCapacityMilliwattHours: undefined };
}

/**
 * JSON with object keys sorted by code unit and absent members left out: equal values give equal
 * text whatever the order their keys were written in (the parts of RFC 8785 that plain facts need).
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  // Appending in place is measurably faster than mapping and joining: this runs for every check-in.
  if (Array.isArray(value)) {
    let items = '[';
    for (const item of value) items += `${items === '[' ? '' : ','}${canonicalJson(item)}`;
    return `${items}]`;
  }
  let text = '{';
  const members = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member === undefined) continue;
    text += `${text === '{' ? '' : ','}${quoted(key)}:${canonicalJson(member)}`;
  }
  return `${text}}`;
}

/** Strings are most of an observation; those that need no escape cost half as much this way. */
function quoted(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** What JSON escapes: quotes, backslashes, controls, and surrogates, which may stand alone. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes exactly these
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;
