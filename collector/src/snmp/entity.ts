/**
 * One tree of physical entities from ENTITY-MIB (RFC 6933): what contains what, and which rows are
 * the device itself. No index is ever trusted to be the chassis: row 1 is a route processor on one
 * family and a virtual stack on another.
 */
import type { Column } from './agent.ts';
import type { Cells } from './cells.ts';
import type { EntitySelect } from './family.ts';
import { compilePattern } from './pattern.ts';
import { joinCells } from './tables/table.ts';
import { numberOf, octetsOf, type Value } from './value.ts';

/** entPhysicalClass (RFC 6933). */
export const ENTITY_CLASSES = [
  'other',
  'unknown',
  'chassis',
  'backplane',
  'container',
  'power-supply',
  'fan',
  'sensor',
  'module',
  'port',
  'stack',
  'cpu',
  'energy-object',
  'battery',
  'storage-drive',
] as const;
export type EntityClass = (typeof ENTITY_CLASSES)[number];

export interface Entity {
  readonly index: string;
  readonly class: EntityClass;
  /** Absent at the top. */
  readonly parent?: string;
  readonly position?: number;
  readonly description?: string;
  readonly name?: string;
  readonly model?: string;
  readonly serial?: string;
  readonly hardwareRevision?: string;
  readonly firmwareRevision?: string;
  readonly softwareRevision?: string;
  readonly maker?: string;
  readonly alias?: string;
  readonly assetTag?: string;
  readonly isFru?: boolean;
  readonly manufacturedOn?: string;
}

export interface EntityTree {
  /** In index order. */
  readonly entities: readonly Entity[];
  readonly get: (index: string) => Entity | undefined;
  readonly children: (index: string) => readonly Entity[];
}

const TABLE = '1.3.6.1.2.1.47.1.1.1.1';
const COLUMN = {
  description: `${TABLE}.2`,
  parent: `${TABLE}.4`,
  class: `${TABLE}.5`,
  position: `${TABLE}.6`,
  name: `${TABLE}.7`,
  hardwareRevision: `${TABLE}.8`,
  firmwareRevision: `${TABLE}.9`,
  softwareRevision: `${TABLE}.10`,
  serial: `${TABLE}.11`,
  maker: `${TABLE}.12`,
  model: `${TABLE}.13`,
  alias: `${TABLE}.14`,
  assetTag: `${TABLE}.15`,
  isFru: `${TABLE}.16`,
  manufacturedOn: `${TABLE}.17`,
} as const;

/** The columns to be walked; entPhysicalVendorType, URIs and UUIDs are not read. */
export const ENTITY_COLUMNS: readonly string[] = Object.values(COLUMN);

/** A tree deeper than this is a loop. */
const DEPTH_MAX = 32;

/**
 * Rows of whatever was read: a truncated walk gives a truncated tree.
 *
 * @param ownModel a vendor's column of models, for rows that entPhysicalModelName leaves out.
 */
export function parseEntities(columns: readonly Column[], ownModel?: string): EntityTree {
  const puts: Put[] = [];
  const read: Cells[] = [];
  for (const { oid, cells } of columns) {
    const put = oid === ownModel ? putOwnModel : PUT.get(oid);
    if (put === undefined) continue;
    puts.push(put);
    read.push(cells);
  }
  const entities: Building[] = [];
  for (const { index, places } of joinCells(read)) {
    if (index.includes('.')) continue;
    const row: Building = { index, class: 'unknown' };
    for (let i = 0; i < read.length; i++) {
      const cells = read[i];
      const place = places[i];
      if (cells !== undefined && place !== undefined) puts[i]?.(row, cells, place);
    }
    entities.push(row);
  }
  entities.sort((a, b) => Number(a.index) - Number(b.index));
  const byIndex = new Map(entities.map((entity) => [entity.index, entity]));
  const byParent = Map.groupBy(entities, ({ parent }) => parent ?? '');
  return {
    entities,
    get: (index) => byIndex.get(index),
    children: (index) => byParent.get(index) ?? [],
  };
}

/**
 * The rows that are the device: chassis at the top or in a stack, in index order. A stack has
 * several. Where no row says it is a chassis, the one at the top, unless that is a part: an agent
 * that lists nothing but its power unit says nothing of the device.
 */
export function rootsOf(tree: EntityTree): readonly Entity[] {
  const outermost = tree.entities.filter(
    (entity) => entity.class === 'chassis' && isOutermost(tree, entity),
  );
  // A virtual chassis has no number; those within it have.
  const chassis = outermost.flatMap((entity) => {
    if (entity.serial !== undefined) return [entity];
    const within = descendantsOf(tree, entity.index).filter(
      (inner) => inner.class === 'chassis' && inner.serial !== undefined,
    );
    return within.length > 0 ? within : [entity];
  });
  if (chassis.length > 0) return chassis;
  const boxes = boxesOfStack(tree);
  if (boxes.length > 0) return boxes;
  const top = topOf(tree).filter(({ class: kind }) => !PARTS.has(kind));
  // Several boards side by side: which of them is the device, none says.
  if (top.length > 1 && top[0]?.class === 'module') return [];
  return top.slice(0, 1);
}

/** A stack groups chassis (RFC 6933); agents that call them containers give them numbers all the same. */
function boxesOfStack(tree: EntityTree): readonly Entity[] {
  const stack = stackOf(tree);
  if (stack === undefined || stack.serial !== undefined) return [];
  return tree
    .children(stack.index)
    .filter(({ class: kind, serial }) => kind === 'container' && serial !== undefined);
}

/** Never the device, though an agent may list nothing around them. */
const PARTS: ReadonlySet<EntityClass> = new Set<EntityClass>([
  'power-supply',
  'fan',
  'sensor',
  'port',
  'cpu',
  'energy-object',
  'battery',
  'storage-drive',
]);

/** The rows at the top of a tree in which none is sure to be the device; none in any other tree. */
export function strayPartsOf(tree: EntityTree): readonly Entity[] {
  return rootsOf(tree).length > 0 ? [] : topOf(tree);
}

function topOf(tree: EntityTree): readonly Entity[] {
  return tree.entities.filter(({ parent }) => parent === undefined);
}

/** The row it is the stack of, where the tree has one. */
export function stackOf(tree: EntityTree): Entity | undefined {
  return tree.entities.find((entity) => entity.class === 'stack');
}

/** Everything within `index`, however deep. */
export function descendantsOf(tree: EntityTree, index: string): readonly Entity[] {
  const found: Entity[] = [];
  let level = tree.children(index);
  for (let depth = 0; depth < DEPTH_MAX && level.length > 0; depth++) {
    found.push(...level);
    level = level.flatMap((entity) => tree.children(entity.index));
  }
  return found;
}

/** Rows a family selects; the roots where it selects none. */
export function selectEntities(
  tree: EntityTree,
  select: EntitySelect | undefined,
): readonly Entity[] {
  if (select === undefined) return rootsOf(tree);
  const name = matcher(select.name);
  const description = matcher(select.description);
  const index = matcher(select.index);
  return tree.entities.filter(
    (entity) =>
      (select.class?.includes(entity.class) ?? true) &&
      name(entity.name) &&
      description(entity.description) &&
      index(entity.index),
  );
}

function matcher(pattern: string | undefined): (text: string | undefined) => boolean {
  if (pattern === undefined) return () => true;
  const compiled = compilePattern(pattern);
  if (compiled.kind === 'refused') return () => false;
  return (text) => text !== undefined && compiled.match(text) !== undefined;
}

/** No chassis around it. */
function isOutermost(tree: EntityTree, entity: Entity): boolean {
  let at: Entity | undefined = entity;
  for (let depth = 0; depth < DEPTH_MAX; depth++) {
    at = at.parent === undefined ? undefined : tree.get(at.parent);
    if (at === undefined) return true;
    if (at.class === 'chassis') return false;
  }
  return false;
}

/** An entity as its columns come in. */
type Building = { -readonly [K in keyof Entity]: Entity[K] };

const TEXT_FIELDS = [
  'description',
  'name',
  'model',
  'serial',
  'hardwareRevision',
  'firmwareRevision',
  'softwareRevision',
  'maker',
  'alias',
  'assetTag',
] as const;
/** As long as a short fact of an observation may be. */
const TEXT_MAX = 256;

type Put = (row: Building, cells: Cells, place: number) => void;

/** What each column's cells say of their row. */
const PUT: ReadonlyMap<string, Put> = new Map<string, Put>([
  ...TEXT_FIELDS.map((field): [string, Put] => [
    COLUMN[field],
    (row, cells, place) => {
      const text = cells.text(place);
      if (text !== undefined) row[field] = text.slice(0, TEXT_MAX);
    },
  ]),
  [
    COLUMN.class,
    (row, cells, place) => {
      row.class = ENTITY_CLASSES[(numberIn(cells, place) ?? 2) - 1] ?? 'unknown';
    },
  ],
  [
    COLUMN.parent,
    (row, cells, place) => {
      const parent = cells.text(place);
      if (parent !== undefined && parent !== '0' && parent !== row.index) row.parent = parent;
    },
  ],
  [
    COLUMN.position,
    (row, cells, place) => {
      const position = numberIn(cells, place);
      if (position !== undefined && position >= 0) row.position = position;
    },
  ],
  [
    COLUMN.isFru,
    (row, cells, place) => {
      const isFru = numberIn(cells, place);
      if (isFru !== undefined) row.isFru = isFru === 1;
    },
  ],
  [
    COLUMN.manufacturedOn,
    (row, cells, place) => {
      const date = dateOf(cells.value(place));
      if (date !== undefined) row.manufacturedOn = date;
    },
  ],
]);

/** ENTITY-MIB's own column, which is read before, comes first. */
function putOwnModel(row: Building, cells: Cells, place: number): void {
  const text = cells.text(place);
  if (text !== undefined && row.model === undefined) row.model = text.slice(0, TEXT_MAX);
}

function numberIn(cells: Cells, place: number): number | undefined {
  return cells.number(place) ?? numberOf(cells.value(place));
}

/** DateAndTime (RFC 2579) as a date; absent where the year is none. */
function dateOf(value: Value | undefined): string | undefined {
  const octets = octetsOf(value);
  if (octets === undefined || octets.length < 8) return undefined;
  const year = (octets[0] ?? 0) * 256 + (octets[1] ?? 0);
  const month = octets[2] ?? 0;
  const day = octets[3] ?? 0;
  if (year < 1980 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31)
    return undefined;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
