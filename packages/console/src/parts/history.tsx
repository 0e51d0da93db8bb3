/** One figure over days as a small line. */
import type { ReactNode } from 'react';
import { type DayValue, placesOf } from './history-line.ts';

const WIDTH = 160;
const HEIGHT = 36;

export function History({
  label,
  points,
}: {
  readonly label: string;
  /** By day. */
  readonly points: readonly DayValue[];
}): ReactNode {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const places = placesOf(points, WIDTH, HEIGHT);
  const [x, y] = places.at(-1) ?? [0, 0];
  const said = `${label}: ${first.value} on ${first.day}, ${last.value} on ${last.day}`;
  return (
    <svg className="history" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={said}>
      <title>{said}</title>
      <polyline points={places.map((place) => place.join(',')).join(' ')} />
      <circle cx={x} cy={y} r="2.5" />
    </svg>
  );
}
