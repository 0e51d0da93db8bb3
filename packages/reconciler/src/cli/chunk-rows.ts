/**
 * Cuts an import into requests. Rows that can bear on each other, by the same serial or the same
 * tag, stay in one, so that a dry run in pieces says what a run in pieces will do.
 */
import type { AssetRow } from '@muster/facts/assets';
import { normalizeSerial } from '@muster/facts/serial';

/** @param rowsMax what a piece aims at; only rows that belong together make a longer one */
export function chunkRows(rows: readonly AssetRow[], rowsMax: number): readonly AssetRow[][] {
  const chunks: AssetRow[][] = [];
  let current: AssetRow[] = [];
  for (const family of familiesOf(rows)) {
    if (current.length > 0 && current.length + family.length > rowsMax) {
      chunks.push(current);
      current = [];
    }
    current.push(...family);
  }
  if (current.length > 0) chunks.push(current);
  return chunks;
}

/** Rows connected by serials and tags, in the order of their first one. */
function familiesOf(rows: readonly AssetRow[]): readonly AssetRow[][] {
  const parents = rows.map((_, at) => at);
  const rootOf = (at: number): number => {
    let root = at;
    for (let up = parents[root]; up !== undefined && up !== root; up = parents[root]) {
      // Halving the path keeps later look-ups short.
      parents[root] = parents[up] ?? up;
      root = up;
    }
    return root;
  };
  const firstWith = new Map<string, number>();
  rows.forEach((row, at) => {
    for (const name of namesOf(row)) {
      const other = firstWith.get(name);
      if (other === undefined) firstWith.set(name, at);
      else join(parents, rootOf(other), rootOf(at));
    }
  });
  const families = new Map<number, AssetRow[]>();
  rows.forEach((row, at) => {
    const root = rootOf(at);
    const family = families.get(root);
    if (family === undefined) families.set(root, [row]);
    else family.push(row);
  });
  return [...families.values()];
}

function join(parents: number[], a: number, b: number): void {
  parents[Math.max(a, b)] = Math.min(a, b);
}

function namesOf({ serial, tag }: AssetRow): readonly string[] {
  return [
    ...(serial === undefined ? [] : [`serial ${normalizeSerial(serial)}`]),
    ...(tag === undefined ? [] : [`tag ${tag.trim().toUpperCase()}`]),
  ];
}
