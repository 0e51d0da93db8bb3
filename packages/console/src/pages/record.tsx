/** A record as its source states it: interfaces, candidates and the whole observation. */
import type { RecordView as Record } from '@muster/facts/inventory';
import type { Candidate, NetworkInterface } from '@muster/facts/observation';
import type { ReactNode } from 'react';
import { Age } from '../parts/age.tsx';
import { Badge } from '../parts/badge.tsx';
import { Code } from '../parts/code.tsx';
import { Grid, type GridColumn } from '../parts/grid.tsx';

export function RecordView({ record }: { readonly record: Record }): ReactNode {
  const { observation } = record;
  return (
    <details>
      <summary>
        <Badge>{record.source}</Badge> <span className="code">{record.key}</span> {record.profile},
        version {record.version}, seen <Age at={record.lastSeenAt} />
      </summary>
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

const interfaceColumns: readonly GridColumn<NetworkInterface>[] = [
  { id: 'name', header: 'Interface', cell: ({ row }) => row.original.name },
  { id: 'mac', header: 'MAC', cell: ({ row }) => <Code text={row.original.mac} /> },
  { id: 'macKind', header: 'Kind', cell: ({ row }) => row.original.macKind },
  {
    id: 'addresses',
    header: 'Addresses',
    cell: ({ row }) => row.original.addresses?.join(', '),
  },
];

const candidateColumns: readonly GridColumn<Candidate>[] = [
  { id: 'field', header: 'Candidate for', cell: ({ row }) => row.original.field },
  { id: 'value', header: 'Value', cell: ({ row }) => <Code text={row.original.value} /> },
  { id: 'state', header: 'State', cell: ({ row }) => row.original.state },
  { id: 'from', header: 'From', cell: ({ row }) => <Code text={row.original.from} /> },
  {
    id: 'why',
    header: 'Why',
    cell: ({ row }) => `${row.original.chosen === true ? 'chosen ' : ''}${row.original.why ?? ''}`,
  },
];
