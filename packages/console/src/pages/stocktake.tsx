/** One stocktake: a field that a scanner types into, what each scan came to, and what is missing. */
import type { AssetView } from '@muster/facts/assets';
import type { Scan, ScanVerdict, ScanView, StocktakeView } from '@muster/facts/stocktake';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import {
  closeStocktake,
  fetchMissing,
  fetchScans,
  fetchStocktake,
  sendScan,
} from '../api-assets.ts';
import { ActForm } from '../parts/act-form.tsx';
import { Age } from '../parts/age.tsx';
import { Code } from '../parts/code.tsx';
import { Grid, type GridColumn } from '../parts/grid.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { formatRoute } from '../route.ts';
import { placeOf } from './stocktakes.tsx';

/** Others scan too: what they found is fetched so often. */
const REFRESH_MS = 3_000;

export function Stocktake({ id }: { readonly id: string }): ReactNode {
  const query = useQuery({
    queryKey: ['stocktakes', id],
    queryFn: ({ signal }) => fetchStocktake(id, signal),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Outcome query={query}>
      {(stocktake) => (
        <>
          <h2>
            {stocktake.id}: {placeOf(stocktake)}
          </h2>
          <Counts stocktake={stocktake} />
          {stocktake.closedAt === undefined ? (
            <Scanning id={id} />
          ) : (
            <p className="quiet">
              Closed by {stocktake.closedBy} <Age at={stocktake.closedAt} />
            </p>
          )}
          <Scans id={id} />
          <Missing id={id} />
          {stocktake.closedAt === undefined && (
            <ActForm
              label="Close the stocktake"
              hint="Its missing list stays as it is from then on."
              act={() => closeStocktake(id)}
            />
          )}
        </>
      )}
    </Outcome>
  );
}

function Counts({ stocktake }: { readonly stocktake: StocktakeView }): ReactNode {
  const { expected, missing, scanned } = stocktake;
  const counts = [
    ['expected', expected],
    ['missing', missing],
    ...Object.entries(scanned),
  ] as const;
  return (
    <dl className="counts">
      {counts.map(([name, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{count}</dd>
        </div>
      ))}
    </dl>
  );
}

type Told =
  | { readonly kind: 'scan'; readonly scan: ScanView }
  | { readonly kind: 'failed'; readonly code: string; readonly why: string };

/** A scanner types a code and Enter faster than an answer comes: they go out one after the other. */
function Scanning({ id }: { readonly id: string }): ReactNode {
  const queries = useQueryClient();
  const [told, setTold] = useState<Told>();
  const [waiting, setWaiting] = useState(0);
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const field = useRef<HTMLInputElement>(null);
  // A scanner types into whatever has the focus.
  useEffect(() => field.current?.focus(), []);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = event.currentTarget.elements;
    const code = fields.namedItem('code');
    const room = fields.namedItem('location');
    if (!(code instanceof HTMLInputElement) || !(room instanceof HTMLInputElement)) return;
    const scan = scanOf(code.value, room.value);
    code.value = '';
    code.focus();
    if (scan === undefined) return;
    setWaiting((count) => count + 1);
    last.current = last.current
      .then(() => sendScan(id, scan))
      .then(({ items: [item] }) => item && setTold({ kind: 'scan', scan: item }))
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        setTold({ kind: 'failed', code: scan.code, why });
      })
      .finally(() => {
        setWaiting((count) => count - 1);
        void queries.invalidateQueries({ queryKey: ['stocktakes', id] });
      });
  };
  return (
    <>
      <form onSubmit={submit} className="act scan" aria-label="Scan">
        <input
          name="code"
          ref={field}
          autoComplete="off"
          aria-label="Scan"
          placeholder="Scan a tag"
        />
        <input name="location" aria-label="Location" placeholder="Location, where it differs" />
        <button type="submit">Scan</button>
      </form>
      <div className="told" role="status">
        {told !== undefined && <Answer told={told} />}
        {waiting > 1 && <span className="quiet"> {waiting} on their way</span>}
      </div>
    </>
  );
}

/** CODE or CODE,SERIAL: by comma, semicolon or tab, as scanners are set up. */
function scanOf(text: string, location: string): Scan | undefined {
  const [code = '', serial = ''] = text.split(/[,;\t]/).map((part) => part.trim());
  if (code === '') return undefined;
  const place = location.trim();
  return { code, ...(serial !== '' && { serial }), ...(place !== '' && { location: place }) };
}

function Answer({ told }: { readonly told: Told }): ReactNode {
  if (told.kind === 'failed') {
    return (
      <p className="notice">
        {told.code} was not taken: {told.why}
      </p>
    );
  }
  const { scan } = told;
  return (
    <p className={`answer ${scan.verdict}`}>
      <strong>
        <Verdict verdict={scan.verdict} /> {scan.tag ?? scan.code}
      </strong>{' '}
      {scan.says}
    </p>
  );
}

function Verdict({ verdict }: { readonly verdict: ScanVerdict }): ReactNode {
  const tone = verdict === 'found' ? 'good' : verdict === 'elsewhere' ? 'warn' : 'loud';
  return <span className={`badge ${tone}`}>{verdict}</span>;
}

const scanColumns: readonly GridColumn<ScanView>[] = [
  {
    id: 'verdict',
    header: 'Verdict',
    cell: ({ row }) => <Verdict verdict={row.original.verdict} />,
  },
  {
    id: 'code',
    header: 'Code',
    cell: ({ row: { original } }) =>
      original.assetId === undefined ? (
        <Code text={original.code} />
      ) : (
        <a href={formatRoute({ page: 'asset', id: original.tag ?? original.assetId })}>
          {original.tag ?? original.code}
        </a>
      ),
  },
  { id: 'says', header: 'What it came to', cell: ({ row }) => row.original.says },
  { id: 'location', header: 'Where', cell: ({ row }) => row.original.location },
  {
    id: 'at',
    header: 'Scanned',
    cell: ({ row: { original } }) => (
      <>
        {original.by} <Age at={original.at} />
      </>
    ),
  },
];

function Scans({ id }: { readonly id: string }): ReactNode {
  const query = useQuery({
    queryKey: ['stocktakes', id, 'scans'],
    queryFn: ({ signal }) => fetchScans(id, signal),
    refetchInterval: REFRESH_MS,
  });
  return (
    <>
      <h3>Scans</h3>
      <Outcome query={query}>
        {({ items, total }) => (
          <>
            <Grid caption="Scans" columns={scanColumns} rows={items} empty="Nothing scanned yet." />
            {total > items.length && (
              <p className="quiet">
                the latest {items.length} of {total}
              </p>
            )}
          </>
        )}
      </Outcome>
    </>
  );
}

const missingColumns: readonly GridColumn<AssetView>[] = [
  {
    id: 'tag',
    header: 'Asset',
    cell: ({ row: { original } }) => (
      <a href={formatRoute({ page: 'asset', id: original.tag ?? original.id })}>
        {original.tag ?? original.id}
      </a>
    ),
  },
  { id: 'serial', header: 'Serial', cell: ({ row }) => <Code text={row.original.serial} /> },
  {
    id: 'product',
    header: 'What',
    cell: ({ row: { original } }) =>
      [original.vendor, original.model].filter((part) => part !== undefined).join(' '),
  },
  { id: 'custodian', header: 'With', cell: ({ row }) => row.original.custodian },
  { id: 'location', header: 'Location', cell: ({ row }) => row.original.location },
];

function Missing({ id }: { readonly id: string }): ReactNode {
  const query = useQuery({
    queryKey: ['stocktakes', id, 'missing'],
    queryFn: ({ signal }) => fetchMissing(id, signal),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Outcome query={query}>
      {({ items, total }) => (
        <details open={total > 0}>
          <summary>
            <strong>Missing</strong> {total}
          </summary>
          <Grid
            caption="Missing"
            columns={missingColumns}
            rows={items}
            empty="Everything expected was scanned."
          />
        </details>
      )}
    </Outcome>
  );
}
