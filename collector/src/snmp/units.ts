/**
 * Which devices answer at one address: one, or the members of a stack or cluster, each a subject
 * with a serial of its own. The table of members is the truth, not the serial that the active one
 * happens to give; contradictory numbering is refused, not guessed.
 */
import { realValue } from '@muster/facts/placeholders';
import { normalizeSerial } from '@muster/facts/serial';
import type { Column } from './agent.ts';
import { type Entity, type EntityTree, rootsOf } from './entity.ts';
import type { MemberTable } from './family.ts';
import { macOf, textOf, type Value } from './value.ts';

export interface Unit {
  readonly serial: string;
  readonly number?: number;
  readonly model?: string;
  readonly version?: string;
  readonly name?: string;
  readonly mac?: string;
  readonly hardwareRevision?: string;
  readonly assetTag?: string;
  readonly role?: string;
  readonly isActive?: boolean;
  /** Its chassis row in the ENTITY tree. */
  readonly entity?: string;
}

export type Units =
  | { readonly kind: 'one' }
  | { readonly kind: 'several'; readonly units: readonly Unit[] }
  | { readonly kind: 'contradictory'; readonly why: string };

/** FEX: chassis of their own, behind the device rather than members of it. */
const EXTENDER = /\b(?:fex|fabric extender)/i;

/** A stack or cluster larger than this is a misread table. */
const UNITS_MAX = 64;

/** Columns of the family's member table that are worth walking. */
export function memberColumns(table: MemberTable): readonly string[] {
  const { serial, model, version, name, mac, role, number } = table;
  return [serial, model, version, name, mac, role, number].filter((oid) => oid !== undefined);
}

/**
 * @param members what was read of the family's member table, where it has one.
 */
export function unitsOf(
  tree: EntityTree,
  table: MemberTable | undefined,
  members: readonly Column[],
): Units {
  const byEntity = table?.byEntity === true;
  const listed =
    table === undefined || byEntity || table.serial === undefined
      ? []
      : parseMembers(table, members);
  if (listed.length > 1) return checked(listed);
  const details =
    table !== undefined && byEntity ? parseDetails(table, members) : new Map<string, Detail>();
  const chassis = rootsOf(tree)
    .filter(({ name = '', description = '' }) => !EXTENDER.test(`${name} ${description}`))
    .flatMap((entity) => unitOfEntity(entity, details.get(entity.index)));
  return chassis.length > 1 ? checked(chassis) : { kind: 'one' };
}

/** Fabric extenders among the chassis: devices behind this one. */
export function extendersOf(tree: EntityTree): readonly Entity[] {
  const roots = tree.entities.filter(({ class: kind }) => kind === 'chassis');
  if (roots.length < 2) return [];
  return roots.filter(({ name = '', description = '' }) => EXTENDER.test(`${name} ${description}`));
}

function checked(units: readonly Unit[]): Units {
  const bySerial = new Map<string, Unit>();
  const byNumber = new Map<number, Unit>();
  for (const unit of units.slice(0, UNITS_MAX)) {
    const serial = normalizeSerial(unit.serial);
    const twin = bySerial.get(serial);
    if (twin !== undefined) {
      if (twin.number === unit.number || unit.number === undefined) continue;
      return {
        kind: 'contradictory',
        why: `members ${twin.number} and ${unit.number} both say they are ${unit.serial}`,
      };
    }
    bySerial.set(serial, unit);
    const other = unit.number === undefined ? undefined : byNumber.get(unit.number);
    if (other !== undefined) {
      return {
        kind: 'contradictory',
        why: `${other.serial} and ${unit.serial} both say they are member ${unit.number}`,
      };
    }
    if (unit.number !== undefined) byNumber.set(unit.number, unit);
  }
  const distinct = [...bySerial.values()];
  if (distinct.length < 2) return { kind: 'one' };
  const ordered = distinct.every(({ number }) => number !== undefined)
    ? distinct.toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0))
    : distinct;
  return { kind: 'several', units: ordered };
}

interface Detail {
  readonly number?: number;
  readonly role?: string;
  readonly mac?: string;
  readonly isActive?: boolean;
}

function unitOfEntity(entity: Entity, detail: Detail | undefined): readonly Unit[] {
  const serial = realValue('serial', entity.serial);
  if (serial === undefined) return [];
  const number = detail?.number ?? numberInName(entity);
  const model = realValue('model', entity.model);
  const version = realValue('version', entity.softwareRevision);
  const hardwareRevision = realValue('version', entity.hardwareRevision);
  const assetTag = realValue('assetTag', entity.assetTag);
  return [
    {
      ...detail,
      serial,
      entity: entity.index,
      ...(number !== undefined && { number }),
      ...(model !== undefined && { model }),
      ...(version !== undefined && { version }),
      ...(entity.name !== undefined && { name: entity.name }),
      ...(hardwareRevision !== undefined && { hardwareRevision }),
      ...(assetTag !== undefined && { assetTag }),
    },
  ];
}

/** "Switch 2", "Chassis 1 member", "Unit-3", "Rack 0": agents write the member's number into its name. */
function numberInName({ name, description }: Entity): number | undefined {
  for (const text of [name, description]) {
    const found = /\b(?:switch|unit|member|chassis|stack|slot|rack)[ \-_:#]{0,3}(\d{1,3})\b/i.exec(
      text ?? '',
    );
    if (found?.[1] !== undefined) return Number(found[1]);
  }
  return undefined;
}

function parseMembers(table: MemberTable, members: readonly Column[]): readonly Unit[] {
  const cells = cellReader(members);
  const indices = members.find(({ oid }) => oid === table.serial)?.cells ?? [];
  return [...indices].flatMap(({ index }) => {
    const serial = realValue('serial', textOf(cells(table.serial, index)));
    if (serial === undefined) return [];
    const last = Number(index.split('.').at(-1));
    const number = index.split('.').length === 1 ? last : undefined;
    const model = realValue('model', textOf(cells(table.model, index)));
    const version = realValue('version', textOf(cells(table.version, index)));
    const name = textOf(cells(table.name, index));
    return [
      {
        ...detailOf(table, cells, index),
        serial,
        ...(number !== undefined && { number }),
        ...(model !== undefined && { model }),
        ...(version !== undefined && { version }),
        ...(name !== undefined && { name }),
      },
    ];
  });
}

function parseDetails(table: MemberTable, members: readonly Column[]): Map<string, Detail> {
  const cells = cellReader(members);
  const indices = new Set(
    members.flatMap(({ cells: own }) => Array.from(own, ({ index }) => index)),
  );
  return new Map([...indices].map((index) => [index, detailOf(table, cells, index)]));
}

type CellReader = (oid: string | undefined, index: string) => Value | undefined;

function cellReader(members: readonly Column[]): CellReader {
  const columns = new Map(
    members.map(({ oid, cells }) => [
      oid,
      new Map(Array.from(cells, ({ index, value }) => [index, value])),
    ]),
  );
  return (oid, index) => (oid === undefined ? undefined : columns.get(oid)?.get(index));
}

function detailOf(table: MemberTable, cells: CellReader, index: string): Detail {
  const number = Number(textOf(cells(table.number, index)) ?? Number.NaN);
  const role = textOf(cells(table.role, index));
  const mac = macOf(cells(table.mac, index));
  return {
    ...(Number.isSafeInteger(number) && { number }),
    ...(role !== undefined && { role }),
    ...(mac !== undefined && { mac }),
    ...(role !== undefined &&
      table.activeRole !== undefined && { isActive: table.activeRole.includes(role) }),
  };
}
