/**
 * Drift of hardware: which parts came, went or were swapped between two statements of one record. Only
 * what both could read is compared: a table that was cut short, a source that may not read, an observer
 * of another version tell nothing of parts that are missing.
 */
import type { Component, ComponentKind, Observation } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import { normalizeSerial } from '@muster/facts/serial';

/** What is part of the device; what is plugged in, measured or run comes and goes. */
const PARTS: ReadonlySet<ComponentKind> = new Set([
  ...(['chassis', 'board', 'cpu', 'memory', 'disk', 'nic', 'gpu', 'battery', 'bmc'] as const),
  ...(['module', 'line-card', 'supervisor', 'power-supply', 'stack-member'] as const),
]);

/** A statement, as far as parts go. */
export interface Stated {
  /** Its observer's version: another one may read more, or less. */
  readonly version?: string;
  readonly components?: readonly Component[];
  readonly unread?: Observation['unread'];
}

export interface PartChange {
  readonly change: 'added' | 'removed' | 'swapped';
  /** In words, with the serials. */
  readonly says: string;
}

/** Changes of one kind in the order of their keys. */
export function diffComponents(before: Stated, after: Stated): readonly PartChange[] {
  if (before.components === undefined || after.components === undefined) return [];
  const isWhole = before.version === after.version && isComplete(before) && isComplete(after);
  const [had, has] = [partsOf(before.components), partsOf(after.components)];
  return [...had.keys()].flatMap((kind) =>
    diffKind(had.get(kind) ?? [], has.get(kind) ?? [], isWhole),
  );
}

/** The device's own facts may be unread; anything else may be where parts would have been. */
export function isComplete({ unread = [] }: Pick<Stated, 'unread'>): boolean {
  return unread.every(({ what }) => what.startsWith('device.'));
}

function partsOf(components: readonly Component[]): ReadonlyMap<ComponentKind, Component[]> {
  const parts = components.filter(
    ({ kind, details }) => PARTS.has(kind) && details?.removable !== true,
  );
  return Map.groupBy(parts, ({ kind }) => kind);
}

function diffKind(
  had: readonly Component[],
  has: readonly Component[],
  isWhole: boolean,
): readonly PartChange[] {
  // All parts of a kind at once: they are read in another way, not taken out.
  if (has.length === 0 && had.length > 1) return [];
  const [before, after] = [unmatched(had, has), unmatched(has, had)];
  const places = new Map(after.map((part) => [part.key, part]));
  const swapped = before.flatMap((part): PartChange[] => {
    const other = places.get(part.key);
    return other !== undefined && isOther(part, other)
      ? [{ change: 'swapped', says: `${nameOf(part)}: ${whichOf(part)} is now ${whichOf(other)}` }]
      : [];
  });
  if (!isWhole) return swapped;
  const keys = new Set(before.map(({ key }) => key));
  return [
    ...swapped,
    ...before
      .filter(({ key }) => !places.has(key))
      .map(
        (part): PartChange => ({
          change: 'removed',
          says: `${nameOf(part)}: ${whichOf(part)} is gone`,
        }),
      ),
    ...after
      .filter(({ key }) => !keys.has(key))
      .map(
        (part): PartChange => ({
          change: 'added',
          says: `${nameOf(part)}: ${whichOf(part)} is new`,
        }),
      ),
  ];
}

/** Those whose serial is not among the others: a part in another slot is the same part. */
function unmatched(
  parts: readonly Component[],
  others: readonly Component[],
): readonly Component[] {
  const serials = new Set(others.flatMap((part) => serialOf(part) ?? []));
  return parts.filter((part) => {
    const serial = serialOf(part);
    return serial === undefined || !serials.has(serial);
  });
}

function serialOf({ serial }: Component): string | undefined {
  const real = realValue('serial', serial);
  return real && normalizeSerial(real);
}

/** Different in what both say; serials decide where there are two. */
function isOther(one: Component, other: Component): boolean {
  const [serial, otherSerial] = [serialOf(one), serialOf(other)];
  if (serial !== undefined && otherSerial !== undefined) return serial !== otherSerial;
  return (['partNumber', 'model', 'sizeBytes'] as const).some((name) => {
    const [from, to] = [one[name], other[name]];
    return from !== undefined && to !== undefined && from !== to;
  });
}

function nameOf({ kind, slot, name, key }: Component): string {
  return `${kind} ${slot ?? name ?? key}`;
}

function whichOf(part: Component): string {
  const serial = realValue('serial', part.serial);
  const what = [part.vendor, part.partNumber ?? part.model].filter((each) => each !== undefined);
  const words = [...what, ...(serial === undefined ? [] : [`serial ${serial}`])];
  return words.length === 0 ? 'the part' : words.join(' ');
}
