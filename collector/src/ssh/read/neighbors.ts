/**
 * Neighbors, whichever protocol and device: records of labels (the "detail" forms) or tables. A
 * record ends where one of the labels that name a neighbor comes again.
 */
import { isIP } from 'node:net';
import type { Field, Row } from '../rows.ts';
import { linesOf, stated } from '../text/lines.ts';
import { below, type Pair, pairsOf } from '../text/pairs.ts';
import { tablesOf } from '../text/table.ts';

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
    'neighbor',
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
    /^(?:local|loc|lcl) ?(?:port|intf|interface|intrfce|if|port ?id|port name)?$|^port$|^interface$|^intf$|^lport$|^localport$|^slot\/port$/,
    'port',
  ],
  [
    /^(?:remote |neighbor |rem )?chassis ?id$|^chassis id subtype$|^remote chassis$|^(?:remote )?mac(?: addr(?:ess)?)?$|^neighbor chassis id$/,
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
    /^(?:system|sys|remote system|neighbor|remote sys|device|host)[- ]?(?:name|id)$|^sysname$|^remote ?device$|^neighbor$|^neighbor device id$|^deviceid$|^system name$|^nei device$|^identity$|^remote host$/,
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
  /^(?:local )?(?:port|interface)\s*[:#]?\s+([A-Za-z]*[\d/.:-]+\S*?):?$/i,
];

/** Labels that name a neighbor: seen twice, a new record has started. */
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
  return records.length >= tabled.length ? records : tabled;
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
  const pairsAt = groupByLine(pairsOf(lines));
  for (const [at, line] of lines.entries()) {
    const port = portLine(line);
    if (port !== undefined) {
      close();
      headPort = port;
      continue;
    }
    for (const pair of pairsAt.get(at) ?? []) {
      const field = LABELS[pair.label];
      if (field === undefined) continue;
      const value = stated(pair.value) ?? (pair.value === '' ? below(lines, pair) : undefined);
      const known = draft[field];
      const isStart = STARTERS.has(field) && known !== undefined && !isSecond(field, draft, value);
      if (isStart || isNewNeighbor(field, draft, protocol)) close();
      keep(draft, field, value);
    }
  }
  close();
  return rows;
}

/** Keeps the first value of a label; an address only where it is one. */
function keep(draft: Draft, field: Field, value: string | undefined): void {
  if (value === undefined || draft[field] !== undefined) return;
  if (field === 'address') {
    const address = value.split(/[\s,(]/)[0] ?? '';
    if (isIP(address) !== 0) draft.address = address;
  } else draft[field] = value.replace(/,$/, '');
}

/** The same label again, saying the same: not another neighbor. */
function isSecond(field: Field, draft: Draft, value: string | undefined): boolean {
  return value === undefined || draft[field] === value;
}

/** A local port after everything else of a neighbor is where the next one starts. */
function isNewNeighbor(field: Field, draft: Draft, protocol: Protocol): boolean {
  if (protocol !== 'cdp' && field === 'port') return draft.chassisId !== undefined;
  return false;
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

function groupByLine(pairs: readonly Pair[]): ReadonlyMap<number, readonly Pair[]> {
  return Map.groupBy(pairs, ({ at }) => at);
}

function fromTables(lines: readonly string[], protocol: Protocol): readonly Row[] {
  const rows: Row[] = [];
  for (const { columns, rows: drawn } of tablesOf(lines, isHeader)) {
    const fields = columns.map(({ name }) => fieldOf(name));
    let carried: string | undefined;
    for (const { cells, at } of drawn) {
      const line = lines[at] ?? '';
      if (isFooter(line)) continue;
      // A long name stands on a line of its own, its facts below it.
      const filled = cells.filter((cell) => cell !== '').length;
      if (filled === 1 && cells[0] !== '' && !/^\s/.test(line) && !line.trim().includes(' ')) {
        carried = line.trim();
        continue;
      }
      const draft: Draft = {};
      for (const [index, field] of fields.entries()) {
        if (field !== undefined) keep(draft, field, stated(cells[index]?.replace(/^\|\s*/, '')));
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

function isHeader(names: readonly string[]): boolean {
  const fields = names.map(fieldOf).filter((field) => field !== undefined);
  const known = new Set(fields);
  return known.has('port') && known.size >= 3 && fields.length >= names.length / 3;
}

function fieldOf(name: string): Field | undefined {
  return HEADERS.find(([pattern]) => pattern.test(name))?.[1];
}

function isFooter(line: string): boolean {
  return /^\s*(?:total|capability codes|\(\w\)|number of|entries)\b/i.test(line);
}

/** A row needs our port and something that names the other side. */
function finish(draft: Draft, protocol: Protocol): Row | undefined {
  const { port, chassisId, systemName, portId, address } = draft;
  if (port === undefined) return undefined;
  if (chassisId === undefined && systemName === undefined && portId === undefined) {
    if (address === undefined) return undefined;
  }
  return { is: 'neighbor', protocol, ...draft };
}
