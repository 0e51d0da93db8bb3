/** A record as its source states it: components, interfaces, neighbors, what could not be read. */
import type { RecordView as Record } from '@muster/facts/inventory';
import type { Candidate, Component, NetworkInterface, Unread } from '@muster/facts/observation';
import type { ReactNode } from 'react';
import { Age } from '../parts/age.tsx';
import { Badge } from '../parts/badge.tsx';
import { Grid, type GridColumn } from '../parts/grid.tsx';

export function RecordView({ record }: { readonly record: Record }): ReactNode {
  const { observation } = record;
  return (
    <details>
      <summary>
        <Badge>{record.source}</Badge> <span className="code">{record.key}</span> {record.profile},
        version {record.version}, seen <Age at={record.lastSeenAt} />
      </summary>
      <UnreadList unread={observation.unread ?? []} />
      <Grid
        caption="Components"
        columns={componentColumns}
        rows={observation.components ?? []}
        empty="No components were reported."
      />
      <Grid
        caption="Interfaces"
        columns={interfaceColumns}
        rows={observation.interfaces ?? []}
        empty="No interfaces were reported."
      />
      {observation.candidates !== undefined && (
        <Grid
          caption="Candidates"
          columns={candidateColumns}
          rows={observation.candidates}
          empty=""
        />
      )}
      <details>
        <summary>As observed</summary>
        <pre>{JSON.stringify(observation, undefined, 2)}</pre>
      </details>
    </details>
  );
}

function UnreadList({ unread }: { readonly unread: readonly Unread[] }): ReactNode {
  if (unread.length === 0) return null;
  return (
    <>
      <h4>Could not be read</h4>
      <ul>
        {unread.map(({ what, why, hint }) => (
          <li key={`${what} ${why}`}>
            {what}: {why}
            {hint !== undefined && <span className="quiet"> ({hint})</span>}
          </li>
        ))}
      </ul>
    </>
  );
}

const code = (text: string | undefined): ReactNode => <span className="code">{text}</span>;

const componentColumns: readonly GridColumn<Component>[] = [
  { id: 'kind', header: 'Component', cell: ({ row }) => row.original.kind },
  { id: 'slot', header: 'Slot', cell: ({ row }) => row.original.slot ?? row.original.name },
  { id: 'vendor', header: 'Maker', cell: ({ row }) => row.original.vendor },
  { id: 'model', header: 'Model', cell: ({ row }) => row.original.model },
  { id: 'part', header: 'Part', cell: ({ row }) => row.original.partNumber },
  { id: 'serial', header: 'Serial', cell: ({ row }) => code(row.original.serial) },
  { id: 'firmware', header: 'Firmware', cell: ({ row }) => row.original.firmware },
];

const interfaceColumns: readonly GridColumn<NetworkInterface>[] = [
  { id: 'name', header: 'Interface', cell: ({ row }) => row.original.name },
  { id: 'mac', header: 'MAC', cell: ({ row }) => code(row.original.mac) },
  { id: 'macKind', header: 'Kind', cell: ({ row }) => row.original.macKind },
  {
    id: 'addresses',
    header: 'Addresses',
    cell: ({ row }) => row.original.addresses?.join(', '),
  },
];

const candidateColumns: readonly GridColumn<Candidate>[] = [
  { id: 'field', header: 'Candidate for', cell: ({ row }) => row.original.field },
  { id: 'value', header: 'Value', cell: ({ row }) => code(row.original.value) },
  { id: 'state', header: 'State', cell: ({ row }) => row.original.state },
  { id: 'from', header: 'From', cell: ({ row }) => code(row.original.from) },
  {
    id: 'why',
    header: 'Why',
    cell: ({ row }) => `${row.original.chosen === true ? 'chosen ' : ''}${row.original.why ?? ''}`,
  },
];
