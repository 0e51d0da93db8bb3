/** One asset record: what it says, where it stands in its life, who has it, and what proves it. */
import type { AssetDetail, LedgerEntry } from '@muster/facts/assets';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fetchAsset } from '../api-assets.ts';
import { Age } from '../parts/age.tsx';
import { Badge, FindingBadge } from '../parts/badge.tsx';
import { Code } from '../parts/code.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { Proof } from '../parts/proof.tsx';
import { formatRoute } from '../route.ts';
import { Custody } from './asset-custody.tsx';
import { Evidence } from './asset-evidence.tsx';
import { Life } from './asset-life.tsx';

export function AssetPage({ id }: { readonly id: string }): ReactNode {
  const query = useQuery({
    queryKey: ['assets', id],
    queryFn: ({ signal }) => fetchAsset(id, signal),
  });
  return <Outcome query={query}>{(asset) => <Asset asset={asset} />}</Outcome>;
}

function Asset({ asset }: { readonly asset: AssetDetail }): ReactNode {
  const product = [asset.vendor, asset.model].filter((part) => part !== undefined).join(' ');
  return (
    <>
      <h2>
        {asset.tag ?? asset.id} <Badge>{asset.state}</Badge>
        {asset.openFindings.map(({ id, kind }) => (
          <FindingBadge key={id} kind={kind} />
        ))}
      </h2>
      <p className="quiet">
        {product !== '' && `${product} · `}
        {asset.serial !== undefined && (
          <>
            <Code text={asset.serial} /> ·{' '}
          </>
        )}
        {asset.custodian === undefined ? 'nobody has it' : `with ${asset.custodian}`}
        {asset.ciId === undefined ? (
          ' · linked to no CI'
        ) : (
          <>
            {' '}
            · linked to <a href={formatRoute({ page: 'ci', id: asset.ciId })}>{asset.ciId}</a>
          </>
        )}
      </p>
      {asset.openFindings.map((finding) => (
        <div key={finding.id} className="notice">
          <FindingBadge kind={finding.kind} /> {finding.reason}
          <Proof lines={finding.evidence} />
        </div>
      ))}
      <Particulars asset={asset} />
      <Life id={asset.id} />
      <Custody asset={asset} />
      <Evidence id={asset.id} />
      <Links asset={asset} />
      <History entries={asset.history} />
    </>
  );
}

const PARTICULARS = [
  ['owner', 'Owner'],
  ['technicalOwner', 'Technical owner'],
  ['site', 'Site'],
  ['location', 'Location'],
  ['purchasedOn', 'Purchased'],
  ['supplier', 'Supplier'],
  ['orderNumber', 'Order number'],
  ['price', 'Price'],
  ['warrantyUntil', 'Warranty until'],
  ['supportUntil', 'Support until'],
] as const;

function Particulars({ asset }: { readonly asset: AssetDetail }): ReactNode {
  const own = Object.entries(asset.fields ?? {});
  const shown = [
    ...PARTICULARS.flatMap(([name, title]): [string, string][] => {
      const value = asset[name];
      return value === undefined ? [] : [[title, value]];
    }),
    ...own,
  ];
  if (shown.length === 0) return null;
  return (
    <dl className="pairs">
      {shown.map(([title, value]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Links({ asset }: { readonly asset: AssetDetail }): ReactNode {
  if (asset.links.length === 0) return null;
  return (
    <>
      <h3>Links</h3>
      <ul>
        {asset.links.map((link) => (
          <li key={`${link.ciId} ${link.linkedAt}`}>
            <a href={formatRoute({ page: 'ci', id: link.ciId })}>{link.ciId}</a> {link.method} by{' '}
            {link.actor}, <Age at={link.linkedAt} />
            {link.unlinkedAt !== undefined && (
              <>
                {' '}
                until <Age at={link.unlinkedAt} />
              </>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function History({ entries }: { readonly entries: readonly LedgerEntry[] }): ReactNode {
  return (
    <>
      <h3>History</h3>
      <ul className="history">
        {entries.toReversed().map((entry) => (
          <li key={entry.seq}>
            <Age at={entry.at} /> {entry.actor}: {entry.kind.replace('asset.', '')}{' '}
            <span className="quiet">{wordsOf(entry.payload)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What changed, and why, as far as the entry says it. */
function wordsOf(payload: unknown): string {
  if (typeof payload !== 'object' || payload === null) return '';
  const said = new Map<string, unknown>(Object.entries(payload));
  const changes = said.get('changes');
  const names = Array.isArray(changes)
    ? changes.map((name) => `${name} ${said.get(String(name)) ?? 'gone'}`)
    : ['what', 'kind', 'name', 'dueOn', 'by'].flatMap((name) => said.get(name) ?? []);
  const reason = said.get('reason');
  return [...names, ...(typeof reason === 'string' ? [`“${reason}”`] : [])].join(', ');
}
