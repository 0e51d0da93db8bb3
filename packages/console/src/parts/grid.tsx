/** The one table of the console: columns by TanStack Table, headers that sort where they can. */
import {
  type ColumnDef,
  type RowData,
  type TableFeatures,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import type { ReactNode } from 'react';

/** Sorting and paging are the server's: no feature of the table is needed. */
type Features = Pick<TableFeatures, never>;
const features: Features = tableFeatures({});
export type GridColumn<T extends RowData> = ColumnDef<Features, T>;

export interface Sorting {
  readonly sort: string;
  readonly descending: boolean;
}

interface GridProps<T extends RowData> {
  readonly caption: string;
  readonly columns: readonly GridColumn<T>[];
  readonly rows: readonly T[];
  readonly empty: ReactNode;
  /** Columns whose id is listed sort on the server; absent: the order is given. */
  readonly sortable?: readonly string[];
  readonly sorting?: Sorting;
  readonly onSort?: (sorting: Sorting) => void;
}

export function Grid<T extends RowData>(props: GridProps<T>): ReactNode {
  const table = useTable({ features, columns: [...props.columns], data: [...props.rows] });
  const rows = table.getRowModel().rows;
  return (
    <div className="scroll">
      <table>
        <caption className="hidden">{props.caption}</caption>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th key={header.id} scope="col" aria-sort={sortOf(header.column.id, props)}>
                  {props.sortable?.includes(header.column.id) ? (
                    <button
                      type="button"
                      onClick={() => props.onSort?.(next(header.column.id, props))}
                    >
                      <table.FlexRender header={header} />
                      <span aria-hidden="true">{arrowOf(header.column.id, props)}</span>
                    </button>
                  ) : (
                    <table.FlexRender header={header} />
                  )}
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {row.getAllCells().map((cell) => (
                <td key={cell.id} data-label={labelOf(cell.column.columnDef.header)}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <div className="empty">{props.empty}</div>}
    </div>
  );
}

/** The column's name beside the value, for a page too narrow for columns (style.css). */
function labelOf(header: unknown): string | undefined {
  return typeof header === 'string' ? header : undefined;
}

type Sorted = Pick<GridProps<RowData>, 'sorting'>;

function sortOf(column: string, { sorting }: Sorted): 'ascending' | 'descending' | undefined {
  if (sorting?.sort !== column) return undefined;
  return sorting.descending ? 'descending' : 'ascending';
}

function arrowOf(column: string, props: Sorted): string {
  const order = sortOf(column, props);
  return order === undefined ? '' : order === 'descending' ? ' ↓' : ' ↑';
}

function next(column: string, { sorting }: Sorted): Sorting {
  return { sort: column, descending: sorting?.sort === column && !sorting.descending };
}
