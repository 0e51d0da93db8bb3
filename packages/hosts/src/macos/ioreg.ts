/**
 * The I/O registry as ioreg prints it: as text (a tree drawn with bars, properties in C-like
 * notation) or as property list (`-a`). Only leaves that are strings, numbers or bytes are kept.
 */
import { isPlist, type PlistDictionary, type PlistValue, parsePlist } from './plist.ts';

export interface RegistryEntry {
  readonly name: string;
  readonly className: string;
  readonly properties: ReadonlyMap<string, PropertyValue>;
}

export type PropertyValue = string | number | Uint8Array | NestedProperties;

/** One level of a dictionary within a property: DisplayAttributes has what a display is. */
export type NestedProperties = ReadonlyMap<string, string | number>;

export function isIoregText(text: string): boolean {
  return /^[\s|]*\+-o .+<class \w+/m.test(text.slice(0, 65_536));
}

export function parseIoreg(text: string): readonly RegistryEntry[] {
  return isPlist(text) ? ofPlist(parsePlist(text)) : ofText(text);
}

/** A registry has about ten thousand entries. */
const ENTRIES_MAX = 65_536;

function ofText(text: string): readonly RegistryEntry[] {
  const entries: RegistryEntry[] = [];
  let properties: Map<string, PropertyValue> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [, name, className] = /^[\s|]*\+-o (.+?)\s+<class (\w+)/.exec(line) ?? [];
    if (name !== undefined && className !== undefined) {
      if (entries.length >= ENTRIES_MAX) break;
      properties = new Map();
      entries.push({ name, className, properties });
      continue;
    }
    const [, key, written] = /^[\s|]*"([^"]+)" = (.*)$/.exec(line) ?? [];
    const value = written === undefined ? undefined : parseValue(written.trim());
    if (key !== undefined && value !== undefined) properties?.set(key, value);
  }
  return entries;
}

/** `"text"`, `42`, `<00ff>` bytes, `<"text">` bytes that are text, `{"Key"=value,…}`. */
function parseValue(written: string): PropertyValue | undefined {
  const quoted = /^<?"((?:[^"\\]|\\.)*)"(?:,"[^"]*")*>?$/.exec(written)?.[1];
  if (quoted !== undefined) return quoted;
  if (/^\d{1,15}$/.test(written)) return Number(written);
  const hex = /^<((?:[0-9a-f]{2})*)>$/.exec(written)?.[1];
  if (hex !== undefined) return Uint8Array.from(Buffer.from(hex, 'hex'));
  return written.startsWith('{') ? parseNested(written) : undefined;
}

/** Whatever depth they stand at, keys are kept flat: those that are looked for are unique. */
function parseNested(written: string): NestedProperties {
  const nested = new Map<string, string | number>();
  for (const [, key = '', text, digits] of written.matchAll(
    /"([^"]+)"=(?:"([^"]*)"|(\d{1,15})(?=[,}]))/g,
  ))
    if (!nested.has(key)) nested.set(key, text ?? Number(digits));
  return nested;
}

function ofPlist(value: PlistValue | undefined): readonly RegistryEntry[] {
  const entries: RegistryEntry[] = [];
  const walk = (each: PlistValue, level: number): void => {
    if (level > 64 || entries.length >= ENTRIES_MAX) return;
    if (isList(each)) for (const item of each) walk(item, level + 1);
    else if (isDictionary(each)) {
      if ('IOObjectClass' in each) entries.push(entryOf(each));
      if (each.IORegistryEntryChildren !== undefined) walk(each.IORegistryEntryChildren, level + 1);
    }
  };
  if (value !== undefined) walk(value, 0);
  return entries;
}

function entryOf(dictionary: PlistDictionary): RegistryEntry {
  const properties = new Map<string, PropertyValue>();
  for (const [key, value] of Object.entries(dictionary)) {
    if (typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array)
      properties.set(key, value);
    else if (isDictionary(value)) properties.set(key, nestedOf(value));
  }
  return {
    name: String(dictionary.IORegistryEntryName ?? ''),
    className: String(dictionary.IOObjectClass ?? ''),
    properties,
  };
}

function nestedOf(dictionary: PlistDictionary, level = 0): Map<string, string | number> {
  const nested = new Map<string, string | number>();
  for (const [key, value] of Object.entries(dictionary)) {
    if (typeof value === 'string' || typeof value === 'number') nested.set(key, value);
    else if (isDictionary(value) && level < 8)
      for (const [below, each] of nestedOf(value, level + 1))
        if (!nested.has(below)) nested.set(below, each);
  }
  return nested;
}

function isList(value: PlistValue): value is readonly PlistValue[] {
  return Array.isArray(value);
}

function isDictionary(value: PlistValue): value is PlistDictionary {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array);
}
