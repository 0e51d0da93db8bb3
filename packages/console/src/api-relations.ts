/** What the console asks about how CIs hang together. */
import type { Page } from '@muster/facts/inventory';
import type { RelationKind, RelationView } from '@muster/facts/relations';
import { post, request } from './api.ts';

export function fetchRelations(
  ci: string,
  signal: AbortSignal,
): Promise<Pick<Page<RelationView>, 'items'>> {
  return request(`/api/v1/cis/${encodeURIComponent(ci)}/relations`, { signal });
}

export interface Relating {
  readonly kind: RelationKind;
  readonly to: string;
  readonly reason: string;
}

export function relate(ci: string, input: Relating): Promise<RelationView> {
  return request(`/api/v1/cis/${encodeURIComponent(ci)}/relations`, post(input));
}

export function endRelation(id: string, reason: string): Promise<RelationView> {
  return request(`/api/v1/relations/${encodeURIComponent(id)}/end`, post({ reason }));
}
