/** Imports of asset records: a new one, rows that wait for a person, and those there were, with their undoing. */
import type { AssetRow } from '@muster/facts/assets';
import type { ImportReview, ImportView, ReviewAnswer } from '@muster/facts/imports';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fetchImports, fetchReviews, resolveReview, undoImport } from '../api-imports.ts';
import { ActForm, filledIn } from '../parts/act-form.tsx';
import { Age } from '../parts/age.tsx';
import { Grid, type GridColumn } from '../parts/grid.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { formatRoute } from '../route.ts';
import { ImportFile, sayCounts } from './import-file.tsx';

export function Imports(): ReactNode {
  const imports = useQuery({
    queryKey: ['imports'],
    queryFn: ({ signal }) => fetchImports(signal),
  });
  return (
    <>
      <ImportFile />
      <Reviews />
      <h2>Imports</h2>
      <Outcome query={imports}>
        {({ items }) => (
          <Grid
            caption="Imports"
            columns={importColumns}
            rows={items}
            empty="Nothing was ever imported."
          />
        )}
      </Outcome>
    </>
  );
}

const importColumns: readonly GridColumn<ImportView>[] = [
  { id: 'id', header: 'Import', cell: ({ row }) => row.original.id },
  {
    id: 'at',
    header: 'By',
    cell: ({ row: { original } }) => (
      <>
        {original.actor} <Age at={original.at} />
      </>
    ),
  },
  {
    id: 'file',
    header: 'File',
    cell: ({ row: { original } }) => (
      <span title={original.file && `SHA-256 ${original.file.sha256}`}>
        {original.file?.name ?? <span className="quiet">none</span>}
      </span>
    ),
  },
  { id: 'counts', header: 'Rows', cell: ({ row }) => sayCounts(row.original.counts) },
  { id: 'mode', header: 'How', cell: ({ row }) => row.original.mode },
  { id: 'undo', header: 'Undo', cell: ({ row }) => <Undo made={row.original} /> },
];

function Undo({ made }: { readonly made: ImportView }): ReactNode {
  const { undone } = made;
  if (undone === undefined) {
    return (
      <ActForm
        label="Undo"
        reason="required"
        act={(form) => undoImport(made.id, String(form.get('reason')))}
      />
    );
  }
  return (
    <>
      undone by {undone.actor} <Age at={undone.at} />: {undone.reason}
      <br />
      <span className="quiet">
        records: {undone.removed} removed, {undone.restored} restored, {undone.kept} kept as they
        are
      </span>
    </>
  );
}

/** What waits comes before what was. */
function Reviews(): ReactNode {
  const { data } = useQuery({
    queryKey: ['import-reviews'],
    queryFn: ({ signal }) => fetchReviews(signal),
  });
  if (data === undefined || data.items.length === 0) return null;
  return (
    <section aria-label="Rows that wait for a person">
      <h2>Rows that wait for a person: {data.total}</h2>
      <Grid
        caption="Rows that wait for a person"
        columns={reviewColumns}
        rows={data.items}
        empty="None"
      />
    </section>
  );
}

const reviewColumns: readonly GridColumn<ImportReview>[] = [
  { id: 'id', header: 'Row', cell: ({ row }) => row.original.id },
  {
    id: 'row',
    header: 'It says',
    cell: ({ row }) => <Says row={row.original.row} />,
  },
  { id: 'reason', header: 'Why it waits', cell: ({ row }) => row.original.reason },
  {
    id: 'candidates',
    header: 'It may be',
    cell: ({ row }) =>
      row.original.candidates.map(({ id, tag, serial, state }) => (
        <div key={id}>
          <a href={formatRoute({ page: 'asset', id })}>{tag ?? id}</a>{' '}
          <span className="code">{serial}</span> <span className="quiet">{state}</span>
        </div>
      )),
  },
  { id: 'answer', header: 'What becomes of it', cell: ({ row }) => <Answer of={row.original} /> },
];

function Says({ row: { line: _, fields, ...said } }: { readonly row: AssetRow }): ReactNode {
  return Object.entries({ ...said, ...fields }).map(([name, value]) => (
    <div key={name}>
      <span className="quiet">{name}</span> {value}
    </div>
  ));
}

const ANSWERS: Readonly<Record<ReviewAnswer, string>> = {
  update: 'changes the record',
  create: 'is a record of its own',
  skip: 'is passed over',
};

function Answer({ of }: { readonly of: ImportReview }): ReactNode {
  return (
    <ActForm
      label="Resolve"
      reason="required"
      act={(form) => {
        const as = form.get('as');
        const answer = as === 'create' || as === 'skip' ? as : 'update';
        const { asset } = answer === 'update' ? filledIn(form, ['asset']) : {};
        const reason = String(form.get('reason'));
        return resolveReview(of.id, { as: answer, reason, ...(asset && { asset }) });
      }}
    >
      <select name="as" aria-label="What becomes of it">
        {Object.entries(ANSWERS).map(([answer, words]) => (
          <option key={answer} value={answer}>
            {words}
          </option>
        ))}
      </select>
      {of.candidates.length !== 1 && (
        <input name="asset" aria-label="Which record" placeholder="Which record: tag or id" />
      )}
    </ActForm>
  );
}
