/** The probes of a Linux host, the most trusted first: of two values for one fact the first holds. */
import type { Probe } from '../probe.ts';
import { bmc } from './bmc.ts';
import { cpu } from './cpu.ts';
import { deviceTree } from './device-tree.ts';
import { disks } from './disks.ts';
import { displays } from './displays.ts';
import { network } from './network.ts';
import { os } from './os.ts';
import { pci } from './pci.ts';
import { posture } from './posture.ts';
import { power } from './power.ts';
import { smbios } from './smbios.ts';
import { usb } from './usb.ts';
import { users } from './users.ts';
import { virtualization } from './virtualization.ts';

export const linuxProbes: readonly Probe[] = [
  smbios,
  deviceTree,
  os,
  virtualization,
  cpu,
  network,
  disks,
  displays,
  pci,
  usb,
  power,
  posture,
  bmc,
  users,
];
