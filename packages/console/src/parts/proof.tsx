/** The lines that prove a finding or a decision; a long list opens on demand. */
import type { ReactNode } from 'react';
import { splitAt } from './split-at.ts';

/** What can be taken in at a glance; the rest is one click away. */
const LINES_SHOWN = 5;

export function Proof({ lines }: { readonly lines: readonly string[] }): ReactNode {
  if (lines.length === 0) return null;
  const [shown, folded] = splitAt(lines, LINES_SHOWN);
  return (
    <>
      <Lines lines={shown} />
      {folded.length > 0 && (
        <details className="proof-rest">
          <summary>and {folded.length} more</summary>
          <Lines lines={folded} />
        </details>
      )}
    </>
  );
}

function Lines({ lines }: { readonly lines: readonly string[] }): ReactNode {
  return (
    <ul className="proof">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
