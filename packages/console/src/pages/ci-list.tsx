/** The live list of CIs: search, sort, and a page at a time. */
import type { CiSummary } from '@muster/facts/inventory';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { fetchCis, fetchStats } from '../api.ts';
import { Age } from '../parts/age.tsx';
import { Badge, FindingBadge } from '../parts/badge.tsx';
import { Code } from '../parts/code.tsx';
import { Grid, type GridColumn, type Sorting } from '../parts/grid.tsx';
import { formatRoute } from '../route.ts';

const SORTABLE = ['hostname', 'class', 'vendor', 'model', 'serial', 'lastSeen'] as const;

const columns: readonly GridColumn<CiSummary>[] = [
  {
    id: 'hostname',
    header: 'Name',
    cell: ({ row: { original: ci } }) => (
      <a href={formatRoute({ page: 'ci', id: ci.id })}>{nameOf(ci)}</a>
    ),
  },
  { id: 'class', header: 'Class', cell: ({ row }) => row.original.class },
  { id: 'vendor', header: 'Maker', cell: ({ row }) => row.original.vendor },
  { id: 'model', header: 'Model', cell: ({ row }) => row.original.model },
  {
    id: 'serial',
    header: 'Serial',
    cell: ({ row }) => <Code text={row.original.serial} />,
  },
  {
    id: 'macs',
    header: 'MAC',
    cell: ({ row }) => <Code text={firstOf(row.original.macs)} />,
  },
  {
    id: 'sources',
    header: 'Seen by',
    cell: ({ row }) => row.original.sources.map((source) => <Badge key={source}>{source}</Badge>),
  },
  {
    id: 'assetTag',
    header: 'Asset',
    cell: ({ row: { original: ci } }) =>
      ci.assetTag !== undefined && <span className="whole">{ci.assetTag}</span>,
  },
  {
    id: 'findings',
    header: 'Findings',
    cell: ({ row }) => row.original.findings.map((kind) => <FindingBadge key={kind} kind={kind} />),
  },
  { id: 'lastSeen', header: 'Last seen', cell: ({ row }) => <Age at={row.original.lastSeenAt} /> },
];

export function CiList({ q }: { readonly q: string }): ReactNode {
  const [sorting, setSorting] = useState<Sorting>({ sort: 'lastSeen', descending: true });
  const list = useInfiniteQuery({
    queryKey: ['cis', q, sorting],
    queryFn: ({ pageParam, signal }) =>
      fetchCis({ q, ...sorting, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <Counts />
      <Search q={q} />
      {list.isError && (
        <p role="alert" className="notice">
          {list.error.message}
        </p>
      )}
      <Grid
        caption="Configuration items"
        columns={columns}
        rows={rows}
        sortable={SORTABLE}
        sorting={sorting}
        onSort={setSorting}
        empty={
          list.isPending ? 'Loading…' : q === '' ? 'Nothing has been seen yet.' : 'No CI matches.'
        }
      />
      <p className="quiet">
        {rows.length} of {list.data?.pages[0]?.total ?? 0}{' '}
        {list.hasNextPage && (
          <button type="button" onClick={() => void list.fetchNextPage()}>
            Show more
          </button>
        )}
      </p>
    </>
  );
}

function Search({ q }: { readonly q: string }): ReactNode {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const asked = String(new FormData(event.currentTarget).get('q') ?? '');
    location.hash = formatRoute({ page: 'cis', q: asked.trim() });
  };
  return (
    <search>
      <form onSubmit={submit} key={q}>
        <input
          name="q"
          type="search"
          aria-label="Search"
          defaultValue={q}
          placeholder="class:switch vendor:cisco rogue:true seen:<7d, or words"
        />
        <button type="submit">Search</button>
      </form>
    </search>
  );
}

function Counts(): ReactNode {
  const { data } = useQuery({ queryKey: ['stats'], queryFn: ({ signal }) => fetchStats(signal) });
  if (data === undefined) return null;
  const open = Object.values(data.openFindings).reduce((sum, count) => sum + count, 0);
  return (
    <dl className="counts">
      <Count name="CIs" value={data.cis} />
      <Count name="records" value={data.records} />
      <Count name="assets" value={data.assets} />
      <Count name="linked" value={data.linked} />
      <Count name="open findings" value={open} />
      <Count name="rogues" value={data.openFindings.rogue ?? 0} />
    </dl>
  );
}

function Count({ name, value }: { readonly name: string; readonly value: number }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value.toLocaleString('en')}</dd>
    </div>
  );
}

export function nameOf(ci: CiSummary): string {
  const kind = [ci.vendor, ci.model].filter((part) => part !== undefined).join(' ');
  return ci.hostname ?? ci.serial ?? ci.macs[0] ?? (kind === '' ? ci.id : kind);
}

function firstOf(macs: readonly string[]): string | undefined {
  const [first, ...rest] = macs;
  return rest.length === 0 ? first : `${first} +${rest.length}`;
}
