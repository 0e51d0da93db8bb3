/** What the console asks of the queue: what waits for people, and what they do about it. */
import type { FindingsAnswer, QueueCase, QueueItem, Resolution } from '@muster/facts/desk';
import type { Page } from '@muster/facts/inventory';
import { post, request } from './api.ts';

export interface QueueFilter {
  readonly state: 'open' | 'excepted';
  readonly kind: string;
  readonly owner: string;
  readonly overdue: boolean;
}

/** So many are shown, and acted on at once, as the API takes them. */
const SHOWN_MAX = 200;

export function fetchQueue(filter: QueueFilter, signal: AbortSignal): Promise<Page<QueueItem>> {
  const search = new URLSearchParams({ state: filter.state, limit: String(SHOWN_MAX) });
  if (filter.kind !== '') search.set('kind', filter.kind);
  if (filter.owner === NOBODY) search.set('owner', '');
  else if (filter.owner !== '') search.set('owner', filter.owner);
  if (filter.overdue) search.set('overdue', 'true');
  return request(`/api/v1/queue?${search}`, { signal });
}

/** What is typed for findings that are nobody's. */
export const NOBODY = 'nobody';

export function fetchQueueCase(id: string, signal: AbortSignal): Promise<QueueCase> {
  return request(`/api/v1/queue/${encodeURIComponent(id)}`, { signal });
}

export type QueueAct =
  | { readonly act: 'assign'; readonly to: string; readonly reason?: string }
  | {
      readonly act: 'except';
      readonly until: string;
      readonly riskOwner: string;
      readonly reason: string;
    }
  | { readonly act: 'reopen'; readonly reason: string }
  | { readonly act: 'resolve'; readonly resolution: Resolution; readonly reason: string };

export function actOnFindings(
  { act, ...input }: QueueAct,
  findings: readonly string[],
  apply = true,
): Promise<FindingsAnswer> {
  return request(`/api/v1/queue/${act}`, post({ ...input, findings, apply }));
}
