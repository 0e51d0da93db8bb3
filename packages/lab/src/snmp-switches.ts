/** What the lab's owner has on record of its SNMP side: two switches, a stack member more, and what hangs on them. */
import type { LabAsset } from './asset.ts';

/** Serials as the recordings in `packages/lab/devices` say them. */
export const SNMP_ASSETS: readonly LabAsset[] = [
  { tag: 'LAB-SW-2026-0001', serial: 'LAB2401A0K1', vendor: 'Cisco', model: 'C9300-24T' },
  { tag: 'LAB-SW-2026-0002', serial: 'LAB2401A0K7', vendor: 'Cisco', model: 'C9300-24T' },
  { tag: 'LAB-SW-2026-0005', serial: 'LAB7KD3001', vendor: 'HPE Aruba', model: 'JL999Z' },
  { tag: 'LAB-AP-2026-0001', serial: 'LABAP00751', vendor: 'Aruba', model: 'AP-999' },
  { tag: 'LAB-PH-2026-0001', serial: '64167F007741', vendor: 'Polycom', model: 'VVX 999' },
];
