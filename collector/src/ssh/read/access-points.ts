/** Access points as their controllers list them. */
import type { Row } from '../rows.ts';
import { byColumn } from './facts.ts';

const COLUMNS: Parameters<typeof byColumn>[1] = [
  [/^(?:ap name|name|ap)$/, 'name'],
  [/^(?:ap model|model|ap type|type)$/, 'model'],
  [/^(?:ethernet mac|wired mac address|mac address|ap mac(?: address)?|mac|eth mac)$/, 'mac'],
  [/^(?:serial(?: ?(?:number|no|#))?)$/, 'serial'],
  [/^(?:ip address|ip|ap ip address)$/, 'address'],
  [/^(?:state|status)$/, 'state'],
  [/^(?:sw version|software version|version|image)$/, 'version'],
];

/** A table with the access points' names and models. */
export const parseAccessPoints: (text: string) => readonly Row[] = byColumn(
  { is: 'ap' },
  COLUMNS,
  ['name', ['model', 'mac', 'serial']],
  (row) => (row.name === undefined ? undefined : row),
);
