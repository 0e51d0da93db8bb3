/** The asset records: what the organisation says it owns, and the CI each is linked to. */
import type { AssetView } from '@muster/facts/assets';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fetchAssets } from '../api.ts';
import { fetchApprovals } from '../api-assets.ts';
import { Badge } from '../parts/badge.tsx';
import { Code } from '../parts/code.tsx';
import { Grid, type GridColumn } from '../parts/grid.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { formatRoute } from '../route.ts';
import { Approval } from './asset-life.tsx';

const columns: readonly GridColumn<AssetView>[] = [
  {
    id: 'tag',
    header: 'Tag',
    cell: ({ row: { original } }) => (
      <a className="whole" href={formatRoute({ page: 'asset', id: original.tag ?? original.id })}>
        {original.tag ?? original.id}
      </a>
    ),
  },
  {
    id: 'serial',
    header: 'Serial',
    cell: ({ row }) => <Code text={row.original.serial} />,
  },
  { id: 'vendor', header: 'Maker', cell: ({ row }) => row.original.vendor },
  { id: 'model', header: 'Model', cell: ({ row }) => row.original.model },
  { id: 'state', header: 'State', cell: ({ row }) => <Badge>{row.original.state}</Badge> },
  { id: 'owner', header: 'Owner', cell: ({ row }) => row.original.owner },
  { id: 'custodian', header: 'Custodian', cell: ({ row }) => row.original.custodian },
  {
    id: 'ci',
    header: 'CI',
    cell: ({ row: { original } }) =>
      original.ciId === undefined ? (
        <span className="quiet">not linked</span>
      ) : (
        <a href={formatRoute({ page: 'ci', id: original.ciId })}>linked</a>
      ),
  },
];

export function Assets(): ReactNode {
  const query = useQuery({ queryKey: ['assets'], queryFn: ({ signal }) => fetchAssets(signal) });
  return (
    <Outcome query={query}>
      {({ items }) => (
        <>
          <Waiting />
          <p>
            <a href={formatRoute({ page: 'imports' })}>Import a file, and imports there were</a>
          </p>
          {items.some(({ tag }) => tag !== undefined) && (
            <p className="quiet">
              <a href="/api/v1/assets/labels.pdf" target="_blank" rel="noreferrer">
                Labels of all with a tag
              </a>{' '}
              (QR, Avery L7160); others by <code>muster label</code>
            </p>
          )}
          <Grid
            caption="Asset records"
            columns={columns}
            rows={items}
            empty={
              <>
                No asset records yet: <a href={formatRoute({ page: 'imports' })}>import a file</a>,
                or <code>muster import assets.csv --as csv</code>
              </>
            }
          />
        </>
      )}
    </Outcome>
  );
}

/** What waits for another person, before all else. */
function Waiting(): ReactNode {
  const { data } = useQuery({
    queryKey: ['approvals'],
    queryFn: ({ signal }) => fetchApprovals(signal),
  });
  return data?.items.map((approval) => <Approval key={approval.id} approval={approval} />);
}
