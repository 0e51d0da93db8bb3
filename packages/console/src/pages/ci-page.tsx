/** One CI: every fact with its source and age, what was rejected, and why it is believed. */
import type { CiDetail, DecisionView, Fact, LockView } from '@muster/facts/inventory';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fetchCi } from '../api.ts';
import { Age } from '../parts/age.tsx';
import { Badge, FindingBadge } from '../parts/badge.tsx';
import { Code } from '../parts/code.tsx';
import { Grid, type GridColumn } from '../parts/grid.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { Proof } from '../parts/proof.tsx';
import { formatRoute } from '../route.ts';
import { AsOf } from './as-of.tsx';
import { nameOf } from './ci-list.tsx';
import { Decide, Undo } from './decide.tsx';
import { Equipment } from './equipment.tsx';
import { Identifiers } from './identifiers.tsx';
import { RecordView } from './record.tsx';
import { Relations } from './relations.tsx';

export function CiPage({ id }: { readonly id: string }): ReactNode {
  const query = useQuery({ queryKey: ['ci', id], queryFn: ({ signal }) => fetchCi(id, signal) });
  return <Outcome query={query}>{(ci) => <Ci ci={ci} />}</Outcome>;
}

function Ci({ ci }: { readonly ci: CiDetail }): ReactNode {
  return (
    <>
      <h2>
        {nameOf(ci)}{' '}
        {ci.findings.map((kind) => (
          <FindingBadge key={kind} kind={kind} />
        ))}
      </h2>
      <p className="quiet">
        {[ci.class, ci.vendor, ci.model].map((part) => part !== undefined && `${part} · `)}
        {ci.serial !== undefined && (
          <>
            <Code text={ci.serial} /> ·{' '}
          </>
        )}
        first seen <Age at={ci.firstSeenAt} />, last seen <Age at={ci.lastSeenAt} />
        {ci.presence === 'left' && ', said to have left'}
        {ci.assetTag !== undefined && (
          <>
            , asset <a href={formatRoute({ page: 'asset', id: ci.assetTag })}>{ci.assetTag}</a>
          </>
        )}
      </p>
      <OpenFindings ci={ci} />
      <h3>Facts</h3>
      <Grid caption="Facts" columns={factColumns} rows={ci.facts} empty="Nothing is known." />
      <Equipment ci={ci} />
      <h3>Relations</h3>
      <Relations ci={ci.id} />
      <Identifiers ci={ci} />
      <h3>Evidence</h3>
      <Decide ci={ci} />
      <AsOf id={ci.id} />
      {ci.decisions.map((decision) => (
        <Decision key={decision.id} decision={decision} />
      ))}
      {ci.decisions.length === 0 && <p className="quiet">One record, nothing joined.</p>}
      {ci.sightings.length > 0 && <Sightings ci={ci} />}
      <h3>Records</h3>
      {ci.records.map((record) => (
        <RecordView key={record.id} record={record} />
      ))}
    </>
  );
}

function OpenFindings({ ci }: { readonly ci: CiDetail }): ReactNode {
  return ci.openFindings.map((finding) => (
    <div key={finding.id} className="notice">
      <FindingBadge kind={finding.kind} /> {finding.reason}
      <Proof lines={finding.evidence} />
    </div>
  ));
}

const factColumns: readonly GridColumn<Fact>[] = [
  { id: 'attribute', header: 'Fact', cell: ({ row }) => row.original.attribute },
  {
    id: 'value',
    header: 'Value',
    cell: ({ row: { original: fact } }) => (
      <>
        <strong>{String(fact.value)}</strong>
        {fact.lock !== undefined && <Lock lock={fact.lock} />}
        {fact.rejected.length > 0 && (
          <ul className="proof">
            {fact.rejected.map((other) => (
              <li key={other.recordId}>
                <s>{String(other.value)}</s> {other.source} <Age at={other.observedAt} />
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  },
  {
    id: 'source',
    header: 'Source',
    cell: ({ row: { original: fact } }) => (
      <>
        <Badge>{fact.source}</Badge> <span className="quiet">{fact.profile}</span>
      </>
    ),
  },
  { id: 'age', header: 'Age', cell: ({ row }) => <Age at={row.original.observedAt} /> },
];

function Lock({ lock }: { readonly lock: LockView }): ReactNode {
  return (
    <p className="quiet">
      held by {lock.actor}: {lock.reason}
      {lock.until !== undefined && ` (until ${lock.until})`}
    </p>
  );
}

function Decision({ decision }: { readonly decision: DecisionView }): ReactNode {
  return (
    <div className="decision">
      <Badge>{decision.kind}</Badge> {decision.reason}{' '}
      <span className="quiet">
        by {decision.actor}
        {decision.ruleVersion !== undefined && `, rules ${decision.ruleVersion}`},{' '}
        <Age at={decision.at} />
      </span>{' '}
      <Undo decision={decision} />
      <ul className="proof">
        {decision.for.map((evidence) => (
          <li key={`for ${evidence.rule} ${evidence.value}`}>
            +{evidence.weight} {evidence.says}
          </li>
        ))}
        {decision.against.map((evidence) => (
          <li key={`against ${evidence.rule} ${evidence.value}`}>
            −{Math.abs(evidence.weight)} {evidence.says}
          </li>
        ))}
        {decision.runnerUp !== undefined && (
          <li>
            runner-up {decision.runnerUp.ciId} at {decision.runnerUp.weight}
          </li>
        )}
      </ul>
    </div>
  );
}

function Sightings({ ci }: { readonly ci: CiDetail }): ReactNode {
  return (
    <>
      <h3>Where it is plugged in</h3>
      <ul>
        {ci.sightings.map((sighting) => (
          <li key={`${sighting.mac} ${sighting.byRecordId} ${sighting.port ?? ''}`}>
            <span className="code">{sighting.mac}</span> behind{' '}
            {sighting.byHostname ?? sighting.byKey}
            {sighting.port !== undefined && ` port ${sighting.port}`}
            {sighting.vlan !== undefined && ` VLAN ${sighting.vlan}`},{' '}
            <Age at={sighting.lastSeenAt} />
          </li>
        ))}
      </ul>
    </>
  );
}
