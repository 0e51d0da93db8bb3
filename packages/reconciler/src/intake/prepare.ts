/**
 * Intake (DESIGN §3): what arrives is validated, its digest recomputed, its identifiers made
 * canonical. Nothing is dropped: what cannot be used becomes a parked item with its reason.
 */
import { digestedText, hashOf } from '@muster/facts/digest';
import type { Attachment, Observation } from '@muster/facts/observation';
import { parseObservation } from '@muster/facts/observation-schema';
import { formatProblems } from '@muster/facts/problems';
import { TOUCH_SCHEMA_ID, type Touch } from '@muster/facts/wire';
import { parseTouch } from '@muster/facts/wire-schema';
import type { RecordKey, Vote } from '../commit/change-set.ts';
import { votesOf } from '../identify/votes.ts';
import { type Brief, briefOf } from '../merge/claims.ts';
import { PARKED_BYTES_MAX } from '../options.ts';
import { volatileOf } from './volatile.ts';

interface Told extends RecordKey {
  readonly id: string;
  readonly observedAt: number;
  readonly presence: 'seen' | 'left';
  readonly digest: string;
  readonly attachments?: readonly Attachment[];
}

export interface PreparedObservation extends Told {
  readonly kind: 'observation';
  readonly profile: string;
  readonly votes: readonly Vote[];
  readonly brief: Brief;
  /** Who spoke, as it described itself: JSON. */
  readonly observer: string;
  /** The text that the digest covers: the version's body. */
  readonly body: string;
  readonly volatile?: string;
  readonly volatileHash: string;
}

export interface PreparedTouch extends Told {
  readonly kind: 'touch';
  readonly power?: string;
}

export interface ParkedItem {
  readonly kind: 'parked';
  readonly id: string;
  readonly reason: string;
  readonly body: string;
}

export type PreparedItem = PreparedObservation | PreparedTouch | ParkedItem;

export function prepareItem(item: unknown): PreparedItem {
  const schema = typeof item === 'object' && item !== null && 'schema' in item ? item.schema : '';
  if (schema === TOUCH_SCHEMA_ID) {
    const parsed = parseTouch(item);
    return parsed.kind === 'parsed'
      ? prepareTouch(parsed.value)
      : parkItem(item, formatProblems(parsed.problems));
  }
  const parsed = parseObservation(item);
  if (parsed.kind === 'refused') return parkItem(item, formatProblems(parsed.problems));
  const body = digestedText(parsed.value);
  const digest = hashOf(body);
  if (digest !== parsed.value.digest) {
    return parkItem(item, `/digest: is not the digest of this observation (${digest})`);
  }
  const observedAt = Date.parse(parsed.value.observedAt);
  return Number.isNaN(observedAt)
    ? parkItem(item, '/observedAt: is not a time')
    : prepareObservation(parsed.value, observedAt, body);
}

function prepareTouch(touch: Touch): PreparedItem {
  const observedAt = Date.parse(touch.observedAt);
  if (Number.isNaN(observedAt)) return parkItem(touch, '/observedAt: is not a time');
  return {
    kind: 'touch',
    id: touch.id,
    source: touch.source,
    key: touch.key,
    observedAt,
    presence: touch.presence,
    digest: touch.digest,
    ...(touch.attachments === undefined ? {} : { attachments: touch.attachments }),
    ...(touch.power === undefined ? {} : { power: JSON.stringify(touch.power) }),
  };
}

function prepareObservation(
  observation: Observation,
  observedAt: number,
  body: string,
): PreparedObservation {
  const volatile = volatileOf(observation);
  const moving = volatile === undefined ? undefined : JSON.stringify(volatile);
  return {
    kind: 'observation',
    id: observation.id,
    source: observation.source,
    key: observation.key,
    profile: observation.profile,
    observedAt,
    presence: observation.presence,
    digest: observation.digest,
    votes: votesOf(observation),
    brief: briefOf(observation),
    observer: JSON.stringify(observation.observer),
    body,
    volatileHash: moving === undefined ? '' : shortHash(moving),
    ...(moving === undefined ? {} : { volatile: moving }),
    ...(observation.attachments === undefined ? {} : { attachments: observation.attachments }),
  };
}

/** 16 hex digits: it only tells whether a record's volatile part moved. */
function shortHash(text: string): string {
  return hashOf(text).slice(0, 16);
}

/** An id as observers make them; anything else cannot be asked for by its sender. */
const ITEM_ID = /^[0-9a-f-]{36}$/;

/** JSON of an item of any shape. What is nested deeper than the stack allows is an attack. */
function textOf(item: unknown): string {
  try {
    return JSON.stringify(item) ?? 'null';
  } catch {
    return '"nested too deep to be kept"';
  }
}

/** What an acknowledgment carries of a reason (wire.ts); an unknown key's name may be longer. */
const REASON_CHARS_MAX = 2048;

/** @returns the item under its own id where it has a usable one, else under its content's hash */
export function parkItem(item: unknown, reason: string): ParkedItem {
  const body = textOf(item);
  const own = typeof item === 'object' && item !== null && 'id' in item ? item.id : undefined;
  const id =
    typeof own === 'string' && ITEM_ID.test(own) ? own : `parked-${hashOf(body).slice(0, 32)}`;
  return {
    kind: 'parked',
    id,
    reason: reason.slice(0, REASON_CHARS_MAX),
    body: body.slice(0, PARKED_BYTES_MAX),
  };
}
