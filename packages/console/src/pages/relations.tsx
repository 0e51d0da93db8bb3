/** What a CI is in, on or part of, and what is so of it: as people say it, and take it back. */
import { RELATION_KINDS, type RelationView } from '@muster/facts/relations';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { endRelation, fetchRelations, type Relating, relate } from '../api-relations.ts';
import { Age } from '../parts/age.tsx';
import { formatRoute } from '../route.ts';

export function Relations({ ci }: { readonly ci: string }): ReactNode {
  const query = useQuery({
    queryKey: ['relations', ci],
    queryFn: ({ signal }) => fetchRelations(ci, signal),
  });
  const items = query.data?.items ?? [];
  return (
    <>
      {items.map((relation) => (
        <Relation key={relation.id} relation={relation} />
      ))}
      <details>
        <summary>Relate</summary>
        <RelateForm ci={ci} />
      </details>
    </>
  );
}

function Relation({ relation }: { readonly relation: RelationView }): ReactNode {
  const { ciId, kind, toCiId, toAssetId, actor, at, reason, endedAt, endedBy } = relation;
  return (
    <div>
      <a href={formatRoute({ page: 'ci', id: ciId })}>{ciId}</a> {kind.replace('-', ' ')}{' '}
      {toCiId !== undefined && <a href={formatRoute({ page: 'ci', id: toCiId })}>{toCiId}</a>}
      {toAssetId !== undefined && (
        <a href={formatRoute({ page: 'asset', id: toAssetId })}>{toAssetId}</a>
      )}{' '}
      <span className="quiet">
        by {actor}, <Age at={at} />: {reason}
        {endedAt !== undefined && (
          <>
            {' '}
            (ended by {endedBy}, <Age at={endedAt} />)
          </>
        )}
      </span>
      {endedAt === undefined && (
        <ReasonForm label="End" act={(why) => endRelation(relation.id, why)} />
      )}
    </div>
  );
}

function RelateForm({ ci }: { readonly ci: string }): ReactNode {
  const read = (form: FormData): Relating => ({
    kind: RELATION_KINDS.find((kind) => kind === form.get('kind')) ?? 'part-of',
    to: String(form.get('to') ?? '').trim(),
    reason: String(form.get('reason') ?? '').trim(),
  });
  return (
    <ReasonForm label="Relate" act={(_, form) => relate(ci, read(form))}>
      <span className="quiet">
        What stands for it, so that it needs no asset record of its own.
      </span>{' '}
      <select name="kind" aria-label="How">
        {RELATION_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {kind.replace('-', ' ')}
          </option>
        ))}
      </select>
      <input name="to" required aria-label="Of what" placeholder="ci-40, or an asset's tag" />
    </ReasonForm>
  );
}

function ReasonForm({
  label,
  act,
  children,
}: {
  readonly label: string;
  readonly act: (reason: string, form: FormData) => Promise<RelationView>;
  readonly children?: ReactNode;
}): ReactNode {
  const queries = useQueryClient();
  const acting = useMutation({
    mutationFn: (form: FormData) => act(String(form.get('reason') ?? '').trim(), form),
    onSuccess: () => queries.invalidateQueries(),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    acting.mutate(new FormData(event.currentTarget));
  };
  return (
    <form onSubmit={submit} aria-label={label}>
      {children}
      <input name="reason" required aria-label="Reason" placeholder="Why?" />
      <button type="submit" disabled={acting.isPending}>
        {label}
      </button>
      {acting.error !== null && (
        <p role="alert" className="notice">
          {acting.error.message}
        </p>
      )}
    </form>
  );
}
