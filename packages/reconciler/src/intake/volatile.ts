/**
 * An observation in two parts: the stable one, which the digest covers and which makes a record's
 * version, and the volatile one, which moves from check-in to check-in and overlays it.
 */
import type { NetworkInterface, Observation, Power, Unread } from '@muster/facts/observation';

/** What the digest leaves out (see `@muster/facts/digest`), apart from attachments and presence. */
export interface Volatile {
  /** By position of the stable interfaces: equal digests mean equal interfaces in equal order. */
  readonly interfaces?: readonly Pick<NetworkInterface, 'addresses' | 'up'>[];
  readonly power?: Pick<Power, 'batteryPercent' | 'cycleCount' | 'fullCapacityMilliwattHours'>;
  readonly lastLoginAt?: string;
  readonly unread?: readonly Unread[];
}

/** @returns the observation without volatile parts and attachments, and what was taken out */
export function splitVolatile(observation: Observation): {
  readonly stable: Observation;
  readonly volatile: Volatile | undefined;
} {
  const { attachments: _, interfaces, power, custody, unread, ...rest } = observation;
  const states = interfaces?.map(stateOf);
  const level = power && levelOf(power);
  const volatile = {
    ...(states?.some((state) => state.addresses !== undefined || state.up !== undefined)
      ? { interfaces: states }
      : {}),
    ...(level && Object.keys(level).length > 0 ? { power: level } : {}),
    ...(custody?.lastLoginAt === undefined ? {} : { lastLoginAt: custody.lastLoginAt }),
    ...(unread === undefined || unread.length === 0 ? {} : { unread }),
  };
  return {
    stable: {
      ...rest,
      ...(interfaces === undefined ? {} : { interfaces: interfaces.map(withoutState) }),
      ...(power === undefined ? {} : { power: withoutLevel(power) }),
      ...(custody?.user === undefined ? {} : { custody: { user: custody.user } }),
    },
    volatile: Object.keys(volatile).length > 0 ? volatile : undefined,
  };
}

/** The observation as last seen: the stable part with the volatile part, and a touch's power, on it. */
export function overlayVolatile(
  stable: Observation,
  volatile: Volatile,
  touched?: Power,
): Observation {
  const { interfaces, power, lastLoginAt, unread } = volatile;
  const level = { ...stable.power, ...power, ...touched };
  return {
    ...stable,
    ...(stable.interfaces === undefined || interfaces === undefined
      ? {}
      : {
          interfaces: stable.interfaces.map((each, index) => ({ ...each, ...interfaces[index] })),
        }),
    ...(Object.keys(level).length > 0 ? { power: level } : {}),
    ...(lastLoginAt === undefined ? {} : { custody: { ...stable.custody, lastLoginAt } }),
    ...(unread === undefined ? {} : { unread }),
  };
}

function stateOf({ addresses, up }: NetworkInterface): Pick<NetworkInterface, 'addresses' | 'up'> {
  return {
    ...(addresses === undefined ? {} : { addresses }),
    ...(up === undefined ? {} : { up }),
  };
}

function withoutState({ addresses: _, up: __, ...stable }: NetworkInterface): NetworkInterface {
  return stable;
}

function levelOf({ batteryPercent, cycleCount, fullCapacityMilliwattHours }: Power): Power {
  return {
    ...(batteryPercent === undefined ? {} : { batteryPercent }),
    ...(cycleCount === undefined ? {} : { cycleCount }),
    ...(fullCapacityMilliwattHours === undefined ? {} : { fullCapacityMilliwattHours }),
  };
}

function withoutLevel(power: Power): Power {
  const { batteryPercent: _, cycleCount: __, fullCapacityMilliwattHours: ___, ...stable } = power;
  return stable;
}
