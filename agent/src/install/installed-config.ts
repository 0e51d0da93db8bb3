/**
 * The configuration that `install` left, for a person who types `muster-agent status`: used when
 * nothing on the command line or in the environment says where else to look.
 */
import { access, constants } from 'node:fs/promises';
import { platformOf } from '../host/platform.ts';
import { placesOf } from './places.ts';

/** Undefined when there is none, or none that this user may read. */
export async function installedConfig(
  variables: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const platform = platformOf(process.platform);
  if (platform === 'other') return undefined;
  const { config } = placesOf(platform, variables);
  return access(config, constants.R_OK).then(
    () => config,
    () => undefined,
  );
}
