/** Addresses and durations as people write them on a command line or in a configuration. */

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/**
 * "host", "host:port", "[v6]:port" or a bare IPv6 address.
 * @returns nothing when it is none of them, or the port is not one.
 */
export function parseEndpoint(text: string, defaultPort: number): Endpoint | undefined {
  const bracketed = /^\[([0-9a-fA-F:.%\w]+)\](?::(\d{1,5}))?$/.exec(text);
  const plain = /^([^\s:[\]/]+)(?::(\d{1,5}))?$/.exec(text);
  const [, host, digits] = bracketed ?? plain ?? [];
  if (host === undefined) {
    return /^[0-9a-fA-F:.]+(%\w+)?$/.test(text) && text.includes('::')
      ? { host: text, port: defaultPort }
      : undefined;
  }
  const port = digits === undefined ? defaultPort : Number(digits);
  return port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** "500ms", "10s", "5m", "2h", "1d"; a bare number is seconds. In milliseconds. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit = 's'] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)?$/.exec(text.trim()) ?? [];
  const factor = UNITS[unit];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}
