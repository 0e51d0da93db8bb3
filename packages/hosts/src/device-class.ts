/** What kind of device a host is, by its chassis and by whether it is a guest. */
import type { DeviceClass } from '@muster/facts/observation';
import type { Nature } from './findings.ts';

const BY_CHASSIS: Readonly<Record<string, DeviceClass>> = {
  Desktop: 'desktop',
  'Low Profile Desktop': 'desktop',
  'Pizza Box': 'desktop',
  'Mini Tower': 'desktop',
  Tower: 'desktop',
  'All In One': 'desktop',
  'Space-saving': 'desktop',
  'Lunch Box': 'desktop',
  'Sealed-case PC': 'desktop',
  'Mini PC': 'desktop',
  'Stick PC': 'desktop',
  Portable: 'laptop',
  Laptop: 'laptop',
  Notebook: 'laptop',
  'Sub Notebook': 'laptop',
  Convertible: 'laptop',
  Detachable: 'laptop',
  Tablet: 'tablet',
  'Hand Held': 'tablet',
  'Main Server Chassis': 'server',
  'Rack Mount Chassis': 'server',
  Blade: 'server',
  'Multi-system': 'server',
  CompactPCI: 'server',
  AdvancedTCA: 'server',
  'RAID Chassis': 'storage',
  'IoT Gateway': 'gateway',
};

/** Undefined when the chassis says "Other" or nothing: a class is never guessed. */
export function classOf(formFactor: string | undefined, nature: Nature): DeviceClass | undefined {
  if (nature === 'container') return 'container';
  if (nature === 'guest') return 'vm';
  return formFactor === undefined ? undefined : BY_CHASSIS[formFactor];
}
