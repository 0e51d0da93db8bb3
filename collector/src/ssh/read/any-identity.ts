/**
 * Identity from any output: labels and columns whose names say what they hold. Only names that
 * leave no doubt are taken; an output that has none gives nothing.
 */
import type { Row } from '../rows.ts';
import { all, byColumn, byLabel, DEVICE, firstOf } from './facts.ts';

const parseLabels = byLabel(DEVICE, {
  serial: [
    'system serial number',
    'chassis serial number',
    'device serial number',
    'serial number',
    'serial no',
    'serialnumber',
    'serial num',
    'serial',
  ],
  model: ['model name', 'model number', 'machine model', 'product name', 'system model', 'model'],
  version: ['software version', 'system software version', 'firmware version', 'os version'],
  hostname: ['hostname', 'host name', 'system name', 'sysname'],
  mac: [
    'system mac address',
    'base mac address',
    'burned in mac address',
    'chassis mac',
    'mac address',
  ],
  assetTag: ['asset tag'],
});

const parseTable = byColumn(
  { is: 'part', part: 'module' },
  [
    [/^(?:slot|module|mod|unit|index)\b/, 'slot'],
    [/^serial(?: ?(?:no|num|number))?\b|^s\/?n$/, 'serial'],
    [/^(?:model|product|type|part)(?: ?(?:no|num|number|name|id|code))?$|^pid$/, 'model'],
    [/^mac\b/, 'mac'],
    [/^(?:sw|software) ?ver/, 'version'],
    [/^name$/, 'name'],
  ],
  ['serial', 'model'],
);

export const parseAnyIdentity: (text: string) => readonly Row[] = firstOf(
  all(parseLabels, parseTable),
);
