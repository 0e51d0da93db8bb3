/**
 * What recordings of command output expect, in the three shapes their sources wrote it: flat rows
 * (`ssh/`), nested by slot, interface or neighbor (`ssh-genie/`), one answer (`ssh-napalm/`). Each
 * becomes the same few values to compare.
 */
import { isIP } from 'node:net';

export interface Expected {
  readonly serials: readonly string[];
  readonly models: readonly string[];
  readonly versions: readonly string[];
  readonly hostnames: readonly string[];
  readonly neighbors: readonly ExpectedNeighbor[];
  readonly fdb: readonly ExpectedAddress[];
  readonly arp: readonly ExpectedAddress[];
}

export interface ExpectedNeighbor {
  readonly port: string;
  readonly names: readonly string[];
  readonly remotePorts: readonly string[];
}

export interface ExpectedAddress {
  readonly mac: string;
  readonly address?: string;
  readonly vlan?: string;
  readonly ports: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

export const NOTHING: Expected = {
  serials: [],
  models: [],
  versions: [],
  hostnames: [],
  neighbors: [],
  fdb: [],
  arp: [],
};

/** The expectation of one case; `kind` is its category, parser or getter. */
export function expectedOf(file: unknown, kind: string): Expected {
  if (!isRecord(file)) return NOTHING;
  if ('result' in file) return ofAnswer(file.result, kind);
  const rows = Array.isArray(file.parsed) ? file.parsed.filter(isRecord) : [];
  const identity = identityOf(file.identity);
  if (/neighbou?r|lldp|cdp/i.test(kind)) {
    const flat = rows.flatMap(flatNeighbor);
    return { ...NOTHING, neighbors: rows.length > 0 ? flat : nestedNeighbors(file.parsed) };
  }
  if (/fdb|mac/i.test(kind)) {
    const flat = rows.flatMap(flatAddress);
    return { ...NOTHING, fdb: flat.length > 0 ? flat : nestedFdb(file.parsed) };
  }
  if (/arp/i.test(kind)) {
    const flat = rows.flatMap(flatAddress).filter(({ address }) => address !== undefined);
    return { ...NOTHING, arp: flat.length > 0 ? flat : nestedArp(file.parsed) };
  }
  return identity;
}

function identityOf(identity: unknown): Expected {
  if (!isRecord(identity)) return NOTHING;
  const list = (name: string) => texts(identity[name]);
  return {
    ...NOTHING,
    serials: list('serials'),
    models: list('models'),
    versions: list('versions'),
    hostnames: list('hostnames'),
  };
}

function ofAnswer(result: unknown, getter: string): Expected {
  if (getter === 'get_facts' && isRecord(result)) {
    const one = (name: string) => texts(result[name]).filter((value) => value !== 'Unknown');
    return {
      ...NOTHING,
      serials: one('serial_number'),
      models: one('model'),
      versions: one('os_version'),
      hostnames: one('hostname'),
    };
  }
  if (/lldp/.test(getter)) return { ...NOTHING, neighbors: answeredNeighbors(result) };
  const rows = Array.isArray(result) ? result.filter(isRecord).flatMap(flatAddress) : [];
  return /mac/.test(getter) ? { ...NOTHING, fdb: rows } : { ...NOTHING, arp: rows };
}

function answeredNeighbors(result: unknown): readonly ExpectedNeighbor[] {
  if (!isRecord(result)) return [];
  return Object.entries(result).flatMap(([port, listed]) =>
    (Array.isArray(listed) ? listed : []).filter(isRecord).map((neighbor) => ({
      port,
      names: some(neighbor, ['hostname', 'remote_system_name', 'remote_chassis_id']),
      remotePorts: some(neighbor, ['port', 'remote_port', 'remote_port_description']),
    })),
  );
}

const PORT_KEYS = ['local_interface', 'local_intf', 'local_port', 'port', 'local_port_id'];
const NAME_KEYS = [
  'neighbor_name',
  'neighbor',
  'system_name',
  'identity',
  'device_id',
  'remote_system_name',
  'chassis_id',
  'mac_address',
];
const REMOTE_PORT_KEYS = [
  'neighbor_interface',
  'neighbor_port_id',
  'port_id',
  'interface_name',
  'neighbor_interface_description',
  'port_description',
];

function flatNeighbor(row: Json): readonly ExpectedNeighbor[] {
  const [port] = some(row, [...PORT_KEYS, 'interface']);
  const names = some(row, NAME_KEYS);
  const remotePorts = some(row, REMOTE_PORT_KEYS);
  if (port === undefined || (names.length === 0 && remotePorts.length === 0)) return [];
  return [{ port, names, remotePorts }];
}

/** Any object that names its own port, or stands below the port's name. */
function nestedNeighbors(value: unknown): readonly ExpectedNeighbor[] {
  const found: ExpectedNeighbor[] = [];
  walk(value, [], (node, path) => {
    const after = (word: string) => {
      const at = path.lastIndexOf(word);
      return at < 0 ? undefined : path[at + 1];
    };
    const own = some(node, ['local_interface']);
    const port = own[0] ?? after('interfaces') ?? after('interface');
    const isNeighbor =
      own.length > 0 ||
      path.at(-2) === 'neighbors' ||
      (path.includes('port') && 'device_id' in node);
    if (port === undefined || !isNeighbor) return;
    const named = path.at(-2) === 'neighbors' ? [path.at(-1) ?? ''] : [];
    const names = [...some(node, ['device_id', 'system_name', 'chassis_id']), ...named];
    const below = after('port_id') ?? after('port');
    const remotePorts = [
      ...some(node, ['port_id', 'port_description']),
      ...(below === undefined ? [] : [below]),
    ];
    found.push({ port, names: names.map((name) => name.trim()), remotePorts });
  });
  return found;
}

function flatAddress(row: Json): readonly ExpectedAddress[] {
  const [mac] = some(row, [
    'mac_address',
    'destination_address',
    'mac',
    'hardware_address',
    'mac-address',
  ]);
  const ports = some(row, [
    'interface',
    'destination_port',
    'port',
    'physical_interface',
    'physical_port',
    'port_id',
    'circuit',
    'logical_interface',
    'fsp',
    'name',
  ]);
  const address = some(row, [
    'ip_address',
    'ip',
    'address',
    'ipv6_address',
    'host',
    'destination',
  ]).find((text) => isIP(text) !== 0);
  const [vlan] = some(row, ['vlan_id', 'vlan']);
  if (mac === undefined || !isMac(mac)) return [];
  return [
    {
      mac,
      ports,
      ...(address !== undefined && { address }),
      ...(vlan !== undefined && { vlan }),
    },
  ];
}

function nestedFdb(value: unknown): readonly ExpectedAddress[] {
  const found: ExpectedAddress[] = [];
  walk(value, [], (node, path) => {
    const at = path.lastIndexOf('mac_addresses');
    const mac = at >= 0 && path.length === at + 2 ? path[at + 1] : undefined;
    if (mac === undefined || !isMac(mac)) return;
    const vlans = path.lastIndexOf('vlans');
    const vlan = vlans < 0 ? undefined : path[vlans + 1];
    const ports = isRecord(node.interfaces) ? Object.keys(node.interfaces) : [];
    found.push({ mac, ports, ...(vlan !== undefined && { vlan }) });
  });
  return found;
}

function nestedArp(value: unknown): readonly ExpectedAddress[] {
  const found: ExpectedAddress[] = [];
  walk(value, [], (node, path) => {
    const [mac] = some(node, ['link_layer_address', 'mac-address', 'mac_add', 'mac_address']);
    const key = path.at(-1) ?? '';
    const own = some(node, ['ip', 'ip-address'])[0] ?? key;
    if (mac === undefined || !isMac(mac) || isIP(own) === 0) return;
    const at = path.lastIndexOf('interfaces');
    const ports = [
      ...(at < 0 ? [] : [path[at + 1] ?? '']),
      ...some(node, ['physical_interface', 'interface-name', 'interface']),
    ];
    found.push({ mac, address: own, ports });
  });
  return found;
}

function walk(
  value: unknown,
  path: readonly string[],
  visit: (node: Json, path: readonly string[]) => void,
): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, path, visit);
  } else if (isRecord(value)) {
    visit(value, path);
    for (const [key, member] of Object.entries(value)) walk(member, [...path, key], visit);
  }
}

/** The texts under these keys, in order, without what says nothing. */
function some(row: Json, keys: readonly string[]): readonly string[] {
  return keys.flatMap((key) => texts(row[key]));
}

function texts(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list
    .filter((item) => typeof item === 'string' || typeof item === 'number')
    .map((item) => String(item).trim())
    .filter((text) => !SAYS_NOTHING.test(text));
}

const SAYS_NOTHING =
  /^(?:|-+|n\/?a|none|unknown|\[?not advertised\]?|not advertised|\*+|null|0|builtin)$/i;

export function isMac(text: string): boolean {
  return text.replaceAll(/[^0-9A-Fa-f]/g, '').length === 12 && /^[\dA-Fa-f.: -]+$/.test(text);
}

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
