/** The findings that are open: what to decide or act on, with reason and evidence. */
import type { FindingView } from '@muster/facts/inventory';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fetchFindings } from '../api.ts';
import { Age } from '../parts/age.tsx';
import { FindingBadge } from '../parts/badge.tsx';
import { Grid, type GridColumn } from '../parts/grid.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { Particulars } from '../parts/particulars.tsx';
import { Proof } from '../parts/proof.tsx';
import { formatRoute } from '../route.ts';

const columns: readonly GridColumn<FindingView>[] = [
  { id: 'kind', header: 'Finding', cell: ({ row }) => <FindingBadge kind={row.original.kind} /> },
  { id: 'severity', header: 'Severity', cell: ({ row }) => row.original.severity },
  {
    id: 'subject',
    header: 'About',
    cell: ({ row: { original } }) => <Subject finding={original} />,
  },
  {
    id: 'reason',
    header: 'Why',
    cell: ({ row: { original } }) => (
      <>
        {original.reason}
        <Proof lines={original.evidence} />
        <Particulars finding={original} />
      </>
    ),
  },
  { id: 'action', header: 'Proposed', cell: ({ row }) => row.original.action },
  { id: 'openedAt', header: 'Since', cell: ({ row }) => <Age at={row.original.openedAt} /> },
];

export function Findings(): ReactNode {
  const query = useQuery({
    queryKey: ['findings'],
    queryFn: ({ signal }) => fetchFindings('open', signal),
  });
  return (
    <Outcome query={query}>
      {({ items }) => (
        <Grid
          caption="Open findings"
          columns={columns}
          rows={items}
          empty="Nothing is open: what is there is in the inventory, and what is in it is there."
        />
      )}
    </Outcome>
  );
}

function Subject({ finding }: { readonly finding: FindingView }): ReactNode {
  if (finding.ciId === undefined && finding.assetId !== undefined) {
    return <a href={formatRoute({ page: 'asset', id: finding.assetId })}>{finding.subject}</a>;
  }
  if (finding.ciId === undefined) return finding.subject;
  return <a href={formatRoute({ page: 'ci', id: finding.ciId })}>{finding.subject}</a>;
}
