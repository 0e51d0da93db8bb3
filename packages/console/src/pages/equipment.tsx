/** What hangs on a CI, and what of it could not be read: from all its records, on the page. */
import type { CiDetail, RecordView } from '@muster/facts/inventory';
import type { Component, Neighbor, Observation, Source, Unread } from '@muster/facts/observation';
import type { ReactNode } from 'react';
import { Badge } from '../parts/badge.tsx';
import { Code } from '../parts/code.tsx';
import { Grid, type GridColumn } from '../parts/grid.tsx';
import { splitAt } from '../parts/split-at.ts';

/** A chassis has hundreds of parts: a screen of them, the rest on demand. */
const ROWS_SHOWN = 20;

type Stated<T> = T & { readonly source: Source };

export function Equipment({ ci }: { readonly ci: CiDetail }): ReactNode {
  return (
    <>
      <Section
        title="Components"
        columns={componentColumns}
        rows={stated(ci.records, ({ components }) => components)}
      />
      <Section
        title="Neighbors"
        columns={neighborColumns}
        rows={stated(ci.records, ({ neighbors }) => neighbors)}
      />
      <Section
        title="Could not be read"
        columns={unreadColumns}
        rows={stated(ci.records, ({ unread }) => unread)}
      />
      {isWithoutFirmwareFacts(ci) && (
        <p className="quiet">
          This machine shows no firmware facts (SMBIOS): no maker, serial number or UUID is known of
          it, and none is invented.
        </p>
      )}
    </>
  );
}

function stated<T>(
  records: readonly RecordView[],
  listOf: (observation: Observation) => readonly T[] | undefined,
): readonly Stated<T>[] {
  return records.flatMap(({ source, observation }) =>
    (listOf(observation) ?? []).map((item) => ({ ...item, source })),
  );
}

const FIRMWARE_FACTS: ReadonlySet<string> = new Set([
  'device.vendor',
  'device.serial',
  'device.uuid',
]);

/** Many hypervisors and sandboxes pass no SMBIOS on: then its absence is worth a sentence. */
export function isWithoutFirmwareFacts(ci: Pick<CiDetail, 'class' | 'facts'>): boolean {
  return ci.class === 'vm' && !ci.facts.some(({ attribute }) => FIRMWARE_FACTS.has(attribute));
}

function Section<T extends object>(props: {
  readonly title: string;
  readonly columns: readonly GridColumn<T>[];
  readonly rows: readonly T[];
}): ReactNode {
  const { title, columns, rows } = props;
  if (rows.length === 0) return null;
  const [shown, folded] = splitAt(rows, ROWS_SHOWN);
  return (
    <>
      <h3>{title}</h3>
      <Grid caption={title} columns={columns} rows={shown} empty="" />
      {folded.length > 0 && (
        <details>
          <summary>and {folded.length} more</summary>
          <Grid caption={`${title}, the rest`} columns={columns} rows={folded} empty="" />
        </details>
      )}
    </>
  );
}

const componentColumns: readonly GridColumn<Stated<Component>>[] = [
  { id: 'kind', header: 'Component', cell: ({ row }) => row.original.kind },
  { id: 'slot', header: 'Slot', cell: ({ row }) => row.original.slot ?? row.original.name },
  { id: 'vendor', header: 'Maker', cell: ({ row }) => row.original.vendor },
  { id: 'model', header: 'Model', cell: ({ row }) => row.original.model },
  { id: 'part', header: 'Part number', cell: ({ row }) => row.original.partNumber },
  { id: 'serial', header: 'Serial', cell: ({ row }) => <Code text={row.original.serial} /> },
  { id: 'firmware', header: 'Firmware', cell: ({ row }) => row.original.firmware },
  { id: 'source', header: 'Source', cell: ({ row }) => <Badge>{row.original.source}</Badge> },
];

const neighborColumns: readonly GridColumn<Stated<Neighbor>>[] = [
  { id: 'protocol', header: 'Protocol', cell: ({ row }) => row.original.protocol },
  { id: 'localPort', header: 'Local port', cell: ({ row }) => row.original.localPort },
  {
    id: 'systemName',
    header: 'Neighbor',
    cell: ({ row }) => row.original.systemName ?? <Code text={row.original.chassisId} />,
  },
  { id: 'portId', header: 'Port id', cell: ({ row }) => row.original.portId },
  { id: 'platform', header: 'Platform', cell: ({ row }) => row.original.platform },
  { id: 'source', header: 'Source', cell: ({ row }) => <Badge>{row.original.source}</Badge> },
];

const unreadColumns: readonly GridColumn<Stated<Unread>>[] = [
  { id: 'what', header: 'What', cell: ({ row }) => row.original.what },
  { id: 'why', header: 'Why', cell: ({ row }) => row.original.why },
  { id: 'hint', header: 'What to do', cell: ({ row }) => row.original.hint },
  { id: 'source', header: 'Source', cell: ({ row }) => <Badge>{row.original.source}</Badge> },
];
