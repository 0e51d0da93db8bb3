/**
 * What can be left out of an inventory (`without`), as data: a name that is misspelled in a policy
 * is refused and not passed over, for somebody may have promised that it is not read.
 */
export const PROBE_NAMES: readonly string[] = [
  // On every system: who uses the host, and when they last did.
  'users',
  // Linux, where each kind of fact is read by itself.
  'bmc',
  'cpu',
  'device tree',
  'disks',
  'displays',
  'network',
  'os',
  'pci',
  'posture',
  'power',
  'smbios',
  'usb',
  'virtualization',
  // macOS.
  'fdesetup status',
  'ioreg platform',
  'profiles enrollment',
  'setup',
  'system_profiler',
  // Windows, and all other systems: one process tells everything.
  'systeminformation',
  'windows',
];
