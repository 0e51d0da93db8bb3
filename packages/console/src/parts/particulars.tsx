/** What a finding says beside its reason: where the thing is, what it likely is, what is proposed. */
import type { FindingParticulars } from '@muster/facts/inventory';
import type { ReactNode } from 'react';
import { Age } from './age.tsx';

export function Particulars({ finding }: { readonly finding: FindingParticulars }): ReactNode {
  const { place, likelyKind, riskTier, firstSeenAt, rule } = finding;
  const { behind, port, vlan, segment, site, location } = place ?? {};
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['behind', [behind, port].filter((part) => part !== undefined).join(' port ')],
    ['VLAN', vlan],
    ['segment', segment],
    ['site', site],
    ['location', location],
    ['likely', likelyKind],
    ['risk', riskTier],
    ['first seen', firstSeenAt && <Age at={firstSeenAt} />],
    ['rule', rule],
  ];
  const known = facts.filter(([, value]) => value !== undefined && value !== '');
  if (known.length === 0) return null;
  return (
    <dl className="particulars">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
