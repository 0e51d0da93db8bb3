/**
 * An observation in two parts: the stable one, which the digest covers and which makes a record's
 * version, and the volatile one, which moves from check-in to check-in and overlays it.
 */
import type {
  NetworkInterface,
  Observation,
  Observer,
  Power,
  Unread,
} from '@muster/facts/observation';
import { parseStored } from '../store/json.ts';

/** What the digest leaves out (see `@muster/facts/digest`), apart from attachments and presence. */
export interface Volatile {
  /** By position of the stable interfaces: equal digests mean equal interfaces in equal order. */
  readonly interfaces?: readonly Pick<NetworkInterface, 'addresses' | 'up'>[];
  readonly power?: Pick<Power, 'batteryPercent' | 'cycleCount' | 'fullCapacityMilliwattHours'>;
  readonly lastLoginAt?: string;
  readonly unread?: readonly Unread[];
}

/** @returns `undefined` when nothing volatile was observed */
export function volatileOf(observation: Observation): Volatile | undefined {
  const { interfaces, power, custody, unread } = observation;
  const volatile: { -readonly [K in keyof Volatile]: Volatile[K] } = {};
  if (interfaces?.some(({ addresses, up }) => addresses !== undefined || up !== undefined)) {
    volatile.interfaces = interfaces.map(stateOf);
  }
  const level = power && levelOf(power);
  if (level !== undefined && Object.keys(level).length > 0) volatile.power = level;
  if (custody?.lastLoginAt !== undefined) volatile.lastLoginAt = custody.lastLoginAt;
  if (unread !== undefined && unread.length > 0) volatile.unread = unread;
  return Object.keys(volatile).length > 0 ? volatile : undefined;
}

/** What the digested text (`@muster/facts/digest`) holds: custody is the user's name alone there. */
type Digested = Omit<
  Observation,
  'id' | 'observedAt' | 'observer' | 'presence' | 'digest' | 'custody'
> & {
  readonly custody?: string;
};

/** A stored version, as it is put together again. */
export interface StoredVersion {
  readonly observationId: string;
  readonly observedAt: string;
  readonly presence: Observation['presence'];
  /** JSON of the observer. */
  readonly observer: string;
  readonly digest: string;
  readonly body: string;
}

/**
 * The observation again: what its digest covers, and on it the volatile part as last observed and
 * what a touch said of power since. Attachments are not part of it: they are sightings.
 */
export function composeObservation(
  { observationId, observedAt, presence, observer, digest, body }: StoredVersion,
  { interfaces, power, lastLoginAt, unread }: Volatile = {},
  touched?: Power,
): Observation {
  const { custody: user, ...stable } = parseStored<Digested>(body);
  const level = { ...stable.power, ...power, ...touched };
  const custody = {
    ...(user === undefined ? {} : { user }),
    ...(lastLoginAt === undefined ? {} : { lastLoginAt }),
  };
  return {
    ...stable,
    id: observationId,
    observedAt,
    observer: parseStored<Observer>(observer),
    presence,
    digest,
    ...(stable.interfaces === undefined || interfaces === undefined
      ? {}
      : {
          interfaces: stable.interfaces.map((each, index) => ({ ...each, ...interfaces[index] })),
        }),
    ...(Object.keys(level).length > 0 ? { power: level } : {}),
    ...(Object.keys(custody).length > 0 ? { custody } : {}),
    ...(unread === undefined ? {} : { unread }),
  };
}

function stateOf({ addresses, up }: NetworkInterface): Pick<NetworkInterface, 'addresses' | 'up'> {
  const state: { addresses?: readonly string[]; up?: boolean } = {};
  if (addresses !== undefined) state.addresses = addresses;
  if (up !== undefined) state.up = up;
  return state;
}

function levelOf({ batteryPercent, cycleCount, fullCapacityMilliwattHours }: Power): Power {
  return {
    ...(batteryPercent === undefined ? {} : { batteryPercent }),
    ...(cycleCount === undefined ? {} : { cycleCount }),
    ...(fullCapacityMilliwattHours === undefined ? {} : { fullCapacityMilliwattHours }),
  };
}
