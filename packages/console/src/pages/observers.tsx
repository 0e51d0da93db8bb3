/** The observers: who speaks, and whether they can be believed to be looking. */
import type { ObserverView } from '@muster/facts/inventory';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fetchObservers } from '../api.ts';
import { Age } from '../parts/age.tsx';
import { Badge } from '../parts/badge.tsx';
import { Grid, type GridColumn } from '../parts/grid.tsx';
import { Outcome } from '../parts/outcome.tsx';

const columns: readonly GridColumn<ObserverView>[] = [
  { id: 'name', header: 'Name', cell: ({ row }) => row.original.name },
  { id: 'kind', header: 'Kind', cell: ({ row }) => row.original.kind },
  {
    id: 'state',
    header: 'State',
    cell: ({ row: { original } }) =>
      original.revoked ? (
        <span className="badge loud">revoked</span>
      ) : original.connected ? (
        <span className="badge good">connected</span>
      ) : (
        <span className="badge">away</span>
      ),
  },
  {
    id: 'sources',
    header: 'Looks by',
    cell: ({ row }) => row.original.sources.map((source) => <Badge key={source}>{source}</Badge>),
  },
  { id: 'version', header: 'Version', cell: ({ row }) => row.original.version },
  {
    id: 'lost',
    header: 'Lost',
    cell: ({ row }) => (row.original.lost === 0 ? '' : row.original.lost.toLocaleString('en')),
  },
  {
    id: 'lastSeen',
    header: 'Last heard',
    cell: ({ row }) =>
      row.original.lastSeenAt === undefined ? 'never' : <Age at={row.original.lastSeenAt} />,
  },
];

export function Observers(): ReactNode {
  const query = useQuery({
    queryKey: ['observers'],
    queryFn: ({ signal }) => fetchObservers(signal),
  });
  return (
    <Outcome query={query}>
      {({ items }) => (
        <Grid caption="Observers" columns={columns} rows={items} empty="No observer is enrolled." />
      )}
    </Outcome>
  );
}
