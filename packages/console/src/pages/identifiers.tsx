/** The identifiers of a CI: each once, with the sources that state it and the trust it has. */
import type { CiDetail, Identifier, IdentifierView } from '@muster/facts/inventory';
import type { Source } from '@muster/facts/observation';
import type { ReactNode } from 'react';
import { Badge } from '../parts/badge.tsx';
import { Code } from '../parts/code.tsx';
import { Grid, type GridColumn } from '../parts/grid.tsx';
import { splitAt } from '../parts/split-at.ts';

/** A switch states an address per port: the first few tell as much as all of them. */
const MACS_SHOWN = 5;

type Verdict = Pick<Identifier, 'trust' | 'why'>;

export interface StatedIdentifier extends Pick<Identifier, 'scheme' | 'scope' | 'printed'> {
  readonly key: string;
  /** More than one where the records differ, as on what kind of MAC it is. */
  readonly verdicts: readonly Verdict[];
  readonly sources: readonly Source[];
}

/** Identifiers in the given order; what several records state is one, with all their sources. */
export function statedOnce(
  identifiers: readonly IdentifierView[],
  records: readonly Pick<CiDetail['records'][number], 'id' | 'source'>[],
): readonly StatedIdentifier[] {
  const sourceOf = new Map(records.map(({ id, source }) => [id, source]));
  const stated = Map.groupBy(identifiers, ({ scheme, scope = '', value }) =>
    [scheme, scope, value].join(' '),
  );
  return [...stated].flatMap(([key, same]) =>
    same.slice(0, 1).map(({ scheme, scope, printed }) => ({
      key,
      scheme,
      ...(scope === undefined ? {} : { scope }),
      printed,
      verdicts: distinctVerdicts(same),
      sources: [...new Set(same.flatMap(({ recordId }) => sourceOf.get(recordId) ?? []))],
    })),
  );
}

function distinctVerdicts(same: readonly IdentifierView[]): readonly Verdict[] {
  const byText = new Map(same.map((one) => [verdictKey(one), one]));
  return [...byText.values()].map(({ trust, why }) =>
    why === undefined ? { trust } : { trust, why },
  );
}

const verdictKey = ({ trust, why = '' }: Verdict): string => `${trust} ${why}`;

export function Identifiers({ ci }: { readonly ci: CiDetail }): ReactNode {
  const all = statedOnce(ci.identifiers, ci.records);
  const [macs, folded] = splitAt(
    all.filter(({ scheme }) => scheme === 'mac'),
    MACS_SHOWN,
  );
  const rows = [...all.filter(({ scheme }) => scheme !== 'mac'), ...macs];
  return (
    <>
      <h3>Identifiers</h3>
      <Grid
        caption="Identifiers"
        columns={columns}
        rows={rows}
        empty="It states no identifier at all."
      />
      {folded.length > 0 && (
        <details>
          <summary>
            and {folded.length} more {folded.length === 1 ? 'address' : 'addresses'}
          </summary>
          <Grid caption="More addresses" columns={columns} rows={folded} empty="" />
        </details>
      )}
    </>
  );
}

const TRUST_CLASS: Readonly<Record<IdentifierView['trust'], string>> = {
  sound: 'badge good',
  suspect: 'badge warn',
  impossible: 'badge loud',
};

const columns: readonly GridColumn<StatedIdentifier>[] = [
  { id: 'scheme', header: 'Scheme', cell: ({ row }) => row.original.scheme },
  { id: 'value', header: 'Value', cell: ({ row }) => <Code text={row.original.printed} /> },
  { id: 'scope', header: 'Within', cell: ({ row }) => row.original.scope },
  {
    id: 'trust',
    header: 'Trust',
    cell: ({ row: { original } }) =>
      original.verdicts.map((verdict) => (
        <div key={verdictKey(verdict)}>
          <span className={TRUST_CLASS[verdict.trust]}>{verdict.trust}</span>{' '}
          <span className="quiet">{verdict.why}</span>
        </div>
      )),
  },
  {
    id: 'sources',
    header: 'Stated by',
    cell: ({ row }) => row.original.sources.map((source) => <Badge key={source}>{source}</Badge>),
  },
];
