/**
 * Topic templates: what a convention's topics look like, what to subscribe to for them, and which
 * template a topic fits.
 *
 * A template is a topic whose levels may be `{name}` (one level) or, once, `{name...}` (one to
 * three levels: bases that a site may have made longer).
 */

/** How many levels `{name...}` stands for: "site/floor/zigbee2mqtt" is the deepest met. */
const SPREAD_LEVELS_MAX = 3;

export type Captures = Readonly<Record<string, string>>;

export interface TopicMatch<T> {
  readonly value: T;
  readonly captures: Captures;
}

/** The MQTT filters that cover a template: one, or one for each length of its `{name...}`. */
export function filtersOf(template: string): readonly string[] {
  return expand(template).map((levels) => levels.map(filterLevel).join('/'));
}

function expand(template: string): readonly (readonly string[])[] {
  const levels = template.split('/');
  const spread = levels.findIndex((level) => level.endsWith('...}'));
  const spreadLevel = levels[spread];
  if (spreadLevel === undefined) return [levels];
  const name = spreadLevel.slice(1, -4);
  return Array.from({ length: SPREAD_LEVELS_MAX }, (_, extra) => [
    ...levels.slice(0, spread),
    ...Array.from({ length: extra + 1 }, () => `{${name}}`),
    ...levels.slice(spread + 1),
  ]);
}

function filterLevel(level: string): string {
  return level.startsWith('{') ? '+' : level;
}

interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  any?: Node<T>;
  readonly ends: { readonly names: readonly string[]; readonly value: T; readonly order: number }[];
}

/** Finds the templates that a topic fits without trying each: one step per level. */
export class TopicTree<T> {
  readonly #root: Node<T> = newNode();
  #count = 0;

  add(template: string, value: T): void {
    for (const levels of expand(template)) {
      let node = this.#root;
      for (const level of levels) node = childOf(node, level);
      const names = levels.map((level) => (level.startsWith('{') ? level.slice(1, -1) : ''));
      node.ends.push({ names, value, order: this.#count });
    }
    this.#count += 1;
  }

  /** All templates that the topic fits, in the order in which they were added. */
  match(topic: string): readonly TopicMatch<T>[] {
    const levels = topic.split('/');
    const ends: Node<T>['ends'] = [];
    collect(this.#root, levels, 0, ends);
    if (ends.length > 1) ends.sort((one, other) => one.order - other.order);
    return ends.map(({ names, value }) => ({ value, captures: captured(names, levels) }));
  }
}

function newNode<T>(): Node<T> {
  return { literals: new Map(), ends: [] };
}

function childOf<T>(node: Node<T>, level: string): Node<T> {
  if (level.startsWith('{')) {
    node.any ??= newNode();
    return node.any;
  }
  let child = node.literals.get(level);
  if (child === undefined) {
    child = newNode();
    node.literals.set(level, child);
  }
  return child;
}

function collect<T>(
  node: Node<T>,
  levels: readonly string[],
  depth: number,
  ends: Node<T>['ends'],
): void {
  const level = levels[depth];
  if (level === undefined) {
    ends.push(...node.ends);
    return;
  }
  const literal = node.literals.get(level);
  if (literal !== undefined) collect(literal, levels, depth + 1, ends);
  // As in MQTT, a wildcard does not stand for the broker's own topics ($SYS, $aws).
  const isOwn = depth === 0 && level.startsWith('$');
  if (node.any !== undefined && !isOwn) collect(node.any, levels, depth + 1, ends);
}

/** A spread's levels carry one name: they are joined again. */
function captured(names: readonly string[], levels: readonly string[]): Captures {
  const captures: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    if (name === '') continue;
    const before = captures[name];
    const level = levels[index] ?? '';
    captures[name] = before === undefined ? level : `${before}/${level}`;
  }
  return captures;
}
