/** Durations in the writing that the configuration and systemd share: "90s", "10m", "1h", "2d". */

const UNITS: readonly (readonly [letter: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
];

/** In the largest unit that states it without a fraction; below a second: "0s". */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms / 1000)) * 1000;
  const [letter, unit] = UNITS.find(([, each]) => whole % each === 0 && whole >= each) ?? [
    's',
    1000,
  ];
  return `${whole / unit}${letter}`;
}
