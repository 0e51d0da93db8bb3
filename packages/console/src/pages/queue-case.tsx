/** One finding to be decided: of a conflict the asset records side by side, what is proposed, and the four ways out. */
import type { QueueCase, RivalView } from '@muster/facts/desk';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fetchQueueCase } from '../api-queue.ts';
import { FindingBadge } from '../parts/badge.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { Proof } from '../parts/proof.tsx';
import { formatRoute } from '../route.ts';
import { Due } from './queue.tsx';
import { ActOn, Assign, Except, Reopen, textOf } from './queue-acts.tsx';

export function CasePage({ id }: { readonly id: string }): ReactNode {
  const query = useQuery({
    queryKey: ['queue', 'case', id],
    queryFn: ({ signal }) => fetchQueueCase(id, signal),
  });
  return <Outcome query={query}>{(found) => <Case found={found} />}</Outcome>;
}

function Case({ found }: { readonly found: QueueCase }): ReactNode {
  const { finding, ci, assets, serial, proposal, history } = found;
  return (
    <>
      <h2>
        <FindingBadge kind={finding.kind} /> {finding.subject}
      </h2>
      <p>{finding.reason}</p>
      <Proof lines={finding.evidence} />
      <p className="quiet">
        {finding.state}, {finding.severity}, owner {finding.assignee ?? 'nobody'}, open for{' '}
        {finding.ageHours} h, {finding.state === 'excepted' ? 'accepted until' : 'due'}{' '}
        <Due item={finding} />
      </p>
      {ci !== undefined && (
        <p>
          Waiting: <a href={formatRoute({ page: 'ci', id: ci.id })}>{ci.id}</a>{' '}
          {[ci.vendor, ci.model, ci.serial, ci.hostname].filter(Boolean).join(' ')}
          {serial !== undefined && (
            <>
              , shared serial <span className="code">{serial}</span>
            </>
          )}
        </p>
      )}
      {assets.length > 0 && <Sides assets={assets} />}
      {proposal !== undefined && (
        <p className="decision">
          Proposed: <strong>{proposal.resolution}</strong> {proposal.assetId}. {proposal.reason}
        </p>
      )}
      {finding.state !== 'resolved' && <Acts found={found} />}
      <h3>History</h3>
      <ul className="history">
        {history.map(({ seq, at, actor, kind }) => (
          <li key={seq}>
            <time dateTime={at}>{at}</time> {actor}: {kind}
          </li>
        ))}
      </ul>
    </>
  );
}

const ROWS: readonly (readonly [string, (asset: RivalView) => ReactNode])[] = [
  ['Serial', ({ serial }) => <span className="code">{serial}</span>],
  ['Maker', ({ vendor }) => vendor],
  ['Model', ({ model }) => model],
  ['State', ({ state }) => state],
  ['Owner', ({ owner }) => owner],
  ['User', ({ custodian }) => custodian],
  ['Site', ({ site }) => site],
  ['Location', ({ location }) => location],
  ['Order', ({ orderNumber }) => orderNumber],
  ['Recorded', ({ createdAt }) => createdAt.slice(0, 10)],
  ['For it', (asset) => asset.for.join('; ')],
  ['Against it', ({ against }) => against.join('; ')],
];

function Sides({ assets }: { readonly assets: readonly RivalView[] }): ReactNode {
  const rows = ROWS.filter(([, cell]) => assets.some((asset) => cell(asset)));
  return (
    <div className="scroll">
      <table>
        <caption className="hidden">Side by side</caption>
        <thead>
          <tr>
            <th scope="col">Asset</th>
            {assets.map(({ id, tag }) => (
              <th key={id} scope="col">
                <a href={formatRoute({ page: 'asset', id })}>{tag ?? id}</a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, cell]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {assets.map((asset) => (
                <td key={asset.id} data-label={asset.tag ?? asset.id}>
                  {cell(asset)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Acts({ found: { finding, assets } }: { readonly found: QueueCase }): ReactNode {
  const findings = [finding.id];
  return (
    <>
      {finding.kind === 'conflict' && <Resolve findings={findings} assets={assets} />}
      <h3>Deal with it</h3>
      <Assign findings={findings} />
      {finding.state === 'excepted' ? (
        <Reopen findings={findings} />
      ) : (
        <Except findings={findings} />
      )}
    </>
  );
}

interface ResolveProps {
  readonly findings: readonly string[];
  readonly assets: readonly RivalView[];
}

function Resolve({ findings, assets }: ResolveProps): ReactNode {
  const on = (form: FormData) => ({
    asset: textOf(form, 'asset'),
    reason: textOf(form, 'reason'),
  });
  return (
    <>
      <h3>Resolve</h3>
      <ActOn
        label="Retire"
        findings={findings}
        read={(form) => {
          const { asset, reason } = on(form);
          return { act: 'resolve', resolution: { kind: 'retire', asset }, reason };
        }}
      >
        <Which assets={assets} says="is the double" />
      </ActOn>
      <ActOn
        label="Correct its serial"
        findings={findings}
        read={(form) => {
          const { asset, reason } = on(form);
          const serial = textOf(form, 'serial') || null;
          return { act: 'resolve', resolution: { kind: 'correct-serial', asset, serial }, reason };
        }}
      >
        <Which assets={assets} says="has another serial" />
        <input name="serial" aria-label="Right serial" placeholder="the right one, if known" />
      </ActOn>
      <ActOn
        label="Override"
        findings={findings}
        read={(form) => {
          const { asset, reason } = on(form);
          return { act: 'resolve', resolution: { kind: 'override', asset }, reason };
        }}
      >
        <Which assets={assets} says="is linked, the others are accepted" />
      </ActOn>
      <ActOn
        label="Procurement review"
        findings={findings}
        read={(form) => {
          const to = textOf(form, 'to');
          const resolution = { kind: 'procurement-review' as const, ...(to === '' ? {} : { to }) };
          return { act: 'resolve', resolution, reason: textOf(form, 'reason') };
        }}
      >
        <input name="to" aria-label="Who looks" placeholder="who looks at the purchase" />
      </ActOn>
    </>
  );
}

function Which({
  assets,
  says,
}: {
  readonly assets: readonly RivalView[];
  readonly says: string;
}): ReactNode {
  return (
    <select name="asset" aria-label={`Which ${says}`}>
      {assets.map(({ id, tag }) => (
        <option key={id} value={id}>
          {tag ?? id} {says}
        </option>
      ))}
    </select>
  );
}
