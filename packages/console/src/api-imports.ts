/** What the page of imports asks of the reconciler. Each function is one request. */
import {
  IMPORT_TYPES,
  type ImportFileAnswer,
  type ImportMode,
  type ImportReview,
  type ImportView,
  type ReviewAnswer,
} from '@muster/facts/imports';
import type { Page } from '@muster/facts/inventory';
import { post, request } from './api.ts';

export function fetchImports(signal: AbortSignal): Promise<Page<ImportView>> {
  return request('/api/v1/imports?limit=100', { signal });
}

export function fetchReviews(signal: AbortSignal): Promise<Page<ImportReview>> {
  return request('/api/v1/import-reviews?limit=100', { signal });
}

export function undoImport(id: string, reason: string): Promise<ImportView> {
  return request(`/api/v1/imports/${encodeURIComponent(id)}/undo`, post({ reason }));
}

export function resolveReview(
  id: string,
  answer: { readonly as: ReviewAnswer; readonly asset?: string; readonly reason: string },
): Promise<ImportReview> {
  return request(`/api/v1/import-reviews/${encodeURIComponent(id)}`, post(answer));
}

export interface FileToImport {
  readonly file: File;
  readonly mode: ImportMode;
  readonly apply: boolean;
}

/** Browsers know the types of files by what else is installed; the name is what people see. */
export function importFile({ file, mode, apply }: FileToImport): Promise<ImportFileAnswer> {
  const [csv, xlsx] = IMPORT_TYPES;
  const type = file.name.toLowerCase().endsWith('.xlsx') ? xlsx : csv;
  const search = new URLSearchParams({ name: file.name, mode, apply: String(apply) });
  const init = { method: 'POST', headers: { 'content-type': type }, body: file };
  return request(`/api/v1/imports/file?${search}`, init);
}
