/** What a request came to: still asking, what went wrong and what to do, or its answer. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

export function Outcome<T>({
  query,
  children,
}: {
  readonly query: UseQueryResult<T>;
  readonly children: (value: T) => ReactNode;
}): ReactNode {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    return (
      <p role="alert" className="notice">
        {query.error.message}
      </p>
    );
  }
  return <p className="quiet">Loading…</p>;
}
