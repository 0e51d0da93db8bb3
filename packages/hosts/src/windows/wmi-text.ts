/**
 * Dumps of WMI classes as `wmic … get /value` prints them: lines `Name=Value`, instances between
 * blank lines, lists as {1,"two"}. Pure.
 */
import type { Instance } from './instances.ts';

/** "Win32_PhysicalMemory.wmi": the class is the file's name. */
export function classOfFile(name: string): string | undefined {
  return /(?:^|\/)([A-Za-z0-9]+_[A-Za-z0-9_]+)\.(?:wmi|txt)$/.exec(name)?.[1];
}

export function parseWmiText(text: string): readonly Instance[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/(?:\r*\n){2,}/)
    .map(parseInstance)
    .filter((instance) => Object.keys(instance).length > 0);
}

function parseInstance(block: string): Instance {
  const instance: Record<string, unknown> = {};
  for (const line of block.split(/\r*\n/)) {
    const [, name, value = ''] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*?)\r*$/.exec(line) ?? [];
    if (name !== undefined && value !== '') instance[name] = parseValue(value);
  }
  return instance;
}

function parseValue(written: string): unknown {
  const value = unescapeEntities(written);
  const list = /^\{(.*)\}$/.exec(value)?.[1];
  // A GUID is in braces, too, and is no list.
  if (list === undefined || /^[0-9A-Fa-f-]{36}$/.test(list)) return value;
  return [...list.matchAll(/"([^"]*)"|([^,]+)/g)].map(([, quoted, bare]) => quoted ?? bare?.trim());
}

function unescapeEntities(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}
