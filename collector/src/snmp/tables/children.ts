/** Devices behind this one, from tables of controllers: access points, managed switches, blades. */
import type { DeviceClass } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import type { Column } from '../agent.ts';
import type { ChildTable } from '../family.ts';
import { applyTransforms } from '../transform.ts';
import { macOf } from '../value.ts';
import { readMacIndex } from './address-index.ts';
import { type Row, rowsOf } from './table.ts';

/** A controller manages at most some 10,000. */
const CHILDREN_MAX = 10_000;
const FIELDS = ['serial', 'model', 'version', 'name', 'mac', 'address'] as const;
type Field = (typeof FIELDS)[number];

export interface Child {
  readonly class: DeviceClass;
  /** Serial, MAC or, without either, the row's index. */
  readonly id: string;
  /** By what other tables of the controller may call it: serial, MAC, the MAC in its row's index. */
  readonly knownAs: readonly string[];
  readonly serial?: string;
  readonly model?: string;
  readonly version?: string;
  readonly name?: string;
  readonly mac?: string;
  readonly address?: string;
}

export function childColumns(table: ChildTable): readonly string[] {
  return FIELDS.flatMap((field) => table[field] ?? []);
}

/**
 * Rows that identify nothing, neither serial nor MAC, are left out. Columns may be of several tables
 * with one index: a controller's table of what it was told and that of what is there.
 */
export function parseChildren(table: ChildTable, columns: readonly Column[]): readonly Child[] {
  const names: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const oid = table[field];
    if (oid !== undefined) names[field] = oid;
  }
  const children: Child[] = [];
  for (const [index, row] of rowsOf<Field>(columns, { ...NOWHERE, ...names })) {
    const child = parseChild(table, index, row);
    if (child !== undefined && children.length < CHILDREN_MAX) children.push(child);
  }
  return children;
}

const NOWHERE: Readonly<Record<Field, string>> = {
  serial: '',
  model: '',
  version: '',
  name: '',
  mac: '',
  address: '',
};

function parseChild(
  { class: kind, exceptSerial = [], serialTransform = [] }: ChildTable,
  index: string,
  row: Row<Field>,
): Child | undefined {
  const serial = realValue('serial', applyTransforms(serialTransform, row.text('serial')));
  if (exceptSerial.some((part) => serial?.includes(part) === true)) return undefined;
  const mac = macOf(row.get('mac'));
  const id = serial ?? mac;
  if (id === undefined) return undefined;
  const model = realValue('model', row.text('model'));
  const version = realValue('version', row.text('version'));
  const name = row.text('name');
  const address = row.text('address');
  return {
    class: kind,
    id,
    knownAs: [serial, mac, readMacIndex(index, 0)].filter((name) => name !== undefined),
    ...(serial !== undefined && { serial }),
    ...(mac !== undefined && { mac }),
    ...(model !== undefined && { model }),
    ...(version !== undefined && { version }),
    ...(name !== undefined && { name }),
    ...(address !== undefined && { address }),
  };
}
