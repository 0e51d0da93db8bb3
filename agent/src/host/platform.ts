/** Node's name of an operating system as the readers know it. */
import type { HostPlatform } from '@muster/hosts/host/host';

export function platformOf(name: NodeJS.Platform): HostPlatform {
  return name === 'linux' || name === 'darwin' || name === 'win32' ? name : 'other';
}
