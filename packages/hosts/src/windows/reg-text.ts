/** Registry exports (`reg export`, regedit): keys with values, as text. Pure. */

/** Strings, numbers (dword) and bytes (hex), by value name; "" is the key's default. */
export type RegistryValues = ReadonlyMap<string, string | number | Uint8Array>;

/** By full path of the key, in lower case. */
export type Registry = ReadonlyMap<string, RegistryValues>;

export function isRegistryText(text: string): boolean {
  return /^\ufeff?(?:Windows Registry Editor Version 5|REGEDIT4)/.test(text);
}

export function parseRegistryText(text: string): Registry {
  const keys = new Map<string, Map<string, string | number | Uint8Array>>();
  let values: Map<string, string | number | Uint8Array> | undefined;
  // A value of bytes goes on behind a backslash at the end of a line.
  for (const line of text.replace(/\\\r?\n\s*/g, '').split(/\r?\n/)) {
    const key = /^\[(.+)\]$/.exec(line.trim())?.[1];
    if (key !== undefined) {
      values = keys.get(key.toLowerCase()) ?? new Map();
      keys.set(key.toLowerCase(), values);
      continue;
    }
    const [, name, written] = /^(?:"((?:[^"\\]|\\.)*)"|@)=(.*)$/.exec(line.trim()) ?? [];
    const value = written === undefined ? undefined : parseValue(written);
    if (value !== undefined) values?.set(unescapeText(name ?? ''), value);
  }
  return keys;
}

function parseValue(written: string): string | number | Uint8Array | undefined {
  const text = /^"((?:[^"\\]|\\.)*)"$/.exec(written)?.[1];
  if (text !== undefined) return unescapeText(text);
  const dword = /^dword:([0-9a-f]{1,8})$/i.exec(written)?.[1];
  if (dword !== undefined) return Number.parseInt(dword, 16);
  const [, type, octets] = /^hex(?:\(([0-9a-f]+)\))?:([0-9a-f, ]*)$/i.exec(written) ?? [];
  if (octets === undefined) return undefined;
  const bytes = Uint8Array.from(
    octets
      .split(',')
      .map((octet) => Number.parseInt(octet.trim(), 16))
      .filter((octet) => !Number.isNaN(octet)),
  );
  // REG_SZ and REG_EXPAND_SZ that do not fit in quotes are UTF-16.
  return type === '1' || type === '2'
    ? new TextDecoder('utf-16le').decode(bytes).replace(/\0+$/, '')
    : bytes;
}

function unescapeText(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}

/** A value wherever the control set or the computer's name stands in the path. */
export function valueIn(
  registry: Registry,
  keyEnd: string,
  name: string,
): string | number | Uint8Array | undefined {
  const end = keyEnd.toLowerCase();
  for (const [key, values] of registry) {
    if (!key.endsWith(end)) continue;
    for (const [each, value] of values) if (each.toLowerCase() === name.toLowerCase()) return value;
  }
  return undefined;
}
