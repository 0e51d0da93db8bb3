/** Columns read side by side, as the rows they belong to. */
import type { Column } from '../agent.ts';
import { Cells } from '../cells.ts';
import type { Value } from '../value.ts';

/** A row's cells by the names given to the columns. */
export interface Row<N extends string> {
  readonly get: (name: N) => Value | undefined;
  /** The cell as `textOf` reads it, without making a value of it first. */
  readonly text: (name: N) => string | undefined;
}

/**
 * @param names which name each column's OID has; columns that are not named are left out.
 * @returns rows by index, in the order in which indices first appeared.
 */
export function rowsOf<N extends string>(
  columns: readonly Column[],
  names: Readonly<Record<N, string>>,
): ReadonlyMap<string, Row<N>> {
  const keys = keysOf(names);
  const cells = keys.map(
    (name) => columns.find(({ oid }) => oid === names[name])?.cells ?? NO_CELLS,
  );
  return new Map(
    joinCells(cells).map(({ index, places }) => [index, new JoinedRow(keys, cells, places)]),
  );
}

/** A row of several columns. */
export interface Joined {
  readonly index: string;
  /** Where its cell is in each of the columns; nothing where it has none. */
  readonly places: readonly (number | undefined)[];
}

/**
 * The rows of columns that were read in step. Most columns of a table have the same rows, so that
 * the next index is compared where it is expected before its text is looked up.
 */
export function joinCells(columns: readonly Cells[]): readonly Joined[] {
  const rows: Building[] = [];
  const byIndex = new Map<string, Building>();
  for (const [at, cells] of columns.entries()) {
    let expected = 0;
    for (let place = 0; place < cells.length; place++) {
      const guess = rows[expected];
      let row =
        guess !== undefined && cells.hasIndexOf(place, guess.cells, guess.place)
          ? guess
          : undefined;
      if (row === undefined) {
        const index = cells.index(place);
        row = byIndex.get(index);
        if (row === undefined) {
          row = { index, places: [], cells, place, at: rows.length };
          byIndex.set(index, row);
          rows.push(row);
        }
      }
      row.places[at] = place;
      expected = row.at + 1;
    }
  }
  return rows;
}

interface Building {
  readonly index: string;
  readonly places: (number | undefined)[];
  /** Where the row was seen first. */
  readonly cells: Cells;
  readonly place: number;
  /** Its number among the rows. */
  readonly at: number;
}

class JoinedRow<N extends string> implements Row<N> {
  readonly #names: readonly N[];
  readonly #cells: readonly Cells[];
  readonly #places: readonly (number | undefined)[];

  constructor(
    names: readonly N[],
    cells: readonly Cells[],
    places: readonly (number | undefined)[],
  ) {
    this.#names = names;
    this.#cells = cells;
    this.#places = places;
  }

  get(name: N): Value | undefined {
    const column = this.#names.indexOf(name);
    const place = this.#places[column];
    return place === undefined ? undefined : this.#cells[column]?.value(place);
  }

  text(name: N): string | undefined {
    const column = this.#names.indexOf(name);
    const place = this.#places[column];
    return place === undefined ? undefined : this.#cells[column]?.text(place);
  }
}

const NO_CELLS = new Cells();

function keysOf<N extends string>(names: Readonly<Record<N, string>>): N[] {
  const keys: N[] = [];
  for (const key in names) keys.push(key);
  return keys;
}
