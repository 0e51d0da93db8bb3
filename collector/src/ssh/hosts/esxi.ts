/** VMware ESXi: the host's hardware, its adapters and disks, and the guests that run on it. */
import { macKindOf, parseMac } from '@muster/facts/mac';
import type { Component, NetworkInterface } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import { parseUuid } from '@muster/facts/uuid';
import { definedOf } from '../../json.ts';
import { tidyText } from '../../tidy-text.ts';
import { linesOf } from '../text/lines.ts';
import { pairsOf } from '../text/pairs.ts';
import { tablesOf } from '../text/table.ts';
import type { Guest, HostFacts } from './host-facts.ts';
import { readOf, type Section, scriptOf, sectionsOf } from './sections.ts';

const SECTIONS: readonly Section[] = [
  { name: 'version', command: 'esxcli system version get' },
  { name: 'platform', command: 'esxcli hardware platform get' },
  {
    name: 'hardware',
    command: 'vim-cmd hostsvc/hosthardware | grep -E "(uuid|biosVersion|releaseDate) = "',
  },
  { name: 'hostname', command: 'esxcli system hostname get' },
  { name: 'nics', command: 'esxcli network nic list' },
  { name: 'addresses', command: 'esxcli network ip interface ipv4 get' },
  { name: 'disks', command: 'esxcli storage core device list' },
  { name: 'guests', command: 'esxcli vm process list' },
];

export const ESXI_SCRIPT: string = scriptOf(SECTIONS);

/** A host takes 1024 guests and as many devices. */
const GUESTS_MAX = 1024;
const DISKS_MAX = 1024;

export function readEsxiHost(output: string): HostFacts | undefined {
  const sections = sectionsOf(output);
  const section = (name: string) => {
    const read = readOf(sections.get(name));
    return read.kind === 'text' ? read.text : '';
  };
  const version = labelled(section('version'));
  if (!/ESXi/.test(version.get('product') ?? '')) return undefined;
  const platform = labelled(section('platform'));
  const names = labelled(section('hostname'));
  const vendor = realValue('vendor', platform.get('vendor name'));
  // "uuid = …" of the system stands first; what else has one comes later.
  const uuid = parseUuid(/\buuid = "([0-9a-f-]{36})"/i.exec(section('hardware'))?.[1] ?? '');
  const released = /releaseDate = "(\d{4}-\d{2}-\d{2})T/.exec(section('hardware'))?.[1];
  const firmware = definedOf({
    version: realValue('version', /biosVersion = "([^"\n]*)"/.exec(section('hardware'))?.[1]),
    releasedOn: released,
  });
  return {
    class: /^VMware/.test(vendor ?? '') ? 'vm' : 'server',
    device: definedOf({
      vendor,
      model: realValue('model', platform.get('product name')),
      serial: realValue('serial', platform.get('serial number')),
      chassisSerial: realValue('serial', platform.get('enclosure serial number')),
      assetTag: realValue('assetTag', platform.get('bios asset tag')),
      uuid: uuid === undefined ? undefined : realValue('uuid', uuid),
      hostname: names.get('host name'),
    }),
    os: {
      name: 'VMware ESXi',
      ...definedOf({
        version: version.get('version'),
        build: version.get('build')?.replace(/^Releasebuild-/i, ''),
      }),
    },
    ...(firmware.version !== undefined && { firmware }),
    components: disksOf(section('disks')),
    interfaces: interfacesOf(section('nics'), section('addresses')),
    guests: guestsOf(section('guests')),
  };
}

/** The first value of each label. */
function labelled(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { label, value } of pairsOf(linesOf(text))) {
    const clean = tidyText(value);
    if (clean !== undefined && !values.has(label)) values.set(label, clean);
  }
  return values;
}

/** Records: a name at the line's start, its labels indented below. */
function recordsOf(text: string): readonly (readonly [string, ReadonlyMap<string, string>])[] {
  return text.split(/\n(?=\S)/).flatMap((record) => {
    const name = tidyText(record.split('\n', 1)[0]);
    return name === undefined ? [] : [[name, labelled(record.slice(record.indexOf('\n') + 1))]];
  });
}

function disksOf(text: string): readonly Component[] {
  return recordsOf(text)
    .filter(([, facts]) => /^Direct-Access/.test(facts.get('device type') ?? ''))
    .slice(0, DISKS_MAX)
    .map(([name, facts]): Component => {
      const mebibytes = Number(facts.get('size'));
      return {
        kind: 'disk',
        key: `disk:${name.slice(0, 240)}`,
        name,
        ...definedOf({
          vendor: realValue('vendor', facts.get('vendor')),
          model: realValue('model', facts.get('model')),
          firmware: realValue('version', facts.get('revision')),
        }),
        ...(Number.isSafeInteger(mebibytes) && mebibytes > 0 && { sizeBytes: mebibytes * 2 ** 20 }),
      };
    });
}

function interfacesOf(nics: string, addresses: string): readonly NetworkInterface[] {
  const found: NetworkInterface[] = [];
  for (const row of rowsOf(nics, 'mac address')) {
    const name = tidyText(row.get('name'));
    const mac = parseMac(row.get('mac address') ?? '');
    if (name === undefined || mac === undefined) continue;
    const link = row.get('link status')?.toLowerCase();
    found.push({
      name,
      mac,
      macKind: macKindOf(mac, { interfaceName: name }),
      ...definedOf({ description: row.get('description'), driver: row.get('driver') }),
      ...((link === 'up' || link === 'down') && { up: link === 'up' }),
    });
  }
  for (const row of rowsOf(addresses, 'ipv4 address')) {
    const name = tidyText(row.get('name'));
    const address = /^\d{1,3}(?:\.\d{1,3}){3}$/.exec(row.get('ipv4 address') ?? '')?.[0];
    if (name !== undefined && address !== undefined && address !== '0.0.0.0') {
      found.push({ name, addresses: [address] });
    }
  }
  return found;
}

function rowsOf(text: string, known: string): readonly ReadonlyMap<string, string>[] {
  const lines = linesOf(text);
  return tablesOf(lines, (names) => names.includes(known)).flatMap(({ columns, rows }) =>
    rows.map(({ cells }) => new Map(columns.map(({ name }, index) => [name, cells[index] ?? '']))),
  );
}

/**
 * "UUID: 56 4d 8c … -9b 3a …": the octets from which the guest's firmware makes its serial, word for
 * word. Its UUID comes in two byte orders, depending on the virtual hardware: not ours to choose.
 */
function guestsOf(text: string): readonly Guest[] {
  return recordsOf(text)
    .slice(0, GUESTS_MAX)
    .flatMap(([name, facts]): readonly Guest[] => {
      const octets = facts.get('uuid');
      const isUuid = /^(?:[0-9a-f]{2} ){7}[0-9a-f]{2}-(?:[0-9a-f]{2} ){7}[0-9a-f]{2}$/.test(
        octets ?? '',
      );
      const printed = facts.get('display name') ?? name;
      return octets !== undefined && isUuid
        ? [{ kind: 'vm', id: octets, name: printed, serial: `VMware-${octets}` }]
        : [];
    });
}
