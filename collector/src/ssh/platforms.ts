/** The list of platforms, sorted. A new one is a file under `platforms/` and a line here. */
import type { Platform } from './platform.ts';
import { ciscoAsa } from './platforms/cisco-asa.ts';
import { ciscoIos } from './platforms/cisco-ios.ts';
import { ciscoIosxe } from './platforms/cisco-iosxe.ts';
import { ciscoIosxr } from './platforms/cisco-iosxr.ts';
import { ciscoNxos } from './platforms/cisco-nxos.ts';
import { ciscoWlc } from './platforms/cisco-wlc.ts';
import { linux } from './platforms/linux.ts';

export const PLATFORMS: readonly Platform[] = [
  ciscoAsa,
  ciscoIos,
  ciscoIosxe,
  ciscoIosxr,
  ciscoNxos,
  ciscoWlc,
  linux,
];

const BY_NAME: ReadonlyMap<string, Platform> = new Map(
  PLATFORMS.flatMap((platform) =>
    [platform.id, ...platform.aliases].map((name) => [keyOf(name), platform] as const),
  ),
);

/**
 * A platform by its id or an alias; "cisco_ios", "Cisco-IOS" and "cisco ios" are one name. A name
 * with more behind it, as in "iosxe-cat9k", is what it begins with.
 */
export function platformNamed(name: string): Platform | undefined {
  const words = keyOf(name).split('-');
  for (let count = words.length; count > 0; count -= 1) {
    const platform = BY_NAME.get(words.slice(0, count).join('-'));
    if (platform !== undefined) return platform;
  }
  return undefined;
}

function keyOf(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
}
