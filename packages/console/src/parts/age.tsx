/** Times as a person reads them: how long ago, with the exact instant on hover. */
import type { ReactNode } from 'react';

const STEPS: readonly (readonly [
  limitS: number,
  divisorS: number,
  unit: Intl.RelativeTimeFormatUnit,
])[] = [
  [60, 1, 'second'],
  [3_600, 60, 'minute'],
  [86_400, 3_600, 'hour'],
  [86_400 * 60, 86_400, 'day'],
  [Number.POSITIVE_INFINITY, 86_400 * 30, 'month'],
];
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** "3 minutes ago"; `at` and `now` are instants. */
export function formatAge(at: string, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(at)) / 1000));
  const [, divisor, unit] = STEPS.find(([limit]) => seconds < limit) ?? [0, 1, 'second'];
  return words.format(-Math.floor(seconds / divisor), unit);
}

export function Age({ at }: { readonly at: string }): ReactNode {
  return (
    <time dateTime={at} title={at}>
      {formatAge(at, Date.now())}
    </time>
  );
}
