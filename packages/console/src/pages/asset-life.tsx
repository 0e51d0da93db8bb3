/** Where an asset record stands in its life: what may come next, what that needs, and what comes due. */

import type { ApprovalView, AssetLifecycle, Moved, StepView } from '@muster/facts/lifecycle';
import { OBLIGATION_KINDS } from '@muster/facts/lifecycle';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { actOnAsset, decideApproval, fetchLifecycle, setObligation } from '../api-assets.ts';
import { ActForm, filledIn } from '../parts/act-form.tsx';
import { Age } from '../parts/age.tsx';
import { Badge } from '../parts/badge.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { formatRoute } from '../route.ts';

export function Life({ id }: { readonly id: string }): ReactNode {
  const query = useQuery({
    queryKey: ['assets', id, 'lifecycle'],
    queryFn: ({ signal }) => fetchLifecycle(id, signal),
  });
  return (
    <>
      <h3>Life</h3>
      <Outcome query={query}>
        {(life) => (
          <>
            {life.approvals
              .filter(({ state }) => state === 'pending')
              .map((approval) => (
                <Approval key={approval.id} approval={approval} />
              ))}
            {life.steps.length === 0 && <p className="quiet">Nothing comes after {life.state}.</p>}
            {life.steps.map((step) => (
              <Step key={step.to} id={id} step={step} />
            ))}
            <Obligations id={id} life={life} />
          </>
        )}
      </Outcome>
    </>
  );
}

function Step({ id, step }: { readonly id: string; readonly step: StepView }): ReactNode {
  const isReady = step.needs.every(({ met }) => met);
  return (
    <details className="step" open={isReady && step.needs.length > 0}>
      <summary>
        may become <Badge>{step.to}</Badge>{' '}
        <span className="quiet">
          {isReady ? 'nothing is missing' : 'something is missing'}
          {step.approval && ', another person has to agree'}
        </span>
      </summary>
      <ul className="needs">
        {step.needs.map(({ what, met, how }) => (
          <li key={what} className={met ? 'met' : 'unmet'}>
            {met ? 'has' : 'needs'} {what}
            {how !== undefined && <span className="quiet"> ({how})</span>}
          </li>
        ))}
      </ul>
      <ActForm
        label={step.approval ? `Ask for ${step.to}` : `Make it ${step.to}`}
        reason="required"
        disabled={!isReady}
        act={(form) =>
          actOnAsset(id, 'transition', { to: step.to, ...filledIn(form, ['reason', 'approver']) })
        }
        told={toldOf}
      >
        {step.approval && (
          <input name="approver" aria-label="Approver" placeholder="who is to agree: anyone" />
        )}
      </ActForm>
    </details>
  );
}

/** What an act came to: where it is now, or who has to agree first. */
export function toldOf({ asset, approval }: Moved): ReactNode {
  return approval === undefined
    ? `it is ${asset.state}`
    : `${approval.id} waits for ${approval.approver ?? 'another person'}`;
}

export function Approval({ approval }: { readonly approval: ApprovalView }): ReactNode {
  const { id, tag, assetId, what, reason, requestedBy, requestedAt, approver } = approval;
  return (
    <div className="notice">
      <strong>
        <a href={formatRoute({ page: 'asset', id: tag ?? assetId })}>{tag ?? assetId}</a>: {what}
      </strong>{' '}
      asked by {requestedBy} <Age at={requestedAt} />: {reason}
      {approver !== undefined && ` (${approver} is to decide)`}
      <div className="sides">
        <ActForm
          label="Approve"
          reason="required"
          act={(form) => decideApproval(id, 'approve', filledIn(form, ['reason']).reason ?? '')}
        />
        <ActForm
          label="Refuse"
          reason="required"
          act={(form) => decideApproval(id, 'refuse', filledIn(form, ['reason']).reason ?? '')}
        />
      </div>
    </div>
  );
}

function Obligations({
  id,
  life,
}: {
  readonly id: string;
  readonly life: AssetLifecycle;
}): ReactNode {
  return (
    <details open={life.obligations.length > 0}>
      <summary>What comes due</summary>
      <ul>
        {life.obligations.map(({ kind, dueOn, doneOn, overdue }) => (
          <li key={kind} className={overdue ? 'unmet' : undefined}>
            {kind}: {dueOn === undefined ? 'nothing is due' : `due ${dueOn}`}
            {overdue && ', overdue'}
            {doneOn !== undefined && `, done ${doneOn}`}
          </li>
        ))}
      </ul>
      <ActForm
        label="Set"
        reason="required"
        act={(form) => setObligation(id, filledIn(form, ['kind', 'doneOn', 'dueOn', 'reason']))}
      >
        <select name="kind" aria-label="What">
          {OBLIGATION_KINDS.map((kind) => (
            <option key={kind}>{kind}</option>
          ))}
        </select>
        <label>
          done on <input type="date" name="doneOn" />
        </label>
        <label>
          due on <input type="date" name="dueOn" />
        </label>
      </ActForm>
    </details>
  );
}
