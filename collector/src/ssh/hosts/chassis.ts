/** What a machine is, by the chassis type of its SMBIOS tables (DSP0134 §7.4.1). */
import type { DeviceClass } from '@muster/facts/observation';

const CLASSES: Readonly<Record<string, DeviceClass>> = {
  3: 'desktop',
  4: 'desktop',
  5: 'desktop',
  6: 'desktop',
  7: 'desktop',
  13: 'desktop',
  15: 'desktop',
  16: 'desktop',
  35: 'desktop',
  36: 'desktop',
  8: 'laptop',
  9: 'laptop',
  10: 'laptop',
  14: 'laptop',
  31: 'laptop',
  32: 'laptop',
  30: 'tablet',
  11: 'tablet',
  17: 'server',
  23: 'server',
  25: 'server',
  28: 'server',
  33: 'gateway',
};

/** Undefined where the type says "Other" or nothing: a class is never guessed. */
export function classOfChassis(type: string | undefined): DeviceClass | undefined {
  return type === undefined ? undefined : CLASSES[type];
}
