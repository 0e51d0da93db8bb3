/**
 * Settings that the organization manages: group policy in the registry of Windows, a configuration
 * profile of macOS. They stand between the environment and the configuration file, and go by the
 * file's own rules: what is not a setting is refused by name.
 */
import type { Parsed } from '@muster/facts/parsed';
import type { Command, Host } from '@muster/hosts/host/host';
import type { AgentFile } from '../config.ts';

export interface Managed {
  /** Of the configuration's keys those that hold for any host: no paths. */
  readonly file: AgentFile;
  /** Admits the host once, where there is no token file. */
  readonly enrolmentToken?: string;
}

export const POLICY_KEY = 'HKLM\\SOFTWARE\\Policies\\Muster\\Agent';
/** Where macOS keeps what profiles set for a domain, for the whole computer. */
export const PREFERENCES = '/Library/Managed Preferences/org.muster.agent.plist';

/** By the names that policies and profiles use, in lower case. */
const KEYS: ReadonlyMap<string, keyof AgentFile | 'enrolmentToken'> = new Map(
  (['reconciler', 'enrolmentToken', 'site', 'every', 'spread', 'without', 'log'] as const).map(
    (key) => [key.toLowerCase(), key],
  ),
);

/** Both answer in milliseconds; a machine that is starting takes its time. */
const TIMEOUT_MS = 10_000;

const registryQuery: Command = {
  name: 'reg query policy',
  file: 'reg.exe',
  args: ['query', POLICY_KEY],
  timeoutMs: TIMEOUT_MS,
};

/** Profiles are kept as binary property lists. */
const preferencesQuery: Command = {
  name: 'plutil managed preferences',
  file: '/usr/bin/plutil',
  args: ['-convert', 'json', '-o', '-', PREFERENCES],
  timeoutMs: TIMEOUT_MS,
};

/** Nothing managed, or no right to read it, is an empty value: the agent goes by its file. */
export async function readManaged(host: Host): Promise<Parsed<Managed>> {
  if (host.platform === 'win32') {
    const ran = await host.run(registryQuery);
    return parseManaged(ran.kind === 'read' ? parseRegistryValues(ran.value) : new Map());
  }
  if (host.platform === 'darwin') {
    // The file first: it is rarely there, and a process costs more than a look.
    if ((await host.readBytes(PREFERENCES)).kind !== 'read') return parseManaged(new Map());
    const ran = await host.run(preferencesQuery);
    return parseManaged(ran.kind === 'read' ? parsePreferences(ran.value) : new Map());
  }
  return parseManaged(new Map());
}

/** "    Reconciler    REG_SZ    https://…"; lists have "\0" between their items. */
export function parseRegistryValues(text: string): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, type, value = ''] = /^ {4}(\S+) {4}(REG_\w+)(?: {4}(.*))?$/.exec(line) ?? [];
    if (name === undefined) continue;
    const text = value.trim();
    values.set(name, type === 'REG_MULTI_SZ' ? text.split('\\0').filter(Boolean) : text);
  }
  return values;
}

export function parsePreferences(text: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  } catch {
    return new Map();
  }
}

/** An empty text is none: that is how policies are cleared. A list may be a text with commas. */
export async function parseManaged(values: ReadonlyMap<string, unknown>): Promise<Parsed<Managed>> {
  const known: Record<string, unknown> = {};
  for (const [name, value] of values) {
    if (value === '' || /^Payload/.test(name)) continue;
    const key = KEYS.get(name.toLowerCase()) ?? name;
    known[key] = key === 'without' && typeof value === 'string' ? value.split(/\s*,\s*/) : value;
  }
  if (Object.keys(known).length === 0) return { kind: 'parsed', value: { file: {} } };
  const { enrolmentToken, ...settings } = known;
  if (enrolmentToken !== undefined && typeof enrolmentToken !== 'string')
    return refused('/enrolmentToken', 'must be a text');
  const foreign = Object.keys(settings).find((key) => !KEYS.has(key.toLowerCase()));
  if (foreign !== undefined) return refused(`/${foreign}`, 'is not a managed setting');
  const { parseAgentFile } = await import('../config.ts');
  // JSON is YAML: one schema, one set of messages.
  const parsed = parseAgentFile(JSON.stringify(settings));
  if (parsed.kind === 'refused') return parsed;
  return {
    kind: 'parsed',
    value: { file: parsed.value, ...(enrolmentToken !== undefined && { enrolmentToken }) },
  };
}

function refused(path: string, message: string): Parsed<Managed> {
  return { kind: 'refused', problems: [{ path, message }] };
}
