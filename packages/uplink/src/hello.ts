/** What an observer says of itself, within the bounds of the wire: what is beyond is left out. */
import type { Coverage, ObserverHealth } from '@muster/facts/wire';
import { ConfigError } from './config-error.ts';
import { HELLO_MAX } from './limits.ts';
import type { UplinkOptions } from './uplink.ts';

/** The first ones: a collector that cannot read three hundred devices has told enough. */
export function boundedFailing(
  failing: ObserverHealth['failing'] | undefined,
): ObserverHealth['failing'] {
  return (failing ?? [])
    .filter(({ what }) => what !== '')
    .slice(0, HELLO_MAX.failing)
    .map(({ what, why, ...rest }) => ({
      ...rest,
      what: what.slice(0, HELLO_MAX.text),
      why: why.slice(0, HELLO_MAX.why),
    }));
}

export function boundedCoverage(coverage: Coverage | undefined): Coverage {
  const { sources = [], segments = [] } = coverage ?? {};
  const told = segments.filter((segment) => segment !== '').slice(0, HELLO_MAX.segments);
  return { sources, segments: told.map((segment) => segment.slice(0, HELLO_MAX.text)) };
}

/** @throws ConfigError naming what no reconciler would take */
export function checkObserver({ name, version, site }: UplinkOptions['observer']): void {
  for (const [key, value] of Object.entries({ name, version, site })) {
    if (value === undefined || (value.length > 0 && value.length <= HELLO_MAX.text)) continue;
    throw new ConfigError(`observer.${key}`, `must have 1 to ${HELLO_MAX.text} characters`);
  }
}
