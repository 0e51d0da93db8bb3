/** Who has an asset and where, who had it before, and the forms that hand it on. */
import type { AssetView } from '@muster/facts/assets';
import type { CustodyView } from '@muster/facts/lifecycle';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type AssetAct, acceptAsset, actOnAsset, fetchCustody } from '../api-assets.ts';
import { ActForm, filledIn } from '../parts/act-form.tsx';
import { Grid, type GridColumn } from '../parts/grid.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { toldOf } from './asset-life.tsx';

const columns: readonly GridColumn<CustodyView>[] = [
  { id: 'from', header: 'From', cell: ({ row }) => minuteOf(row.original.from) },
  { id: 'until', header: 'Until', cell: ({ row }) => minuteOf(row.original.until) },
  {
    id: 'custodian',
    header: 'With',
    cell: ({ row: { original } }) =>
      original.custodian ?? <span className="quiet">nobody (in the store)</span>,
  },
  {
    id: 'place',
    header: 'Where',
    cell: ({ row: { original } }) =>
      [original.site, original.location].filter((part) => part !== undefined).join(', '),
  },
  { id: 'kind', header: 'How', cell: ({ row }) => row.original.kind },
  {
    id: 'actor',
    header: 'By',
    cell: ({ row: { original } }) =>
      original.approver === undefined
        ? original.actor
        : `${original.actor}, approved by ${original.approver}`,
  },
  { id: 'dueOn', header: 'Due back', cell: ({ row }) => row.original.dueOn },
  { id: 'acceptedAt', header: 'Received', cell: ({ row }) => minuteOf(row.original.acceptedAt) },
  { id: 'reason', header: 'Why', cell: ({ row }) => row.original.reason },
];

/** To the minute, UTC: as the ledger and the command line have it. */
function minuteOf(time: string | undefined): string | undefined {
  return time?.slice(0, 16).replace('T', ' ');
}

export function Custody({ asset }: { readonly asset: AssetView }): ReactNode {
  const { id } = asset;
  const query = useQuery({
    queryKey: ['assets', id, 'custody'],
    queryFn: ({ signal }) => fetchCustody(id, signal),
  });
  return (
    <>
      <h3>Custody</h3>
      {asset.custodian === undefined ? (
        <HandOver id={id} act="check-out" label="Check out" to="Who takes it" />
      ) : (
        <>
          <HandOver id={id} act="check-in" label="Check in" />
          <details>
            <summary>Pass it on to another person</summary>
            <HandOver id={id} act="transfer" label="Transfer" to="Who is to have it" />
          </details>
        </>
      )}
      <Outcome query={query}>
        {({ items }) => (
          <>
            <Received id={id} latest={items[0]} />
            <Grid
              caption="Custody"
              columns={columns}
              rows={items}
              empty="Nobody ever said who has it or where it is."
            />
          </>
        )}
      </Outcome>
    </>
  );
}

const FIELDS = ['to', 'site', 'location', 'dueOn', 'reason', 'approver'] as const;

function HandOver(props: {
  readonly id: string;
  readonly act: Exclude<AssetAct, 'transition'>;
  readonly label: string;
  /** The field for the person; absent where nobody takes it. */
  readonly to?: string;
}): ReactNode {
  const { id, act, label, to } = props;
  return (
    <ActForm
      label={label}
      reason={act === 'transfer' ? 'required' : 'optional'}
      act={(form) => actOnAsset(id, act, filledIn(form, FIELDS))}
      told={toldOf}
    >
      {to !== undefined && <input name="to" required aria-label={to} placeholder={to} />}
      <input name="location" aria-label="Location" placeholder="Location" />
      {to !== undefined && (
        <label>
          back by <input type="date" name="dueOn" />
        </label>
      )}
    </ActForm>
  );
}

function Received(props: {
  readonly id: string;
  readonly latest: CustodyView | undefined;
}): ReactNode {
  const by = props.latest?.custodian;
  if (by === undefined || props.latest?.acceptedAt !== undefined) return null;
  return <ActForm label={`${by} has received it`} act={() => acceptAsset(props.id, by)} />;
}
