/** Small labels for findings, states and sources. */
import type { FindingKind } from '@muster/facts/inventory';
import type { ReactNode } from 'react';

/** Findings that accuse stand out; those that remark do not. */
const LOUD: ReadonlySet<FindingKind> = new Set(['rogue', 'zombie', 'collision', 'conflict']);

export function FindingBadge({ kind }: { readonly kind: FindingKind }): ReactNode {
  return <span className={LOUD.has(kind) ? 'badge loud' : 'badge warn'}>{kind}</span>;
}

export function Badge({ children }: { readonly children: ReactNode }): ReactNode {
  return <span className="badge">{children}</span>;
}
