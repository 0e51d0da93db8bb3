/** The list of platforms, sorted. A new one is a file under `platforms/` and a line here. */
import type { Platform } from './platform.ts';
import { ciscoIos } from './platforms/cisco-ios.ts';
import { linux } from './platforms/linux.ts';

export const PLATFORMS: readonly Platform[] = [ciscoIos, linux];

const BY_NAME: ReadonlyMap<string, Platform> = new Map(
  PLATFORMS.flatMap((platform) =>
    [platform.id, ...platform.aliases].map((name) => [keyOf(name), platform] as const),
  ),
);

/** A platform by its id or an alias; "cisco_ios", "Cisco-IOS" and "cisco ios" are one name. */
export function platformNamed(name: string): Platform | undefined {
  return BY_NAME.get(keyOf(name));
}

function keyOf(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
}
