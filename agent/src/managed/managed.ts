/**
 * Settings that the organization manages: group policy in the registry of Windows, a configuration
 * profile of macOS, a file of the fleet's own on Linux. They stand between the environment and the
 * configuration file, and go by the file's own rules: what is not a setting is refused by name, and
 * so is what is there and cannot be read, lest a host reads what it was told to leave out.
 */
import type { Parsed } from '@muster/facts/parsed';
import type { Command, Host, Read } from '@muster/hosts/host/host';
import { agentFileSchema, isAgentFile } from '../checks.ts';
import { problemsOf } from '../problems-of.ts';
import type { AgentFile } from '../schemas.ts';
import { FLEET_FILE, POLICY_KEY, PREFERENCES } from './places.ts';

export interface Managed {
  /** Of the configuration's keys those that hold for any host: no paths. */
  readonly file: AgentFile;
  /** Admits the host once, where there is no token file. */
  readonly enrolmentToken?: string;
}

/** By name, as the system's own means hold them. */
type Values = ReadonlyMap<string, unknown>;

/** As an export names it, in lower case. */
const POLICY_KEY_WHOLE: string = POLICY_KEY.replace('HKLM', 'HKEY_LOCAL_MACHINE').toLowerCase();

/** The settings that can be managed. Names are taken in any case: policies write them large. */
export const MANAGED_KEYS: readonly (keyof AgentFile | 'enrolmentToken')[] = [
  'reconciler',
  'enrolmentToken',
  'site',
  'every',
  'spread',
  'without',
  'log',
];
const KEYS: ReadonlyMap<string, string> = new Map(
  MANAGED_KEYS.map((key) => [key.toLowerCase(), key]),
);

/** Both answer in milliseconds; a machine that is starting takes its time. */
const TIMEOUT_MS = 10_000;

/** To a file, as that is Unicode: what reg.exe prints is in the code page of consoles. */
const registryExport = (file: string): Command => ({
  name: 'reg export policy',
  file: 'reg.exe',
  args: ['export', POLICY_KEY, file, '/y'],
  timeoutMs: TIMEOUT_MS,
});

/** XML, not JSON, into which plutil does not convert dates and bytes. */
const preferencesQuery: Command = {
  name: 'plutil managed preferences',
  file: '/usr/bin/plutil',
  args: ['-convert', 'xml1', '-o', '-', PREFERENCES],
  timeoutMs: TIMEOUT_MS,
};

/** @param scratch a file that can be written, for Windows; nothing is there yet */
export async function readManaged(host: Host, scratch: string): Promise<Parsed<Managed>> {
  switch (host.platform) {
    case 'win32':
      return readPolicy(host, scratch);
    case 'darwin':
      return readPreferences(host);
    case 'linux':
      return readFleetFile(host);
    case 'other':
      return NONE;
  }
}

async function readPolicy(host: Host, scratch: string): Promise<Parsed<Managed>> {
  const ran = await host.run(registryExport(scratch));
  // It ends with 1 where there is no such key: no policy.
  if (ran.kind === 'failed') return NONE;
  if (ran.kind !== 'read') return unreadable(POLICY_KEY, ran);
  const bytes = await host.readBytes(scratch);
  if (bytes.kind !== 'read') return unreadable(POLICY_KEY, bytes);
  const { parseRegistryText } = await import('@muster/hosts/windows/reg-text');
  const keys = parseRegistryText(new TextDecoder('utf-16le').decode(bytes.value));
  const values = new Map<string, unknown>();
  for (const [name, value] of keys.get(POLICY_KEY_WHOLE) ?? []) {
    // "" is the key's default value, which no policy sets; bytes are a list (REG_MULTI_SZ).
    if (name !== '') values.set(name, value instanceof Uint8Array ? textsIn(value) : value);
  }
  return parseManaged(POLICY_KEY, values);
}

function textsIn(bytes: Uint8Array): readonly string[] {
  return new TextDecoder('utf-16le').decode(bytes).split('\0').filter(Boolean);
}

async function readPreferences(host: Host): Promise<Parsed<Managed>> {
  // The file first: it is rarely there, and a process costs more than a look.
  const file = await host.readText(PREFERENCES);
  if (file.kind === 'absent') return NONE;
  if (file.kind !== 'read') return unreadable(PREFERENCES, file);
  const { isPlist, parsePlist } = await import('@muster/hosts/macos/plist');
  // Profiles are kept in binary, but XML is a property list as well.
  const xml = isPlist(file.value) ? file : await host.run(preferencesQuery);
  if (xml.kind !== 'read') return unreadable(PREFERENCES, xml);
  const value = parsePlist(xml.value);
  if (typeof value !== 'object' || Array.isArray(value) || value instanceof Uint8Array)
    return refused(PREFERENCES, 'is no property list with keys');
  return parseManaged(PREFERENCES, new Map(Object.entries(value)));
}

async function readFleetFile(host: Host): Promise<Parsed<Managed>> {
  const file = await host.readText(FLEET_FILE);
  if (file.kind === 'absent') return NONE;
  if (file.kind !== 'read') return unreadable(FLEET_FILE, file);
  const { CONFIG_BYTES_MAX } = await import('../config.ts');
  if (file.value.length > CONFIG_BYTES_MAX)
    return refused(FLEET_FILE, 'is larger than any configuration');
  const { parseDocument } = await import('yaml');
  const document = parseDocument(file.value);
  const [error] = document.errors;
  if (error !== undefined)
    return refused(FLEET_FILE, error.message.split('\n')[0] ?? error.message);
  let value: unknown;
  try {
    value = document.toJS() ?? {};
  } catch (cause) {
    return refused(FLEET_FILE, cause instanceof Error ? cause.message : String(cause));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refused(FLEET_FILE, 'is no list of keys and values');
  return parseManaged(FLEET_FILE, new Map(Object.entries(value)));
}

/** An empty text is none: that is how policies are cleared. A list may be a text with commas. */
async function parseManaged(place: string, values: Values): Promise<Parsed<Managed>> {
  const known: Record<string, unknown> = {};
  for (const [name, value] of values) {
    if (value === '' || /^Payload/.test(name)) continue;
    const key = KEYS.get(name.toLowerCase());
    if (key === undefined) return refused(`${place}/${name}`, 'is not a managed setting');
    known[key] = key === 'without' && typeof value === 'string' ? itemsOf(value) : value;
  }
  if (Object.keys(known).length === 0) return NONE;
  const { enrolmentToken, ...settings } = known;
  if (enrolmentToken !== undefined && typeof enrolmentToken !== 'string')
    return refused(`${place}/enrolmentToken`, 'must be a text');
  if (!isAgentFile(settings)) {
    const problems = problemsOf(agentFileSchema, settings).map(({ path, message }) => ({
      path: `${place}${path}`,
      message,
    }));
    return { kind: 'refused', problems };
  }
  return {
    kind: 'parsed',
    value: { file: settings, ...(enrolmentToken !== undefined && { enrolmentToken }) },
  };
}

function itemsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

const NONE: Parsed<Managed> = { kind: 'parsed', value: { file: {} } };

function unreadable(place: string, { kind }: Exclude<Read<unknown>, { kind: 'read' }>) {
  const how = kind === 'permission' ? 'run it as root or administrator' : kind;
  return refused(place, `cannot be read: ${how}`);
}

function refused(path: string, message: string): Parsed<Managed> {
  return { kind: 'refused', problems: [{ path, message }] };
}
