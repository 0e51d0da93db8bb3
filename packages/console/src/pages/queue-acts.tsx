/** What people do with findings, one or many: assign, accept until a date, reopen, resolve. */
import type { FindingsAnswer } from '@muster/facts/desk';
import type { ReactNode } from 'react';
import { actOnFindings, type QueueAct } from '../api-queue.ts';
import { ActForm, filledIn } from '../parts/act-form.tsx';

interface OnFindings {
  readonly findings: readonly string[];
}

export function Assign({ findings }: OnFindings): ReactNode {
  return (
    <ActOn
      label="Assign"
      findings={findings}
      read={(form) => ({ act: 'assign', to: textOf(form, 'to'), ...filledIn(form, ['reason']) })}
      reason="optional"
    >
      <input name="to" required aria-label="To whom" placeholder="whose they are" />
    </ActOn>
  );
}

export function Except({ findings }: OnFindings): ReactNode {
  return (
    <ActOn
      label="Accept until"
      findings={findings}
      read={(form) => ({
        act: 'except',
        // The whole day, by the clock of whoever says so.
        until: new Date(`${textOf(form, 'until')}T23:59:59`).toISOString(),
        riskOwner: textOf(form, 'riskOwner'),
        reason: textOf(form, 'reason'),
      })}
    >
      <input name="until" type="date" required aria-label="Until" />
      <input name="riskOwner" required aria-label="Risk owner" placeholder="who bears the risk" />
    </ActOn>
  );
}

export function Reopen({ findings }: OnFindings): ReactNode {
  return (
    <ActOn
      label="Open again"
      findings={findings}
      read={(form) => ({ act: 'reopen', reason: textOf(form, 'reason') })}
    />
  );
}

interface ActOnProps extends OnFindings {
  readonly label: string;
  readonly read: (form: FormData) => QueueAct;
  readonly reason?: 'required' | 'optional';
  readonly children?: ReactNode;
}

/** One act on all that are chosen; what could not be done is told for each. */
export function ActOn(props: ActOnProps): ReactNode {
  const { label, findings, read, reason = 'required', children } = props;
  return (
    <ActForm
      label={label}
      reason={reason}
      disabled={findings.length === 0}
      act={(form) => actOnFindings(read(form), findings)}
      told={(answer) => <Told answer={answer} />}
    >
      {children}
    </ActForm>
  );
}

function Told({ answer: { outcomes } }: { readonly answer: FindingsAnswer }): ReactNode {
  const left = outcomes.filter(({ outcome }) => outcome !== 'done');
  const [only] = outcomes;
  if (outcomes.length === 1 && only !== undefined) return only.says;
  return (
    <>
      {outcomes.length - left.length} done
      {left.length > 0 && (
        <ul>
          {left.map(({ finding, says }) => (
            <li key={finding}>
              {finding}: {says}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

export function textOf(form: FormData, name: string): string {
  return String(form.get(name) ?? '').trim();
}
