/** A form by which a person does one thing: what it came to, or why not, stands beside it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';

interface ActFormProps<T> {
  readonly label: string;
  readonly hint?: ReactNode;
  /** `required` where it cannot be done without one. */
  readonly reason?: 'required' | 'optional';
  readonly disabled?: boolean;
  readonly act: (form: FormData) => Promise<T>;
  /** What is said when it is done. */
  readonly told?: (value: T) => ReactNode;
  readonly children?: ReactNode;
}

export function ActForm<T>(props: ActFormProps<T>): ReactNode {
  const { label, hint, reason, disabled = false, act, told, children } = props;
  const queries = useQueryClient();
  const acting = useMutation({
    mutationFn: ({ form }: Submitted) => act(form),
    onSuccess: (_, { element }) => {
      element.reset();
      return queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    acting.mutate({ element, form: new FormData(element) });
  };
  return (
    <form onSubmit={submit} aria-label={label} className="act">
      {hint !== undefined && <span className="quiet">{hint}</span>}
      {children}
      {reason !== undefined && (
        <input
          name="reason"
          required={reason === 'required'}
          aria-label="Reason"
          placeholder={reason === 'required' ? 'Why?' : 'Why, if it matters'}
        />
      )}
      <button type="submit" disabled={disabled || acting.isPending}>
        {label}
      </button>
      {acting.data !== undefined && told !== undefined && (
        <span role="status">{told(acting.data)}</span>
      )}
      {acting.error !== null && (
        <p role="alert" className="notice">
          {acting.error.message}
        </p>
      )}
    </form>
  );
}

interface Submitted {
  readonly element: HTMLFormElement;
  readonly form: FormData;
}

/** What was filled in, by the names of the fields; what was left empty is absent. */
export function filledIn(form: FormData, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name): [string, string][] => {
      const value = String(form.get(name) ?? '').trim();
      return value === '' ? [] : [[name, value]];
    }),
  );
}
