/** When CIs have to be judged although nothing happens, as it is kept: see `due.ts`. */
import type { KeptTable } from '../store/kept.ts';

export const CI_DUE: KeptTable<{ readonly ciId: number; readonly dueAt?: number }> = {
  name: 'ci_due',
  columns: ['ci_id', 'due_at'],
  values: ({ ciId, dueAt }) => [ciId, dueAt ?? null],
};
