/** Files that prove something about an asset record: what is kept, and one more. */
import { EVIDENCE_KINDS, EVIDENCE_TYPES, type EvidenceView } from '@muster/facts/lifecycle';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { attachEvidence, evidenceHref, fetchLifecycle } from '../api-assets.ts';
import { ActForm } from '../parts/act-form.tsx';
import { Age } from '../parts/age.tsx';
import { Badge } from '../parts/badge.tsx';
import { Grid, type GridColumn } from '../parts/grid.tsx';
import { Outcome } from '../parts/outcome.tsx';

const columns: readonly GridColumn<EvidenceView>[] = [
  { id: 'kind', header: 'What', cell: ({ row }) => <Badge>{row.original.kind}</Badge> },
  {
    id: 'name',
    header: 'File',
    cell: ({ row: { original } }) => <a href={evidenceHref(original.id)}>{original.name}</a>,
  },
  {
    id: 'sha256',
    header: 'SHA-256',
    cell: ({ row: { original } }) => (
      <span className="code" title={original.sha256}>
        {original.sha256.slice(0, 16)}…
      </span>
    ),
  },
  {
    id: 'usedFor',
    header: 'Proved',
    cell: ({ row: { original } }) => original.usedFor ?? <span className="quiet">nothing yet</span>,
  },
  {
    id: 'at',
    header: 'Attached',
    cell: ({ row: { original } }) => (
      <>
        {original.actor} <Age at={original.at} />
      </>
    ),
  },
];

export function Evidence({ id }: { readonly id: string }): ReactNode {
  const query = useQuery({
    queryKey: ['assets', id, 'lifecycle'],
    queryFn: ({ signal }) => fetchLifecycle(id, signal),
  });
  return (
    <>
      <h3>Evidence</h3>
      <ActForm
        label="Attach"
        act={(form) => attach(id, form)}
        told={({ name }) => `${name} is kept`}
      >
        <select name="kind" aria-label="Kind of evidence">
          {EVIDENCE_KINDS.map((kind) => (
            <option key={kind}>{kind}</option>
          ))}
        </select>
        <input
          type="file"
          name="file"
          required
          aria-label="File"
          accept={EVIDENCE_TYPES.join(',')}
        />
      </ActForm>
      <Outcome query={query}>
        {({ evidence }) => (
          <Grid caption="Evidence" columns={columns} rows={evidence} empty="No files yet." />
        )}
      </Outcome>
    </>
  );
}

async function attach(id: string, form: FormData): Promise<EvidenceView> {
  const file = form.get('file');
  const kind = EVIDENCE_KINDS.find((each) => each === form.get('kind'));
  if (!(file instanceof File) || kind === undefined) throw new Error('Choose a file.');
  return attachEvidence(id, kind, file);
}
