/** The captures of one visit to one device, and what to remember of where each value stood. */
import type { Intent } from './platform.ts';
import type { Row } from './rows.ts';
import { tidyRow } from './tidy.ts';

export interface Capture {
  readonly intent: Intent;
  readonly command: string;
  readonly rows: readonly Row[];
}

/** A row, tidied, with the command that gave it. */
export interface Sourced extends Row {
  readonly from: string;
}

export function sourced(captures: readonly Capture[]): readonly Sourced[] {
  return captures.flatMap(({ command, rows }) =>
    rows.map((row) => ({ ...tidyRow(row), from: command })),
  );
}
