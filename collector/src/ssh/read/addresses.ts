/**
 * Tables of addresses, whoever drew them: FDB entries (MAC, VLAN, port) and ARP or ND entries (IP,
 * MAC, port). Columns are known by their headers; without any, words are known by their form.
 */
import { isIP } from 'node:net';
import { parseMac } from '@muster/facts/mac';
import type { Row } from '../rows.ts';
import { linesOf, stated } from '../text/lines.ts';
import { type Pair, pairsOf } from '../text/pairs.ts';
import { type Column, cutRow, tablesOf, wordsOf } from '../text/table.ts';

type Role = 'mac' | 'address' | 'port' | 'vlan' | 'type';

/** Column names by what they mean; of several the first pattern that matches one counts. */
const ROLES: Readonly<Record<Role, readonly RegExp[]>> = {
  mac: [
    /^(?:dest(?:ination)? )?mac(?: addr(?:ess)?)?$/,
    /^dest(?:ination)? addr(?:ess)?$|^hardware addr(?:ess)?$|^hw ?addr(?:ess)?$|^link ?layer(?: addr(?:ess)?)?$|^lladdr$/,
    /\bmac\b(?!.*(?:flag|type|age|move))|hardware|hwaddr|station addr/,
  ],
  address: [
    /^(?:ip|ipv4|ipv6|protocol|internet)(?: addr(?:ess)?)?$/,
    /^(?:address|host|destination|neighbor|nbr addr(?:ess)?)$/,
    /\bip(?:v[46])? addr|^ip\b/,
  ],
  port: [
    /^physical (?:port|interface)$|^source(?: identifier)?$|^f\/ ?s ?\/ ?p$/,
    /^(?:dest(?:ination)? )?ports?(?: index| id| name)?$|^logical interface$|^learned from$/,
    /^(?:interfaces?|iface|if ?name|intf|circuit|portid|port vlan|slot\/port)$/,
    /\b(?:ports?|interface|intf|ifname)\b/,
  ],
  vlan: [/^vid$|^vlan ?id$|^vlan$/, /\bvlan\b|^bridge domain|^vsi|^bd\b|^evi/],
  type: [/^type$|^state$|^status$|^fwd$|^mac flags$|^flags?$/],
};

/** For ARP entries the logical interface names the segment, which is what is asked for first. */
const ARP_PORT: readonly RegExp[] = [
  /^(?:interfaces?|iface|if ?name|intf|circuit)$/,
  /^(?:port|physical (?:port|interface))$/,
  /\b(?:interface|intf|port)\b/,
];

type Roles = Partial<Readonly<Record<Role, number>>>;

export function parseFdb(text: string): readonly Row[] {
  return parseAddresses(text, 'fdb');
}

export function parseArp(text: string): readonly Row[] {
  return parseAddresses(text, 'arp');
}

function parseAddresses(text: string, is: 'fdb' | 'arp'): readonly Row[] {
  const lines = linesOf(text);
  const wanted = is === 'fdb' ? ROLES : { ...ROLES, port: ARP_PORT };
  const rows = fromTables(lines, is, wanted);
  if (rows.length > 0) return rows;
  const records = fromPairs(lines, is);
  return records.length > 0 ? records : fromWords(lines, is);
}

function isHeader(names: readonly string[]): boolean {
  const roles = rolesOf(names, ROLES);
  const known = [roles.address, roles.port, roles.vlan].filter((index) => index !== undefined);
  return roles.mac !== undefined && known.length > 0;
}

function rolesOf(
  names: readonly string[],
  wanted: Readonly<Record<Role, readonly RegExp[]>>,
): Roles {
  const roles: Partial<Record<Role, number>> = {};
  const taken = new Set<number>();
  for (const role of ['mac', 'address', 'port', 'vlan', 'type'] as const) {
    for (const pattern of wanted[role]) {
      const index = names.findIndex((name, at) => !taken.has(at) && pattern.test(name));
      if (index < 0) continue;
      roles[role] = index;
      taken.add(index);
      break;
    }
  }
  return roles;
}

function fromTables(
  lines: readonly string[],
  is: 'fdb' | 'arp',
  wanted: Readonly<Record<Role, readonly RegExp[]>>,
): readonly Row[] {
  const rows: Row[] = [];
  for (const { columns, rows: drawn } of tablesOf(lines, isHeader)) {
    const roles = rolesOf(
      columns.map(({ name }) => name),
      wanted,
    );
    let last: Row | undefined;
    for (const { at } of drawn) {
      const line = lines[at] ?? '';
      const row = rowOf(line, columns, roles, is);
      if (row !== undefined) {
        if (last !== undefined) rows.push(last);
        last = row;
      } else if (last !== undefined) last = continued(last, line, columns, roles);
    }
    if (last !== undefined) rows.push(last);
  }
  return rows;
}

function rowOf(
  line: string,
  columns: readonly Column[],
  roles: Roles,
  is: 'fdb' | 'arp',
): Row | undefined {
  const words = wordsOf(line);
  const anchor = words.find(({ text }) => macOf(text) !== undefined);
  const host = words.find(({ text }) => isAddress(text));
  if (is === 'fdb' ? anchor === undefined : anchor === undefined && host === undefined) {
    return undefined;
  }
  const cells = alignedCells(line, columns, roles, anchor?.start);
  const cell = (role: Role) => (roles[role] === undefined ? undefined : cells[roles[role]]);
  const mac = anchor === undefined ? undefined : macOf(anchor.text);
  if (is === 'arp' && host === undefined) return undefined;
  const drawn = portOf(withoutMac(cell('port')));
  const said = stated(drawn.port);
  const port = isNoPort(said) ? words.map(({ text }) => text).findLast(isInterface) : said;
  const vlan = vlanOf(cell('vlan')) ?? drawn.vlan;
  const state = stated(cell('type'));
  return {
    is,
    ...(mac !== undefined && { mac }),
    ...(is === 'arp' && host !== undefined && { address: bareAddress(host.text) }),
    ...(port !== undefined && { port }),
    ...(vlan !== undefined && { vlan }),
    ...(state !== undefined && { state }),
  };
}

/** "vlan 1 gi1/0/1", "10 gei_1/9": a VLAN before the port, under one header. "Port:1/9" is "1/9". */
function portOf(cell: string | undefined): { readonly port?: string; readonly vlan?: string } {
  if (cell === undefined) return {};
  const [, vlan, behind] = /^(?:vlan )?(\d{1,4}) (?=[A-Za-z])(\S+)$/i.exec(cell) ?? [];
  if (vlan !== undefined && behind !== undefined) return { port: behind, vlan };
  // Bridges of Linux number a port, then name it: "1 7 internal".
  return { port: cell.replace(/^Port:(?=\d)|^\d{1,4} \d{1,4} (?=[A-Za-z])/, '') };
}

/** What stands beside a port in such tables; in its column only when the row is drawn askew. */
function isNoPort(cell: string | undefined): boolean {
  return (
    cell === undefined ||
    /^(?:internet|arpa|ether|valid|dynamic|static|learned|pend|\d{1,2}:\d{2}:\d{2})$/i.test(cell)
  );
}

function isInterface(word: string): boolean {
  return /^(?:gi|te|fa|fo|hu|tw|eth|et|ge|xe|po|vl|lo|mg|mgmt|bundle|bvi|lag|be|vlan|port)[a-z-]*[\d/.:]+\w*$/i.test(
    word,
  );
}

/** Rows shifted against their header are shifted back by what their MAC address tells. */
function alignedCells(
  line: string,
  columns: readonly Column[],
  roles: Roles,
  macStart: number | undefined,
): readonly string[] {
  const cells = cutRow(line, columns);
  const macColumn = roles.mac === undefined ? undefined : columns[roles.mac];
  if (macStart === undefined || macColumn === undefined || roles.mac === undefined) return cells;
  if (macOf(cells[roles.mac] ?? '') !== undefined) return cells;
  const words = wordsOf(line);
  if (words.length === columns.length) return words.map(({ text }) => text);
  const shift = macStart - macColumn.start;
  const shifted = columns.map((column) => ({
    ...column,
    start: column.start + shift,
    end: column.end + shift,
  }));
  return cutRow(line, shifted);
}

/** A line with more ports of the entry above. */
function continued(row: Row, line: string, columns: readonly Column[], roles: Roles): Row {
  const column = roles.port === undefined ? undefined : columns[roles.port];
  const words = wordsOf(line);
  const first = words[0];
  if (column === undefined || first === undefined || row.port === undefined) return row;
  const isUnder = first.start >= column.start - 2 && words.length <= 4;
  const isPort = /^[A-Za-z]{1,20}[\d/.:-]+/.test(first.text);
  return isUnder && isPort
    ? { ...row, port: `${row.port},${words.map((w) => w.text).join('')}` }
    : row;
}

const PAIR_ROLES: Readonly<Record<string, Role>> = {
  'ip address': 'address',
  'ipv4 address': 'address',
  'ipv6 address': 'address',
  address: 'address',
  'mac address': 'mac',
  'hardware address': 'mac',
  'link layer': 'mac',
  'link layer address': 'mac',
  mac: 'mac',
  interface: 'port',
  port: 'port',
  'l2 port': 'port',
  vlan: 'vlan',
  'vlan id': 'vlan',
  state: 'type',
  type: 'type',
};

/** Records of labels: a new one starts when a label comes again. */
function fromPairs(lines: readonly string[], is: 'fdb' | 'arp'): readonly Row[] {
  const rows: Row[] = [];
  let record = new Map<Role, string>();
  const close = () => {
    const mac = macOf(record.get('mac') ?? '');
    const address = record.get('address');
    if (mac !== undefined && (is === 'fdb' || (address !== undefined && isAddress(address)))) {
      const port = stated(record.get('port'));
      const vlan = vlanOf(record.get('vlan'));
      rows.push({
        is,
        mac,
        ...(is === 'arp' && address !== undefined && { address: bareAddress(address) }),
        ...(port !== undefined && { port }),
        ...(vlan !== undefined && { vlan }),
      });
    }
    record = new Map();
  };
  for (const { label, value } of pairsOf(lines) satisfies readonly Pair[]) {
    const role = PAIR_ROLES[label];
    if (role === undefined) continue;
    if (record.has(role)) close();
    record.set(role, value);
  }
  close();
  return rows;
}

/** Lines without a header: "outside 192.0.2.1 0013.2401.01a3 5054", "192.0.2.1 dev eth0 lladdr …". */
function fromWords(lines: readonly string[], is: 'fdb' | 'arp'): readonly Row[] {
  const rows: Row[] = [];
  for (const line of lines) {
    const words = wordsOf(line).map(({ text }) => text);
    const mac = words.map(macOf).find((found) => found !== undefined);
    const host = words.find(isAddress);
    if (is === 'arp' ? host === undefined : mac === undefined) continue;
    if (is === 'arp' && mac === undefined && !/\b(?:incomplete|failed|stale|dev)\b/i.test(line)) {
      continue;
    }
    const after = (word: string) => {
      const at = words.indexOf(word);
      return at < 0 ? undefined : words[at + 1];
    };
    const looksLikePort = (word: string) =>
      /^[A-Za-z][\w-]*\d+(?:[/:.]\d+)*(?:\(.*\))?$/.test(word) && macOf(word) === undefined;
    const named = words[0] !== undefined && !isAddress(words[0]) && macOf(words[0]) === undefined;
    const first = named && is === 'arp' && words[1] === host ? words[0] : undefined;
    const port = stated(after('dev') ?? after('on') ?? first ?? words.findLast(looksLikePort));
    const macAt = words.findIndex((word) => macOf(word) !== undefined);
    const before =
      is === 'fdb' ? words.slice(0, macAt).findLast((word) => /^\d{1,4}$/.test(word)) : undefined;
    const vlan = after('vlan') ?? before;
    rows.push({
      is,
      ...(mac !== undefined && { mac }),
      ...(is === 'arp' && host !== undefined && { address: bareAddress(host) }),
      ...(port !== undefined && { port }),
      ...(vlan !== undefined && /^\d{1,4}$/.test(vlan) && { vlan }),
    });
  }
  return rows;
}

/** A MAC address, marks of its entry around it allowed: "*0011.2233.4455", "(00:11:…)". */
export function macOf(word: string): string | undefined {
  const bare = word.replaceAll(/^[*+(~[]+|[)\],;*]+$/g, '');
  // Twelve digits without a separator may be any number; only notations with one are taken.
  return /[.:-]/.test(bare) ? parseMac(bare) : undefined;
}

function isAddress(word: string): boolean {
  return isIP(bareAddress(word)) !== 0;
}

/** "192.0.2.1%eth0", "(192.0.2.1)", "192.0.2.1/24" → "192.0.2.1". */
function bareAddress(word: string): string {
  return word.replaceAll(/^[(*]+|[),]+$/g, '').replace(/[%/].*$/, '');
}

function withoutMac(cell: string | undefined): string | undefined {
  return cell
    ?.split(' ')
    .filter((word) => macOf(word) === undefined)
    .join(' ');
}

/** "10/-/-", "Vlan10", "* 10" → "10"; a VLAN's name stays, "-" is none. */
function vlanOf(cell: string | undefined): string | undefined {
  const words = withoutMac(cell)?.split(' ') ?? [];
  const isFlagged = words.length > 1 && words.slice(0, -1).every((word) => word.length <= 2);
  const value = stated(isFlagged ? words.at(-1) : words.join(' '));
  if (value === undefined) return undefined;
  // ExtremeXOS: the name, and the number in four digits, "office(0010)".
  const numbered = /\((0*)(\d{1,4})\)$/.exec(value)?.[2];
  if (numbered !== undefined) return numbered;
  const id = /^(?:vlan[-_: ]?)?(\d{1,4})(?:\/.*)?$/i.exec(value);
  return id?.[1] ?? (/^-?(?:\/-?)*$/.test(value) ? undefined : value);
}
