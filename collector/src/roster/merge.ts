/** Adding up the facts that several messages state of one device. Pure. */
import type { DeviceClass } from '@muster/facts/observation';
import { type Fields, isFields } from './fields.ts';
import type { Facts } from './statement.ts';

/** Later facts over earlier ones, member by member; what the later leave out stays. */
export function mergeFacts(earlier: Facts, later: Facts): Facts {
  const chosen = strongerClass(earlier.class, later.class);
  const interfaces = mergedByName(earlier.interfaces, later.interfaces, ({ name }) => name);
  const components = mergedByName(earlier.components, later.components, ({ key }) => key);
  return {
    ...earlier,
    ...later,
    ...(chosen !== undefined && { class: chosen }),
    ...mergedMember('device', earlier, later),
    ...mergedMember('firmware', earlier, later),
    ...mergedMember('power', earlier, later),
    ...mergedMember('classification', earlier, later),
    ...mergedMember('extension', earlier, later),
    ...(interfaces !== undefined && { interfaces }),
    ...(components !== undefined && { components }),
  };
}

/**
 * A device is described entity by entity: a plug has a power sensor too, and is no sensor for it.
 * What comes first here wins; classes that are not listed win over these.
 */
const WEAK_CLASSES: readonly DeviceClass[] = ['controller', 'actuator', 'display', 'sensor'];

function strongerClass(
  earlier: DeviceClass | undefined,
  later: DeviceClass | undefined,
): DeviceClass | undefined {
  if (earlier === undefined || later === undefined) return later ?? earlier;
  const rankOf = (each: DeviceClass) => WEAK_CLASSES.indexOf(each);
  return rankOf(later) <= rankOf(earlier) ? later : earlier;
}

function mergedMember<K extends 'device' | 'firmware' | 'power' | 'classification' | 'extension'>(
  member: K,
  earlier: Facts,
  later: Facts,
): Facts {
  const before = earlier[member];
  const after = later[member];
  if (before === undefined || after === undefined) return {};
  return { [member]: { ...before, ...after } };
}

function mergedByName<T>(
  before: readonly T[] | undefined,
  after: readonly T[] | undefined,
  nameOf: (item: T) => string,
): readonly T[] | undefined {
  if (before === undefined || after === undefined) return after ?? before;
  const byName = new Map(before.map((item) => [nameOf(item), item]));
  for (const item of after) byName.set(nameOf(item), { ...byName.get(nameOf(item)), ...item });
  return [...byName.values()];
}

/** Whether the later facts say something else than the earlier, not only more. */
export function contradicts(earlier: Facts, later: Facts): boolean {
  return (
    differs(earlier.device, later.device) ||
    differs(earlier.firmware, later.firmware) ||
    (earlier.class !== undefined && later.class !== undefined && earlier.class !== later.class)
  );
}

function differs(earlier: object | undefined, later: object | undefined): boolean {
  if (earlier === undefined || later === undefined) return false;
  const before = new Map<string, unknown>(Object.entries(earlier));
  return Object.entries(later).some(([name, value]) => {
    const known = before.get(name);
    return known !== undefined && known !== value;
  });
}

/**
 * Whether later facts state nothing that earlier ones do not, leaving out what only moves presence.
 * @param adds what they leave out is kept, and so is no difference
 */
export function statesNothingNew(earlier: Facts, later: Facts, adds: boolean): boolean {
  if (isSame(later, earlier, adds)) return true;
  // A weaker class, or one interface of several, adds nothing either.
  return adds && isSame(mergeFacts(earlier, later), earlier, false);
}

/** Battery levels, addresses and link states are not what a device is (see the observation's digest). */
const VOLATILE: ReadonlySet<string> = new Set(['batteryPercent', 'addresses', 'up']);

/** Of plain JSON values. Every message of a chatty radio comes through here. */
function isSame(one: unknown, other: unknown, isPart: boolean): boolean {
  if (one === other) return true;
  if (Array.isArray(one)) {
    if (!Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, index) => isSame(item, other[index], isPart));
  }
  if (!isFields(one) || !isFields(other)) return false;
  return hasAllOf(one, other, isPart) && (isPart || hasAllOf(other, one, isPart));
}

/** Whether each member of one is the other's too. */
function hasAllOf(one: Fields, other: Fields, isPart: boolean): boolean {
  for (const name in one) {
    const value = one[name];
    // Mostly they are the same text.
    if (value === other[name] || VOLATILE.has(name)) continue;
    if (!isSame(value, other[name], isPart)) return false;
  }
  return true;
}

/** What of later facts moves presence only; nothing when they hold nothing of it. */
export function volatileOf({ power, interfaces }: Facts): Facts | undefined {
  const moves =
    power?.batteryPercent !== undefined ||
    interfaces?.some(({ addresses, up }) => addresses !== undefined || up !== undefined);
  if (moves !== true) return undefined;
  return { ...(power && { power }), ...(interfaces && { interfaces }) };
}
