/** All stocktakes, and a new one. */
import type { StocktakeView } from '@muster/facts/stocktake';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fetchStocktakes, startStocktake } from '../api-assets.ts';
import { ActForm, filledIn } from '../parts/act-form.tsx';
import { Age } from '../parts/age.tsx';
import { Badge } from '../parts/badge.tsx';
import { Grid, type GridColumn } from '../parts/grid.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { formatRoute } from '../route.ts';

const columns: readonly GridColumn<StocktakeView>[] = [
  {
    id: 'id',
    header: 'Stocktake',
    cell: ({ row: { original } }) => (
      <a href={formatRoute({ page: 'stocktake', id: original.id })}>
        {original.id}: {placeOf(original)}
      </a>
    ),
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ row: { original } }) => (
      <Badge>{original.closedAt === undefined ? 'open' : 'closed'}</Badge>
    ),
  },
  { id: 'expected', header: 'Expected', cell: ({ row }) => row.original.expected },
  { id: 'missing', header: 'Missing', cell: ({ row }) => row.original.missing },
  {
    id: 'startedAt',
    header: 'Started',
    cell: ({ row: { original } }) => (
      <>
        {original.startedBy} <Age at={original.startedAt} />
      </>
    ),
  },
];

export function placeOf({ site, location }: StocktakeView): string {
  const parts = [site, location].filter((part) => part !== undefined);
  return parts.length === 0 ? 'everything' : parts.join(', ');
}

export function Stocktakes(): ReactNode {
  const query = useQuery({
    queryKey: ['stocktakes'],
    queryFn: ({ signal }) => fetchStocktakes(signal),
  });
  return (
    <>
      <ActForm
        label="Start a stocktake"
        hint="Of a site, of a location, or of everything:"
        act={async (form) => {
          const { id } = await startStocktake(filledIn(form, ['site', 'location']));
          location.hash = formatRoute({ page: 'stocktake', id });
        }}
      >
        <input name="site" aria-label="Site" placeholder="Site" />
        <input name="location" aria-label="Location" placeholder="Location" />
      </ActForm>
      <Outcome query={query}>
        {({ items }) => (
          <Grid
            caption="Stocktakes"
            columns={columns}
            rows={items}
            empty="No stocktake was ever made."
          />
        )}
      </Outcome>
    </>
  );
}
