/**
 * Times in which nothing is asked, as an operator writes them: "22:00-06:00", "Mon-Fri 08:00-09:30",
 * "Sat,Sun 00:00-24:00". In the collector's zone. Pure.
 */

export interface QuietWindow {
  /** 0 is Sunday, as in Date. */
  readonly days: ReadonlySet<number>;
  /** Minutes since midnight; where it ends before it begins, it ends on the next day. */
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** The clock on the wall where the collector runs. */
export interface LocalTime {
  readonly day: number;
  readonly minute: number;
  readonly second: number;
}

const DAYS: readonly string[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY_MINUTES = 1440;

/** Nothing when the text is none. */
export function parseQuietWindow(text: string): QuietWindow | undefined {
  const [, days, fromHour, fromMinute, toHour, toMinute] =
    /^(?:([a-z]{3}(?:[-,][a-z]{3})*)\s+)?(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/i.exec(
      text.trim(),
    ) ?? [];
  const from = minuteOf(fromHour, fromMinute);
  const to = minuteOf(toHour, toMinute);
  const set = days === undefined ? new Set(DAYS.keys()) : parseDays(days.toLowerCase());
  if (from === undefined || to === undefined || set === undefined) return undefined;
  if (from === to || from === DAY_MINUTES) return undefined;
  return { days: set, fromMinute: from, toMinute: to };
}

/** How long it is still quiet; 0 when it is not. */
export function quietMs(windows: readonly QuietWindow[], now: LocalTime): number {
  const minutes = windows.map((window) => minutesLeft(window, now));
  const left = Math.max(0, ...minutes);
  return left === 0 ? 0 : left * 60_000 - now.second * 1000;
}

export function localTimeOf(date: Date): LocalTime {
  return {
    day: date.getDay(),
    minute: date.getHours() * 60 + date.getMinutes(),
    second: date.getSeconds(),
  };
}

function minutesLeft(
  { days, fromMinute, toMinute }: QuietWindow,
  { day, minute }: LocalTime,
): number {
  const length = (toMinute - fromMinute + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  // It has begun today, or yesterday and goes on.
  for (const [began, since] of [
    [day, minute - fromMinute],
    [(day + 6) % 7, minute + DAY_MINUTES - fromMinute],
  ] as const) {
    if (days.has(began) && since >= 0 && since < length) return length - since;
  }
  return 0;
}

function minuteOf(hour: string | undefined, minute: string | undefined): number | undefined {
  const [hours, minutes] = [Number(hour), Number(minute)];
  const total = hours * 60 + minutes;
  return hours <= 24 && minutes <= 59 && total <= DAY_MINUTES ? total : undefined;
}

function parseDays(text: string): ReadonlySet<number> | undefined {
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const [first, last = first, ...more] = part.split('-').map((name) => DAYS.indexOf(name));
    if (first === undefined || last === undefined || more.length > 0) return undefined;
    if (first < 0 || last < 0) return undefined;
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day);
      if (day === last) break;
    }
  }
  return days;
}
