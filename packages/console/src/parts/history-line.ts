/** Where the points of a line over days are drawn. */

export interface DayValue {
  /** RFC 3339 full-date. */
  readonly day: string;
  readonly value: number;
}

/** Room for the line's own width and the last point's. */
const EDGE = 4;

/** @param points by day; a day without one is bridged. Values that do not move lie in the middle */
export function placesOf(
  points: readonly DayValue[],
  width: number,
  height: number,
): readonly (readonly [x: number, y: number])[] {
  const days = points.map(({ day }) => Date.parse(day));
  const values = points.map(({ value }) => value);
  const [from, to] = [Math.min(...days), Math.max(...days)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const across = (at: number): number => (to === from ? 1 : (at - from) / (to - from));
  const up = (value: number): number => (high === low ? 0.5 : (value - low) / (high - low));
  return points.map(({ day, value }) => [
    rounded(EDGE + across(Date.parse(day)) * (width - 2 * EDGE)),
    rounded(height - EDGE - up(value) * (height - 2 * EDGE)),
  ]);
}

function rounded(place: number): number {
  return Math.round(place * 10) / 10;
}
