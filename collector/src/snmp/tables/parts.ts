/** Parts from a vendor's own table: modules, disks, rectifiers, transceivers. */
import type { Component } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import type { Column } from '../agent.ts';
import type { PartTable } from '../family.ts';
import { rowsOf } from './table.ts';

const FIELDS = [
  'serial',
  'model',
  'partNumber',
  'name',
  'version',
  'hardwareRevision',
  'vendor',
] as const;
type Field = (typeof FIELDS)[number];

const NOWHERE: Readonly<Record<Field, string>> = {
  serial: '',
  model: '',
  partNumber: '',
  name: '',
  version: '',
  hardwareRevision: '',
  vendor: '',
};

/** As many as an observation carries beside what ENTITY-MIB has. */
const PARTS_MAX = 4096;

export function partColumns(table: PartTable): readonly string[] {
  return FIELDS.flatMap((field) => table[field] ?? []);
}

/**
 * Rows with a number, a model or a part number; the others are empty places.
 *
 * @param key sets the table's rows apart from those of ENTITY-MIB and of other tables.
 */
export function parseParts(
  table: PartTable,
  columns: readonly Column[],
  key: string,
): readonly Component[] {
  const names: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const oid = table[field];
    if (oid !== undefined) names[field] = oid;
  }
  const parts: Component[] = [];
  for (const [index, row] of rowsOf<Field>(columns, { ...NOWHERE, ...names })) {
    const serial = realValue('serial', row.text('serial')?.replace(/^S\/N /, ''));
    const model = realValue('model', row.text('model'));
    const partNumber = realValue('sku', row.text('partNumber'));
    if (serial === undefined && model === undefined && partNumber === undefined) continue;
    if (parts.length >= PARTS_MAX) break;
    const name = row.text('name');
    const firmware = realValue('version', row.text('version'));
    const hardwareRevision = realValue('version', row.text('hardwareRevision'));
    const vendor = realValue('vendor', row.text('vendor'));
    parts.push({
      kind: table.kind,
      key: `${key}:${index}`.slice(0, 256),
      ...(serial !== undefined && { serial: serial.slice(0, 256) }),
      ...(model !== undefined && { model: model.slice(0, 256) }),
      ...(partNumber !== undefined && { partNumber: partNumber.slice(0, 256) }),
      ...(name !== undefined && { name: name.slice(0, 256) }),
      ...(firmware !== undefined && { firmware: firmware.slice(0, 256) }),
      ...(hardwareRevision !== undefined && { hardwareRevision: hardwareRevision.slice(0, 256) }),
      ...(vendor !== undefined && { vendor: vendor.slice(0, 256) }),
    });
  }
  return parts;
}
