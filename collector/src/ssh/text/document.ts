/**
 * Output that is a document: JSON, or XML read into the same shape. Bounded in depth and size; what
 * is malformed is no document.
 */
import { isRecord, jsonOf } from '../../json.ts';

/** Deeper than any device nests its tables. */
const DEPTH_MAX = 64;

/** The document in the text, from its first bracket on; undefined when there is none. */
export function documentOf(text: string): unknown {
  const start = text.search(/\S/);
  const first = text.charAt(start);
  if (first === '{' || first === '[') return jsonOf(text.slice(start, text.search(/\S\s*$/) + 1));
  return first === '<' ? xmlOf(text) : undefined;
}

type Element = Record<string, unknown>;

/**
 * Elements become members, leaves texts, repeated elements lists. Attributes, namespaces, comments
 * and declarations are left out.
 */
function xmlOf(text: string): unknown {
  const root: Element = {};
  const open: { readonly name: string; readonly members: Element; text: string }[] = [
    { name: '', members: root, text: '' },
  ];
  const tag =
    /<(?:!--[\s\S]*?--|!\[CDATA\[([\s\S]*?)\]\]|[!?][^>]*|(\/?)([\w.:-]+)[^<>]*?(\/?))>|[^<]+/g;
  for (const [whole, cdata, closing, prefixed, selfClosing] of text.matchAll(tag)) {
    const top = open.at(-1);
    if (top === undefined) return undefined;
    if (prefixed === undefined) {
      if (cdata !== undefined) top.text += cdata;
      else if (!whole.startsWith('<')) top.text += whole;
      continue;
    }
    const name = prefixed.replace(/^.*:/, '');
    if (closing === '/') {
      if (top.name !== name || open.length < 2) return undefined;
      open.pop();
      const parent = open.at(-1);
      if (parent !== undefined) put(parent.members, name, contentOf(top.members, top.text));
    } else if (selfClosing === '/') put(top.members, name, '');
    else if (open.length > DEPTH_MAX) return undefined;
    else open.push({ name, members: {}, text: '' });
  }
  return open.length === 1 && Object.keys(root).length > 0 ? root : undefined;
}

function contentOf(members: Element, text: string): unknown {
  return Object.keys(members).length > 0 ? members : decode(text.trim());
}

function put(members: Element, name: string, value: unknown): void {
  const known = members[name];
  if (known === undefined) members[name] = value;
  else if (Array.isArray(known)) known.push(value);
  else members[name] = [known, value];
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

function decode(text: string): string {
  return text.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

export interface Node {
  /** This object's own texts, by key in lower case without punctuation; the first of each. */
  readonly facts: ReadonlyMap<string, string>;
  readonly parent?: Node;
  /** The key it stands under; of a list's item the list's. */
  readonly key: string;
  readonly children: readonly Node[];
}

/** All objects of a document as nodes, each before its children. */
export function nodesOf(document: unknown): readonly Node[] {
  const nodes: Node[] = [];
  const visit = (value: unknown, key: string, depth: number, parent?: Node, siblings?: Node[]) => {
    if (depth > DEPTH_MAX) return;
    if (Array.isArray(value)) {
      for (const item of value) visit(item, key, depth + 1, parent, siblings);
      return;
    }
    if (!isRecord(value)) return;
    const facts = new Map<string, string>();
    const children: Node[] = [];
    const node: Node = { facts, children, key, ...(parent !== undefined && { parent }) };
    siblings?.push(node);
    nodes.push(node);
    for (const [name, member] of Object.entries(value)) {
      const text = leafOf(member);
      const plain = plainKey(name);
      if (text === undefined) visit(member, name, depth + 1, node, children);
      else if (!facts.has(plain)) facts.set(plain, text);
    }
  };
  visit(document, '', 0);
  return nodes;
}

/** "lldp-remote-system-name", "SystemName", "system_name" without case and punctuation. */
export function plainKey(name: string): string {
  return name
    .replace(/^.*:/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
}

/** A text, number or truth; also Junos' `[{"data": "text"}]`. */
function leafOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value) || value.length !== 1 || !isRecord(value[0])) return undefined;
  const { data } = value[0];
  return typeof data === 'string' ? data.trim() : undefined;
}
