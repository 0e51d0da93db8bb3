/** Durations as people write them in the configuration. */

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "30m", "1h" in milliseconds. The schema has already refused everything else. */
export function parseDuration(written: string): number {
  const [, amount = '0', unit = 's'] = /^(\d{1,6})([smhd])$/.exec(written) ?? [];
  return Number(amount) * (UNITS[unit] ?? 1000);
}
