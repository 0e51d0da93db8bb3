/**
 * Label stock: where on which page labels are. The list is data (`stocks.json`); sizes are those that
 * the makers print on the package.
 */
import stocks from './stocks.json' with { type: 'json' };

/** Lengths in millimetres, from the page's upper left corner: across, then down. */
export interface Stock {
  readonly id: string;
  readonly name: string;
  readonly page: Pair;
  readonly label: Pair;
  readonly columns: number;
  readonly rows: number;
  /** Upper left corner of the first label. */
  readonly first: Pair;
  /** From one label's corner to the next one's. */
  readonly pitch: Pair;
}

export type Pair = readonly [across: number, down: number];

/** A roll has one label a page, as large as the page. */
interface StockRow {
  readonly id: string;
  readonly name: string;
  readonly page: readonly number[];
  readonly label?: readonly number[];
  readonly columns?: number;
  readonly rows?: number;
  readonly first?: readonly number[];
  readonly pitch?: readonly number[];
}

const rows: readonly StockRow[] = stocks;

export const STOCKS: readonly Stock[] = rows.map((row) => ({
  id: row.id,
  name: row.name,
  page: pair(row.page),
  label: pair(row.label ?? row.page),
  columns: row.columns ?? 1,
  rows: row.rows ?? 1,
  first: pair(row.first ?? [0, 0]),
  pitch: pair(row.pitch ?? row.page),
}));

export function stockOf(id: string): Stock | undefined {
  return STOCKS.find((stock) => stock.id === id);
}

function pair([across = 0, down = 0]: readonly number[]): Pair {
  return [across, down];
}

/** Where a label stands: its page from 0, and its upper left corner there. */
export interface Spot {
  readonly page: number;
  readonly at: Pair;
}

/** @param index from 0, row by row; labels of the first sheet that were used before count */
export function spotOf({ columns, rows, first, pitch }: Stock, index: number): Spot {
  const onPage = index % (columns * rows);
  const [column, row] = [onPage % columns, Math.floor(onPage / columns)];
  return {
    page: Math.floor(index / (columns * rows)),
    at: [first[0] + column * pitch[0], first[1] + row * pitch[1]],
  };
}
