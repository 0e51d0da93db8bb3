/** XML property lists as macOS tools print them (PropertyList-1.0.dtd). Pure; bounded depth. */

/** Strings, numbers, booleans, bytes (data), lists, dictionaries. Dates are their text. */
export type PlistValue =
  | string
  | number
  | boolean
  | Uint8Array
  | readonly PlistValue[]
  | { readonly [key: string]: PlistValue };

export interface PlistDictionary {
  readonly [key: string]: PlistValue;
}

/** USB trees of system_profiler nest about twenty deep. */
const DEPTH_MAX = 128;
const TOKEN = /<(\/?)([a-z]+)(?:\s[^<>]*)?(\/?)>([^<]*)/g;

export function isPlist(text: string): boolean {
  return /^\ufeff?\s*<\?xml[^>]*>\s*(?:<!DOCTYPE plist|<plist)/.test(text.slice(0, 512));
}

interface Open {
  readonly list?: PlistValue[];
  readonly dictionary?: Record<string, PlistValue>;
  key?: string;
}

/** Undefined when the text is no property list or is cut short. */
export function parsePlist(text: string): PlistValue | undefined {
  const stack: Open[] = [{ list: [] }];
  const [root] = stack;
  for (const [, closing, name = '', selfClosing, content = ''] of text.matchAll(TOKEN)) {
    const top = stack.at(-1);
    if (top === undefined) return undefined;
    if (name === 'plist') continue;
    if (closing === '/') {
      if (name === 'dict' || name === 'array') {
        if (stack.length === 1) return undefined;
        stack.pop();
        put(stack.at(-1), top.dictionary ?? top.list ?? []);
      }
      continue;
    }
    if ((name === 'dict' || name === 'array') && selfClosing !== '/') {
      if (stack.length > DEPTH_MAX) return undefined;
      stack.push(name === 'dict' ? { dictionary: {} } : { list: [] });
    } else if (name === 'key') top.key = unescapeXml(content);
    else put(top, scalar(name, content));
  }
  return stack.length === 1 ? root?.list?.[0] : undefined;
}

function put(open: Open | undefined, value: PlistValue | undefined): void {
  if (open === undefined || value === undefined) return;
  if (open.list !== undefined) open.list.push(value);
  else if (open.dictionary !== undefined && open.key !== undefined && open.key !== '__proto__')
    open.dictionary[open.key] = value;
}

function scalar(name: string, content: string): PlistValue | undefined {
  switch (name) {
    case 'string':
    case 'date':
      return unescapeXml(content);
    case 'integer':
    case 'real':
      return Number(content);
    case 'true':
      return true;
    case 'false':
      return false;
    case 'data':
      return Uint8Array.from(Buffer.from(content.replace(/\s+/g, ''), 'base64'));
    case 'dict':
      return {};
    case 'array':
      return [];
    default:
      return undefined;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
};

function unescapeXml(text: string): string {
  return text.replace(/&(#x?[0-9a-fA-F]{1,6}|[a-z]+);/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : whole;
  });
}
