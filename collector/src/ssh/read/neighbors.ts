/**
 * Neighbors, whichever protocol and device: records of labels (the "detail" forms) or tables.
 */
import { isIP } from 'node:net';
import type { Field, Row } from '../rows.ts';
import { linesOf, stated } from '../text/lines.ts';
import { below, type Pair, pairsOf } from '../text/pairs.ts';
import { type Column, tablesOf } from '../text/table.ts';

type Protocol = NonNullable<Row['protocol']>;

/** Labels of the detail forms, by the fact they state. */
const LABELS: Readonly<Record<string, Field>> = {
  ...labels('port', [
    'local port',
    'local port id',
    'local interface',
    'local intf',
    'local intfc',
    'local port name',
    'localport',
    'interface',
    'l local port',
    'local if',
    'port',
    'interface name',
  ]),
  ...labels('chassisId', [
    'chassis id',
    'chassisid',
    'neighbor chassis id',
    'remote chassis id',
    'chassis identifier',
    'peer mac',
    'chassis',
    'mac address',
    'device mac',
  ]),
  ...labels('portId', [
    'port id',
    'portid',
    'neighbor port id',
    'remote port id',
    'port identifier',
    'neighbor port',
    'outgoing port',
    'remote port',
    'peer port',
    'interface id',
  ]),
  ...labels('portDescription', [
    'port description',
    'port descr',
    'portdescr',
    'port desc',
    'neighbor port desc',
    'neighbor port description',
    'remote port description',
    'remote port descr',
    'interface description',
    'portdesc',
  ]),
  ...labels('systemName', [
    'system name',
    'sysname',
    'sys name',
    'neighbor chassis name',
    'neighbor system name',
    'remote system name',
    'device id',
    'deviceid',
    'systemname',
    'neighbor device id',
    'remote device id',
    'identity',
  ]),
  ...labels('description', [
    'system description',
    'system descr',
    'sys descr',
    'sysdescr',
    'neighbor chassis description',
    'neighbor system description',
    'remote system description',
    'version',
    'software version',
  ]),
  ...labels('platform', ['platform', 'device platform']),
  ...labels('address', [
    'management address',
    'management addresses',
    'management ip address',
    'management ipv4 address',
    'management ip',
    'mgmt address',
    'mgmt ip address',
    'mgmt ip',
    'neighbor management address',
    'remote management address',
    'management address value',
    'neighbor address',
    'ip address',
    'ipv4 address',
    'address',
    'ip',
    'ipv4',
  ]),
  ...labels('capabilities', [
    'system capabilities enabled',
    'enabled capabilities',
    'system capabilities',
    'capabilities',
    'capability',
    'chassis capabilities enabled',
    'capabilities enabled',
  ]),
  ...labels('serial', ['serial number', 'serial num', 'serialnumber']),
};

/** Header cells of the table forms. */
const HEADERS: readonly (readonly [RegExp, Field])[] = [
  [
    /^(?:local|loc|lcl) ?(?:port|intf|interface|intrf?ce|interfce|if|port ?id|port name)?$|^port$|^interface$|^intf$|^lport$|^localport$|^slot\/port$/,
    'port',
  ],
  [
    /^(?:remote |neighbor |rem )?chassis ?id$|^chassis id subtype$|^(?:remote )?chassis$|^(?:remote )?mac(?: addr(?:ess)?)?$|^neighbor chassis id$/,
    'chassisId',
  ],
  [
    /^(?:remote|neighbor|rem|peer) ?(?:port ?id|port|interface|intf)$|^port ?id$|^port info$|^portid$|^remoteportid$|^nei portid$/,
    'portId',
  ],
  [
    /^(?:remote |neighbor )?port ?desc(?:r|ription)?$|^portdescr$|^remoteportdescr$/,
    'portDescription',
  ],
  [
    /^(?:system|sys|remote system|neighbor|remote sys|device|host|rem(?:ote)? host|rem(?:ote)? sys(?:tem)?|neighbor system|peer)[- ]?(?:name|id)$|^sysname$|^remote ?device$|^neighbor$|^neighbor (?:dev|device)(?: id)?$|^deviceid$|^system name$|^nei device$|^identity$|^remote host$|^system$|^neighbor sys name$/,
    'systemName',
  ],
  [/^platform$/, 'platform'],
  [/^capab|^capability$|^system capabilities$|^cap$|^flags$/, 'capabilities'],
  [/^(?:mgmt|management)(?: ip)?(?: addr(?:ess)?)?$|^ip(?:v4)? ?addr(?:ess)?$|^mgmtip$/, 'address'],
];

/** A line that names our port for the records below it. */
const PORT_LINES: readonly RegExp[] = [
  /^lldp neighbor-information of port \d+\s*\[([^\]]+)\]/i,
  /^(\S+) has \d+ neighbors?/i,
  /\bagents on local (?:slot\/)?port\s+(\S+?):?$/i,
  /^interface:?\s+(\S+?),?\s+(?:detected|has)\b/i,
  /^lldp (?:neighbors?|remote).{0,40}\b(?:port|interface)\s+(\S+?):?$/i,
  /^local\s?(port\S+):$/i,
  /^lldp port (\S+) detected \d+ neighbor/i,
  /^port (\S+) bridge \S+ remote peer/i,
  /^interface:\s+(\S+), via: (?:LLDP|CDP)/i,
  /^(?:local )?(?:port|interface)\s+([A-Za-z]*\d[\w/.:-]*?):?$/i,
];

/** Labels that a record can start with. */
const STARTERS: ReadonlySet<Field> = new Set(['port', 'chassisId', 'systemName', 'portId']);

function labels(field: Field, names: readonly string[]): Readonly<Record<string, Field>> {
  return Object.fromEntries(names.map((name) => [name, field]));
}

export function neighborParser(protocol: Protocol): (text: string) => readonly Row[] {
  return (text) => parseNeighbors(text, protocol);
}

export function parseNeighbors(text: string, protocol: Protocol): readonly Row[] {
  const lines = linesOf(text);
  const records = fromRecords(lines, protocol);
  const tabled = fromTables(lines, protocol);
  // Records of the detail forms state more of each neighbor than any table has columns for.
  const facts = records.reduce((sum, record) => sum + Object.keys(record).length - 2, 0);
  return records.length > 0 && facts >= records.length * 3 ? records : tabled;
}

type Draft = { -readonly [K in Field]?: string };

function fromRecords(lines: readonly string[], protocol: Protocol): readonly Row[] {
  const rows: Row[] = [];
  let draft: Draft = {};
  let headPort: string | undefined;
  const close = () => {
    const row = finish(headPort === undefined ? draft : { port: headPort, ...draft }, protocol);
    if (row !== undefined) rows.push(row);
    draft = {};
  };
  const pairs = pairsOf(lines);
  const leader = leaderOf(pairs);
  const pairsAt = Map.groupBy(pairs, ({ at }) => at);
  for (const [at, line] of lines.entries()) {
    const port = portLine(line);
    if (port !== undefined) {
      close();
      headPort = port;
      continue;
    }
    const pair = /^\s*Chassis (\S+), Port (.+):$/.exec(line);
    if (pair !== null) {
      close();
      keep(draft, 'chassisId', stated(pair[1]));
      keep(draft, 'portId', stated(pair[2]));
      continue;
    }
    for (const pair of pairsAt.get(at) ?? []) {
      const field = LABELS[pair.label];
      if (field === undefined) continue;
      const printed = pair.value.replace(/,$/, '');
      const value = stated(printed) ?? (printed === '' ? below(lines, pair) : undefined);
      if (pair.label === leader) close();
      keep(draft, field, value);
    }
  }
  close();
  return rows;
}

/** Each record starts with the same label: the first that names a port or a neighbor. */
function leaderOf(pairs: readonly Pair[]): string | undefined {
  const first = pairs.find(({ label }) => {
    const field = LABELS[label];
    return field !== undefined && STARTERS.has(field);
  });
  return first?.label;
}

/** Keeps the first value of a label; an address only where it is one. */
function keep(draft: Draft, field: Field, value: string | undefined): void {
  if (value === undefined || draft[field] !== undefined) return;
  if (field === 'address') {
    const address = value.split(/[\s,(]/)[0] ?? '';
    if (isIP(address) !== 0) draft.address = address;
  } else draft[field] = withoutSubtype(value);
}

/** "MAC address       00:11:22:00:00:10": the subtype before the id (IEEE 802.1AB §8.5.2, §8.5.3). */
function withoutSubtype(value: string): string {
  // lldpd names them in one word.
  const short = value.replace(/^(?:ifname|ifalias|local|mac|ip|agentid) (?=\S)/, '');
  return short.replace(
    /^(?:MAC address|Network address|Interface name|Interface alias|Port component|Chassis component|Locally assigned|Local)\s{2,}(?=\S)/i,
    '',
  );
}

function portLine(line: string): string | undefined {
  if (line.length > 160) return undefined;
  const text = line.trim();
  for (const pattern of PORT_LINES) {
    const port = pattern.exec(text)?.[1];
    if (port !== undefined) return port;
  }
  return undefined;
}

function fromTables(lines: readonly string[], protocol: Protocol): readonly Row[] {
  const rows: Row[] = [];
  for (const { columns, rows: drawn } of tablesOf(lines, isHeader)) {
    const fields = fieldsOf(columns);
    let carried: string | undefined;
    for (const { cells, at } of drawn) {
      const line = lines[at] ?? '';
      if (isFooter(line)) continue;
      // A long name stands on a line of its own, its facts below it.
      const words = line.trim();
      const start = columns[0]?.start ?? 0;
      if (!words.includes(' ') && line.indexOf(words) <= start + 1 && fields[0] !== 'port') {
        carried = words;
        continue;
      }
      const draft: Draft = {};
      const whole = separated(cells, columns, line);
      for (const [index, field] of fields.entries()) {
        if (field !== undefined)
          keep(draft, field, stated(whole[index]?.replaceAll(/^\|\s*|\s*\|$/g, '')));
      }
      const before = rows.at(-1);
      // A long value goes on below, alone in its column.
      if (before !== undefined && Object.keys(draft).length === 1 && draft.portId !== undefined) {
        if (before.portId === undefined || !/\d/.test(before.portId))
          rows[rows.length - 1] = { ...before, portId: draft.portId };
        continue;
      }
      const first = fields[0];
      if (carried !== undefined && first !== undefined && draft[first] === undefined) {
        draft[first] = carried;
      }
      carried = undefined;
      const row = finish(draft, protocol);
      if (row !== undefined) rows.push(row);
    }
  }
  return rows;
}

/** A long name leaves one blank or none before the next column: cut where that starts. */
function separated(
  cells: readonly string[],
  columns: readonly Column[],
  line: string,
): readonly string[] {
  const [first, second] = columns;
  if (first === undefined || second === undefined) return cells;
  const head = line.slice(first.start, second.start);
  const tail = /^\S*/.exec(line.slice(second.start))?.[0] ?? '';
  if (tail === '' || head.trim().length < second.start - first.start - 1) return cells;
  // With blanks in the name, its last word is taken for the port's: "SPA50Gi1" under "Local Intf".
  const isWord = cells[1] === '' || (cells[1]?.endsWith(tail) === true && INTERFACE.test(tail));
  return isWord ? [head.trim(), tail, ...cells.slice(2)] : cells;
}

/** "Gi1/0/1", "Ethernet1": letters, then a number. */
const INTERFACE = /^[A-Z][A-Za-z]{0,20}\d[\d/.:]*$/;

function isHeader(names: readonly string[]): boolean {
  const fields = names.map(fieldOf).filter((field) => field !== undefined);
  const known = new Set(fields);
  return known.has('port') && known.size >= 3 && fields.length >= names.length / 3;
}

/** Beside a column of names, the "device id" is what LLDP calls the chassis id. */
function fieldsOf(columns: readonly Column[]): readonly (Field | undefined)[] {
  const fields = columns.map(({ name }) => fieldOf(name));
  const last = fields.lastIndexOf('systemName');
  const first = fields.indexOf('systemName');
  if (first === last || columns[first]?.name !== 'device id') return fields;
  return fields.map((field, index) => (index === first ? 'chassisId' : field));
}

function fieldOf(name: string): Field | undefined {
  return HEADERS.find(([pattern]) => pattern.test(name))?.[1];
}

function isFooter(line: string): boolean {
  return /^\s*(?:total|capability codes|\(\w\)|number of|entries)\b/i.test(line);
}

/** A row needs something that names the other side, and our port or the other side's. */
function finish(draft: Draft, protocol: Protocol): Row | undefined {
  const { port, chassisId, systemName, portId, address } = draft;
  // Old IOS leaves the local port out of its detail form.
  if (port === undefined && (chassisId === undefined || portId === undefined)) return undefined;
  if (chassisId === undefined && systemName === undefined && portId === undefined) {
    if (address === undefined) return undefined;
  }
  return { is: 'neighbor', protocol, ...draft };
}

/**
 * Joins what two commands say of one neighbor: a detail without our port, as old IOS prints it, and
 * the line of the table that has the port but cuts the name short.
 */
export function joinNeighbors(rows: readonly Row[]): readonly Row[] {
  const placed = rows.filter(({ is, port }) => is === 'neighbor' && port !== undefined);
  return rows.flatMap((row) => {
    if (row.is !== 'neighbor' || row.port !== undefined) return [row];
    const line = placed.find((one) => isSameNeighbor(row, one));
    return [line?.port === undefined ? row : { ...row, port: line.port }];
  });
}

function isSameNeighbor(detail: Row, line: Row): boolean {
  if (line.portId === undefined || detail.portId !== line.portId) return false;
  const { systemName, chassisId } = detail;
  const name = line.systemName ?? line.chassisId;
  // The table has no name for it, and the detail none either: "not advertised".
  if (name === undefined) return systemName === undefined;
  return [systemName, chassisId].some((full) => full?.startsWith(name.slice(0, NAME_COLUMN)));
}

/** Cisco's tables cut names after this many characters. */
const NAME_COLUMN = 20;
