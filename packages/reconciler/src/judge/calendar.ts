/** Working days: pure, over civil dates of one time zone, so that summer time and odd midnights do no harm. */

const DAY_MS = 86_400_000;
/** Zones lie within 14 hours of UTC; a day's begin is looked for this far around its UTC midnight. */
const ZONE_MS = 16 * 3_600_000;
/** A calendar without a working day in so many days is a mistake, and counting ends. */
const DAYS_MAX = 4000;

export const WEEKDAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface WorkCalendar {
  /** IANA name: "Europe/Berlin". */
  readonly timeZone: string;
  readonly weekend: readonly Weekday[];
  /** RFC 3339 full-dates. */
  readonly holidays: readonly string[];
}

export interface WorkingDays {
  /**
   * The last millisecond of the working day by which something is due: that on which it came up does
   * not count. With 0 days it is due on that day, or on the next one that is a working day.
   */
  dueAfter(from: number, days: number): number;
}

export function openCalendar({ timeZone, weekend, holidays }: WorkCalendar): WorkingDays {
  const free = new Set(holidays);
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const isWorking = (day: number): boolean => {
    const weekday = WEEKDAYS[new Date(day).getUTCDay()];
    return weekday !== undefined && !weekend.includes(weekday) && !free.has(dateOf(day));
  };
  // Many findings come up on the same day.
  const known = new Map<string, number>();
  return {
    dueAfter: (from, days) => {
      const date = format.format(from);
      const key = `${date} ${days}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      const day = nthWorkingDay(Date.parse(date), days, isWorking);
      const due = beginOf(dateOf(day + DAY_MS), format) - 1;
      if (known.size > DAYS_MAX) known.clear();
      known.set(key, due);
      return due;
    },
  };
}

/** @param day UTC midnight of a civil date, as is what is returned */
function nthWorkingDay(day: number, days: number, isWorking: (day: number) => boolean): number {
  let left = days;
  let each = day;
  for (let step = 0; step < DAYS_MAX; step += 1) {
    if (left <= 0 && isWorking(each)) return each;
    each += DAY_MS;
    if (isWorking(each)) left -= 1;
  }
  return each;
}

function dateOf(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

/** The first millisecond whose civil date is that day's or a later one: not every day begins at midnight, nor does every day happen. */
function beginOf(date: string, format: Intl.DateTimeFormat): number {
  let low = Date.parse(date) - ZONE_MS;
  let high = Date.parse(date) + ZONE_MS;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (format.format(middle) < date) low = middle + 1;
    else high = middle;
  }
  return low;
}
