/** What the console asks of the reconciler's API. Each function is one request. */
import type { AssetView } from '@muster/facts/assets';
import type {
  CiAsOf,
  CiDetail,
  CiSummary,
  DecisionView,
  FindingView,
  ObserverView,
  Page,
} from '@muster/facts/inventory';

import type { MetricPoint } from '@muster/facts/metrics';
import type { PolicyView, SegmentView } from '@muster/facts/policy';

/** The API's own error, or the network's. `status` is absent where no answer came. */
export class ApiError extends Error {
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

export interface Me {
  readonly user: string;
  readonly role: string;
}

export interface Stats {
  readonly cis: number;
  readonly records: number;
  readonly assets: number;
  readonly linked: number;
  readonly openFindings: Readonly<Record<string, number>>;
}

export interface CiListQuery {
  readonly q: string;
  readonly sort: string;
  readonly descending: boolean;
  readonly cursor?: string;
}

export function fetchMe(signal: AbortSignal): Promise<Me> {
  return request('/api/v1/me', { signal });
}

export function signInWithCode(code: string): Promise<unknown> {
  return request('/api/v1/sign-in', post({ code }));
}

export function signInWithPassword(user: string, password: string): Promise<unknown> {
  return request('/api/v1/sign-in', post({ user, password }));
}

export function signOut(): Promise<unknown> {
  return request('/api/v1/sign-out', post({}));
}

export function fetchStats(signal: AbortSignal): Promise<Stats> {
  return request('/api/v1/stats', { signal });
}

export function fetchCis(query: CiListQuery, signal: AbortSignal): Promise<Page<CiSummary>> {
  const search = new URLSearchParams({
    sort: query.sort,
    descending: String(query.descending),
    limit: '100',
  });
  if (query.q !== '') search.set('q', query.q);
  if (query.cursor !== undefined) search.set('cursor', query.cursor);
  return request(`/api/v1/cis?${search}`, { signal });
}

export function fetchCi(id: string, signal: AbortSignal): Promise<CiDetail> {
  return request(`/api/v1/cis/${encodeURIComponent(id)}`, { signal });
}

export function fetchFindings(
  state: FindingView['state'],
  signal: AbortSignal,
): Promise<Page<FindingView>> {
  return request(`/api/v1/findings?state=${state}&limit=500`, { signal });
}

export function fetchPolicies(signal: AbortSignal): Promise<PolicyView> {
  return request('/api/v1/policies', { signal });
}

export function fetchSegments(
  signal: AbortSignal,
): Promise<{ readonly items: readonly SegmentView[] }> {
  return request('/api/v1/segments', { signal });
}

export function fetchAssets(signal: AbortSignal): Promise<Page<AssetView>> {
  return request('/api/v1/assets?limit=500', { signal });
}

export function fetchObservers(
  signal: AbortSignal,
): Promise<{ readonly items: readonly ObserverView[] }> {
  return request('/api/v1/observers', { signal });
}

export function fetchMetrics(
  query: { readonly by?: 'site' | 'class'; readonly from?: string },
  signal: AbortSignal,
): Promise<{ readonly items: readonly MetricPoint[] }> {
  const search = new URLSearchParams(query);
  return request(`/api/v1/metrics/inventory?${search}`, { signal });
}

export type DecisionInput =
  | { readonly kind: 'join' | 'never-same'; readonly cis: readonly string[] }
  | {
      readonly kind: 'link';
      readonly ci: string;
      readonly asset: string;
      readonly replace?: boolean;
    }
  | { readonly kind: 'unlink'; readonly ci: string }
  | { readonly kind: 'split'; readonly ci: string; readonly records: readonly string[] }
  | {
      readonly kind: 'lock';
      readonly ci: string;
      readonly attribute: string;
      readonly value: string;
      readonly until?: string;
    };

export function decide(input: DecisionInput, reason: string): Promise<DecisionView> {
  return request('/api/v1/decisions', post({ ...input, reason }));
}

export function undo(id: string, reason: string): Promise<DecisionView> {
  return request(`/api/v1/decisions/${encodeURIComponent(id)}/undo`, post({ reason }));
}

export function fetchCiAsOf(id: string, at: string, signal: AbortSignal): Promise<CiAsOf> {
  const search = new URLSearchParams({ at });
  return request(`/api/v1/cis/${encodeURIComponent(id)}/as-of?${search}`, { signal });
}

export function post(body: object): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

/** The server's answers are trusted in shape: it is the one that served this page. */
export async function request<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, credentials: 'same-origin' });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError('The reconciler does not answer. Is it running?');
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new ApiError(messageOf(body, response.status), response.status);
  return body as T;
}

function messageOf(body: unknown, status: number): string {
  if (typeof body === 'object' && body !== null && 'error' in body) {
    const { error } = body;
    if (typeof error === 'object' && error !== null && 'message' in error) {
      return String(error.message);
    }
  }
  return `The reconciler answered ${status}.`;
}
