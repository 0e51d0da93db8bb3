/** What the pages of asset records and stocktakes ask of the reconciler. Each function is one request. */
import type { AssetDetail, AssetView } from '@muster/facts/assets';
import type { Page } from '@muster/facts/inventory';
import type {
  ApprovalView,
  AssetLifecycle,
  CustodyView,
  EvidenceKind,
  EvidenceView,
  Moved,
  ObligationView,
} from '@muster/facts/lifecycle';
import type { Scan, ScanView, StocktakeView } from '@muster/facts/stocktake';
import { post, request } from './api.ts';

interface Items<T> {
  readonly items: readonly T[];
}

function pathOf(asset: string, part = ''): string {
  return `/api/v1/assets/${encodeURIComponent(asset)}${part}`;
}

export function fetchAsset(asset: string, signal: AbortSignal): Promise<AssetDetail> {
  return request(pathOf(asset), { signal });
}

export function fetchLifecycle(asset: string, signal: AbortSignal): Promise<AssetLifecycle> {
  return request(pathOf(asset, '/lifecycle'), { signal });
}

export function fetchCustody(asset: string, signal: AbortSignal): Promise<Items<CustodyView>> {
  return request(pathOf(asset, '/custody'), { signal });
}

export type AssetAct = 'transition' | 'check-out' | 'check-in' | 'transfer';

export function actOnAsset(asset: string, act: AssetAct, body: object): Promise<Moved> {
  return request(pathOf(asset, `/${act}`), post(body));
}

export function acceptAsset(asset: string, by: string): Promise<CustodyView> {
  return request(pathOf(asset, '/accept'), post({ by }));
}

export function setObligation(asset: string, body: object): Promise<ObligationView> {
  return request(pathOf(asset, '/obligations'), post(body));
}

/** The file goes as it is; what it is by its octets has to be what the browser takes it for. */
export function attachEvidence(
  asset: string,
  kind: EvidenceKind,
  file: File,
): Promise<EvidenceView> {
  const query = new URLSearchParams({ kind, name: file.name });
  return request(pathOf(asset, `/evidence?${query}`), {
    method: 'POST',
    headers: { 'content-type': file.type },
    body: file,
  });
}

export function evidenceHref(id: string): string {
  return `/api/v1/evidence-files/${encodeURIComponent(id)}`;
}

export function fetchApprovals(signal: AbortSignal): Promise<Items<ApprovalView>> {
  return request('/api/v1/approvals', { signal });
}

export function decideApproval(
  id: string,
  verdict: 'approve' | 'refuse',
  reason: string,
): Promise<ApprovalView> {
  return request(`/api/v1/approvals/${encodeURIComponent(id)}`, post({ verdict, reason }));
}

const STOCKTAKES = '/api/v1/stocktakes';

export function fetchStocktakes(signal: AbortSignal): Promise<Items<StocktakeView>> {
  return request(STOCKTAKES, { signal });
}

export function startStocktake(scope: object): Promise<StocktakeView> {
  return request(STOCKTAKES, post(scope));
}

function stocktakePath(id: string, part = ''): string {
  return `${STOCKTAKES}/${encodeURIComponent(id)}${part}`;
}

export function fetchStocktake(id: string, signal: AbortSignal): Promise<StocktakeView> {
  return request(stocktakePath(id), { signal });
}

export function fetchScans(id: string, signal: AbortSignal): Promise<Page<ScanView>> {
  return request(stocktakePath(id, '/scans?limit=100'), { signal });
}

export function fetchMissing(id: string, signal: AbortSignal): Promise<Page<AssetView>> {
  return request(stocktakePath(id, '/missing?limit=500'), { signal });
}

export function sendScan(id: string, scan: Scan): Promise<Items<ScanView>> {
  return request(stocktakePath(id, '/scans'), post({ scans: [scan] }));
}

export function closeStocktake(id: string): Promise<StocktakeView> {
  return request(stocktakePath(id, '/close'), post({}));
}
