/** Brings in a file of asset records: first what would happen to each row and why, then, if it is right, for good. */
import type { AssetRowOutcome } from '@muster/facts/assets';
import type { ImportCounts, ImportFileAnswer, ImportMode } from '@muster/facts/imports';
import { type ReactNode, useState } from 'react';
import { importFile } from '../api-imports.ts';
import { ActForm } from '../parts/act-form.tsx';
import { Badge } from '../parts/badge.tsx';
import { Grid, type GridColumn } from '../parts/grid.tsx';

interface Tried {
  readonly file: File;
  readonly mode: ImportMode;
  readonly answer: ImportFileAnswer;
}

/** Rows shown; the command line tells all. */
const SHOWN_MAX = 200;

export function ImportFile(): ReactNode {
  const [tried, setTried] = useState<Tried>();
  return (
    <>
      <ActForm
        label="Check a file"
        hint="A CSV (UTF-8) or an .xlsx whose first line names the columns. Nothing is written yet."
        act={async (form) => {
          const file = form.get('file');
          if (!(file instanceof File)) throw new Error('Choose a file.');
          const mode = form.get('mode') === 'row-by-row' ? 'row-by-row' : 'all-or-nothing';
          setTried({ file, mode, answer: await importFile({ file, mode, apply: false }) });
        }}
      >
        <input name="file" type="file" required accept=".csv,.xlsx" aria-label="File" />
        <select name="mode" aria-label="All or nothing">
          <option value="all-or-nothing">all or nothing</option>
          <option value="row-by-row">row by row: the good ones are written</option>
        </select>
      </ActForm>
      {tried !== undefined && <Preview tried={tried} done={() => setTried(undefined)} />}
    </>
  );
}

const columns: readonly GridColumn<AssetRowOutcome>[] = [
  { id: 'line', header: 'Line', cell: ({ row }) => row.original.line },
  {
    id: 'disposition',
    header: 'What becomes of it',
    cell: ({ row }) => <Badge>{row.original.disposition}</Badge>,
  },
  { id: 'reason', header: 'Why', cell: ({ row }) => row.original.reason },
];

function Preview(props: { readonly tried: Tried; readonly done: () => void }): ReactNode {
  const { file, mode, answer } = props.tried;
  const { kind, reason, counts, outcomes, unused, warnings } = answer;
  const changing = outcomes.filter(({ disposition }) => disposition !== 'unchanged');
  return (
    <section aria-label="What would happen">
      <h2>
        {file.name}: {sayCounts(counts)}
      </h2>
      {kind === 'refused' && <p className="notice">{reason}.</p>}
      {unused.length > 0 && <p className="quiet">Columns not used: {unused.join(', ')}</p>}
      {warnings.map((warning) => (
        <p key={warning} className="quiet">
          {warning}
        </p>
      ))}
      {kind === 'tried' && (
        <ActForm
          label="Apply"
          hint="Writes it. An import can be undone as a whole."
          act={async () => {
            await importFile({ file, mode, apply: true });
            props.done();
          }}
        />
      )}
      <Grid
        caption="What would happen"
        columns={columns}
        rows={changing.slice(0, SHOWN_MAX)}
        empty="Nothing would change: all of it is recorded as the file has it."
      />
      {changing.length > SHOWN_MAX && (
        <p className="quiet">and {changing.length - SHOWN_MAX} more</p>
      )}
    </section>
  );
}

/** "3 create, 1 review" */
export function sayCounts(counts: ImportCounts): string {
  const said = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  return said.length === 0 ? 'no rows' : said.join(', ');
}
