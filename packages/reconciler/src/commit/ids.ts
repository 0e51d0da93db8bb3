/** How rows are called outside the database: "ci-12", "rec-7", "asset-3", "finding-9". */
const PREFIXES = {
  ci: 'ci-',
  record: 'rec-',
  asset: 'asset-',
  finding: 'finding-',
  decision: 'decision-',
  evidence: 'evidence-',
  approval: 'approval-',
  stocktake: 'stocktake-',
  scan: 'scan-',
  import: 'import-',
  relation: 'relation-',
} as const;
export type IdKind = keyof typeof PREFIXES;

export function formatId(kind: IdKind, id: number): string {
  return PREFIXES[kind] + String(id);
}

/** @returns `undefined` for anything that is not such an id */
export function parseId(kind: IdKind, text: string): number | undefined {
  const prefix = PREFIXES[kind];
  if (!text.startsWith(prefix)) return undefined;
  const digits = text.slice(prefix.length);
  return /^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : undefined;
}
