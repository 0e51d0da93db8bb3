/** A CI as it was known at a past time: its facts, whose it was, who used it, what was found. */
import type { CiAsOf } from '@muster/facts/inventory';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { fetchCiAsOf } from '../api.ts';
import { Outcome } from '../parts/outcome.tsx';

export function AsOf({ id }: { readonly id: string }): ReactNode {
  const [at, setAt] = useState('');
  return (
    <details>
      <summary>As of a past time</summary>
      <label>
        As it was known at{' '}
        <input
          type="datetime-local"
          value={at}
          onChange={(event) => setAt(event.currentTarget.value)}
        />
      </label>
      {at !== '' && <Past id={id} at={new Date(at).toISOString()} />}
    </details>
  );
}

function Past({ id, at }: { readonly id: string; readonly at: string }): ReactNode {
  const query = useQuery({
    queryKey: ['ci', id, 'as-of', at],
    queryFn: ({ signal }) => fetchCiAsOf(id, at, signal),
    retry: false,
  });
  return <Outcome query={query}>{(ci) => <Then ci={ci} />}</Outcome>;
}

function Then({ ci }: { readonly ci: CiAsOf }): ReactNode {
  const { asset } = ci;
  return (
    <>
      <p>
        It was {ci.id}
        {asset === undefined
          ? ', linked to no asset'
          : `, asset ${asset.tag ?? asset.id} (${asset.state})`}
        {asset?.owner !== undefined && `, owned by ${asset.owner}`}
        {asset?.custodian !== undefined && `, in the hands of ${asset.custodian}`}.
      </p>
      {ci.findings.map(({ id, kind, reason }) => (
        <p key={id} className="notice">
          {kind}: {reason}
        </p>
      ))}
      <dl>
        {ci.facts.map(({ attribute, value, source }) => (
          <div key={attribute}>
            <dt>{attribute}</dt>
            <dd>
              {String(value)} <span className="quiet">{source}</span>
            </dd>
          </div>
        ))}
      </dl>
      <ul>
        {ci.records.map(({ id, source, key, version }) => (
          <li key={id}>
            {source} <span className="code">{key}</span>, version {version}
          </li>
        ))}
      </ul>
    </>
  );
}
