/** What a person decides about a CI: joins, splits, "never the same", locks, each with a reason. */
import type { CiDetail, DecisionView } from '@muster/facts/inventory';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { type DecisionInput, decide, undo } from '../api.ts';

/** The forms of a CI's page. What comes of them shows when the CI is fetched again. */
export function Decide({ ci }: { readonly ci: CiDetail }): ReactNode {
  return (
    <details>
      <summary>Decide</summary>
      <p className="quiet">
        No rule reverses what people decide, and each decision can be taken back.
      </p>
      <DecisionForm
        label={ci.assetId === undefined ? 'Link' : 'Relink'}
        hint="This is that asset record, whatever the serials say."
        read={(form) => ({
          kind: 'link',
          ci: ci.id,
          asset: textOf(form, 'asset'),
          ...(ci.assetId === undefined ? {} : { replace: true }),
        })}
      >
        <input name="asset" required aria-label="Asset" placeholder="its tag, or asset-17" />
      </DecisionForm>
      {ci.assetId !== undefined && (
        <DecisionForm
          label="Unlink"
          hint="It is not that asset record; no rule links them again."
          read={() => ({ kind: 'unlink', ci: ci.id })}
        >
          <span className="code">{ci.assetTag ?? ci.assetId}</span>
        </DecisionForm>
      )}
      <DecisionForm
        label="Join"
        hint="These two are one thing."
        read={(form) => ({ kind: 'join', cis: [ci.id, textOf(form, 'other')] })}
      >
        <input name="other" required aria-label="The other CI" placeholder="ci-40" />
      </DecisionForm>
      <DecisionForm
        label="Never the same"
        hint="These two are two things."
        read={(form) => ({ kind: 'never-same', cis: [ci.id, textOf(form, 'other')] })}
      >
        <input name="other" required aria-label="The CI it never is" placeholder="ci-40" />
      </DecisionForm>
      {ci.records.length > 1 && (
        <DecisionForm
          label="Split"
          hint="These records are about something else."
          read={(form) => ({
            kind: 'split',
            ci: ci.id,
            records: form.getAll('record').map(String),
          })}
        >
          {ci.records.map(({ id, source, key }) => (
            <label key={id}>
              <input type="checkbox" name="record" value={id} /> {source}{' '}
              <span className="code">{key}</span>
            </label>
          ))}
        </DecisionForm>
      )}
      <DecisionForm
        label="Lock"
        hint="Hold a fact at a value, whatever sources say."
        read={(form) => lockOf(ci.id, form)}
      >
        <input name="attribute" required aria-label="Fact" placeholder="device.model" />
        <input name="value" required aria-label="Value" placeholder="value" />
        <input name="until" type="date" aria-label="Until, if it ends by itself" />
      </DecisionForm>
    </details>
  );
}

/** Takes a person's decision back. */
export function Undo({ decision }: { readonly decision: DecisionView }): ReactNode {
  const queries = useQueryClient();
  const undoing = useMutation({
    mutationFn: (reason: string) => undo(decision.id, reason),
    onSuccess: () => queries.invalidateQueries(),
  });
  if (decision.undoneBy !== undefined) {
    return <span className="quiet">taken back by {decision.undoneBy}</span>;
  }
  if (decision.actor === 'rule' || decision.kind === 'undo') return null;
  return (
    <form onSubmit={(event) => undoing.mutate(textOf(formOf(event), 'reason'))}>
      <Reason />
      <button type="submit" disabled={undoing.isPending}>
        Undo
      </button>
      <Refusal error={undoing.error} />
    </form>
  );
}

function DecisionForm({
  label,
  hint,
  read,
  children,
}: {
  readonly label: string;
  readonly hint: string;
  readonly read: (form: FormData) => DecisionInput;
  readonly children: ReactNode;
}): ReactNode {
  const queries = useQueryClient();
  const deciding = useMutation({
    mutationFn: ({ input, reason }: { readonly input: DecisionInput; readonly reason: string }) =>
      decide(input, reason),
    onSuccess: () => queries.invalidateQueries(),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    const form = formOf(event);
    deciding.mutate({ input: read(form), reason: textOf(form, 'reason') });
  };
  return (
    <form onSubmit={submit} aria-label={label}>
      <strong>{label}</strong> <span className="quiet">{hint}</span> {children}
      <Reason />
      <button type="submit" disabled={deciding.isPending}>
        {label}
      </button>
      {deciding.data !== undefined && <span role="status">{deciding.data.id}</span>}
      <Refusal error={deciding.error} />
    </form>
  );
}

function Reason(): ReactNode {
  return <input name="reason" required aria-label="Reason" placeholder="Why?" />;
}

function Refusal({ error }: { readonly error: Error | null }): ReactNode {
  if (error === null) return null;
  return (
    <p role="alert" className="notice">
      {error.message}
    </p>
  );
}

function formOf(event: FormEvent<HTMLFormElement>): FormData {
  event.preventDefault();
  return new FormData(event.currentTarget);
}

function textOf(form: FormData, name: string): string {
  return String(form.get(name) ?? '').trim();
}

/** A date ends at its last moment, by the clock of whoever set it. */
function lockOf(ci: string, form: FormData): DecisionInput {
  const until = textOf(form, 'until');
  return {
    kind: 'lock',
    ci,
    attribute: textOf(form, 'attribute'),
    value: textOf(form, 'value'),
    ...(until === '' ? {} : { until: new Date(`${until}T23:59:59`).toISOString() }),
  };
}
