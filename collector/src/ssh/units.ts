/**
 * From rows to what stands there: the device, its stack members, and what is built into each. Pure.
 * Two outputs about one member are one unit; where they disagree, the chassis' own label wins.
 */
import type { Candidate, Component } from '@muster/facts/observation';
import { judgeValue, realValue } from '@muster/facts/placeholders';
import { normalizeSerial } from '@muster/facts/serial';
import type { Sourced } from './captures.ts';

export interface Unit {
  /** Member number; absent for a device that stands alone. */
  readonly slot?: string;
  readonly serial?: string;
  readonly model?: string;
  readonly mac?: string;
  readonly version?: string;
  readonly hardwareRevision?: string;
  readonly role?: string;
  /** A second serial of the same unit: the board in the chassis, the license's. */
  readonly boardSerial?: string;
  readonly candidates: readonly Candidate[];
}

export interface Standing {
  /** At least one. The first is the one that answers, or the lowest member. */
  readonly units: readonly Unit[];
  readonly hostname?: string;
  readonly version?: string;
  readonly assetTag?: string;
  readonly isStack: boolean;
}

export function standingOf(rows: readonly Sourced[]): Standing {
  const devices = rows.filter(({ is }) => is === 'device');
  const members = membersOf(rows.filter(({ is }) => is === 'unit'));
  const first = (of: (row: Sourced) => string | undefined) =>
    devices.map(of).find((value) => value !== undefined);
  const hostname = realValue(
    'hostname',
    first((row) => row.hostname),
  );
  const version = realValue(
    'version',
    first((row) => row.version),
  );
  const assetTag = realValue(
    'assetTag',
    first((row) => row.assetTag),
  );
  const shared = {
    ...(hostname !== undefined && { hostname }),
    ...(version !== undefined && { version }),
    ...(assetTag !== undefined && { assetTag }),
  };
  const present = members.filter(isPresent);
  if (present.length > 1) return { units: present, isStack: true, ...shared };
  const [only] = present;
  return { units: [alone(devices, only)], isStack: false, ...shared };
}

/** A provisioned member that is not there has neither serial nor address. */
function isPresent({ serial, mac, role }: Unit): boolean {
  return serial !== undefined || (mac !== undefined && role !== undefined);
}

/** One unit per member number; rows without a number are units by their serial. */
function membersOf(rows: readonly Sourced[]): readonly Unit[] {
  const groups = Map.groupBy(rows, ({ slot, serial }) => slot ?? `serial ${serial ?? ''}`);
  return [...groups.values()].map(unitOf).sort(bySlot);
}

function bySlot(a: Unit, b: Unit): number {
  return (a.slot ?? '').localeCompare(b.slot ?? '', 'en', { numeric: true });
}

function unitOf(rows: readonly Sourced[]): Unit {
  const first = (of: (row: Sourced) => string | undefined) =>
    rows.map(of).find((value) => value !== undefined);
  const slot = first((row) => row.slot);
  const mac = first((row) => (row.mac === '00:00:00:00:00:00' ? undefined : row.mac));
  const role = first((row) => row.role);
  const hardwareRevision = first((row) => row.hardwareRevision);
  const version = realValue(
    'version',
    first((row) => row.version),
  );
  const model = realValue(
    'model',
    first((row) => row.model),
  );
  const chosen = chooseSerial(rows);
  return {
    ...chosen,
    ...(slot !== undefined && { slot }),
    ...(mac !== undefined && { mac }),
    ...(role !== undefined && { role }),
    ...(hardwareRevision !== undefined && { hardwareRevision }),
    ...(version !== undefined && { version }),
    ...(model !== undefined && { model }),
  };
}

/** A device by itself: what it says as a whole, and what is said of its only chassis. */
function alone(devices: readonly Sourced[], only: Unit | undefined): Unit {
  // The inventory reads the chassis' label; "show version" may read a board's.
  const labelled = devices.filter(({ from }) => /inventory|manu|asset|hardware/.test(from));
  const whole = unitOf([...labelled, ...devices.filter((row) => !labelled.includes(row))]);
  if (only === undefined) return whole;
  const differs =
    only.serial !== undefined &&
    whole.serial !== undefined &&
    normalizeSerial(only.serial) !== normalizeSerial(whole.serial);
  const { slot: _, ...own } = only;
  return {
    ...whole,
    ...own,
    ...(differs && { boardSerial: whole.serial }),
    candidates: [...own.candidates, ...whole.candidates.map((one) => rejected(one, only.serial))],
  };
}

function rejected(candidate: Candidate, chosen: string | undefined): Candidate {
  const { chosen: was, ...rest } = candidate;
  if (was !== true || chosen === undefined) return candidate;
  return { ...rest, why: 'the chassis states its own serial' };
}

/** Every serial that was offered is kept as a candidate: the first that can be one is chosen. */
function chooseSerial(
  rows: readonly Sourced[],
): Pick<Unit, 'serial' | 'boardSerial' | 'candidates'> {
  const candidates: Candidate[] = [];
  let serial: string | undefined;
  let boardSerial: string | undefined;
  for (const row of rows) {
    if (row.serial === undefined) continue;
    const { trust, why } = judgeValue('serial', row.serial);
    const isSame = serial !== undefined && normalizeSerial(serial) === normalizeSerial(row.serial);
    const isChosen = serial === undefined && trust !== 'impossible';
    if (isChosen) serial = row.serial;
    else if (!isSame && trust === 'sound') boardSerial ??= row.serial;
    candidates.push({
      field: 'device.serial',
      value: row.serial,
      state: trust === 'impossible' ? 'placeholder' : trust,
      from: row.from,
      ...(isChosen && { chosen: true }),
      ...(why !== undefined && { why }),
    });
  }
  return {
    candidates: candidates.slice(0, CANDIDATES_MAX),
    ...(serial !== undefined && { serial }),
    ...(boardSerial !== undefined && { boardSerial }),
  };
}

/** A serial is told by a handful of commands; more would only repeat them. */
const CANDIDATES_MAX = 16;

/** What is built in, with keys that stay the same from one visit to the next. */
export function componentsOf(
  rows: readonly Sourced[],
  units: readonly Unit[],
): readonly Component[] {
  const own = new Set(
    units.flatMap(({ serial }) => (serial === undefined ? [] : [normalizeSerial(serial)])),
  );
  const components: Component[] = [];
  const keys = new Set<string>();
  const serials = new Set<string>();
  for (const row of rows) {
    if (row.is !== 'part') continue;
    const kind = row.part ?? 'module';
    const serial = realValue('serial', row.serial);
    // The chassis listed among its own parts, or a part listed by two commands.
    const canonical = serial === undefined ? undefined : normalizeSerial(serial);
    if (canonical !== undefined && (own.has(canonical) || serials.has(canonical))) continue;
    if (canonical !== undefined) serials.add(canonical);
    const place = row.name ?? row.slot ?? serial ?? row.model;
    if (place === undefined) continue;
    const key = freeKey(`${kind}:${place}`.slice(0, 240), keys);
    keys.add(key);
    components.push(componentOf(row, kind, key, serial));
    if (components.length >= COMPONENTS_MAX) break;
  }
  return components;
}

/** The bound of an observation. */
export const COMPONENTS_MAX = 8192;

function freeKey(key: string, taken: ReadonlySet<string>): string {
  if (!taken.has(key)) return key;
  for (let number = 2; ; number += 1) {
    if (!taken.has(`${key}#${number}`)) return `${key}#${number}`;
  }
}

function componentOf(
  row: Sourced,
  kind: Component['kind'],
  key: string,
  serial: string | undefined,
): Component {
  const model = realValue('model', row.model);
  const { name, slot, vendor, partNumber, hardwareRevision, version } = row;
  return {
    kind,
    key,
    ...(name !== undefined && { name: name.slice(0, 256) }),
    ...(slot !== undefined && { slot }),
    ...(vendor !== undefined && { vendor }),
    ...(model !== undefined && { model }),
    ...(partNumber !== undefined && { partNumber }),
    ...(serial !== undefined && { serial }),
    ...(hardwareRevision !== undefined && { hardwareRevision }),
    ...(version !== undefined && { firmware: version }),
  };
}
