/** What vendor classes (DHCP option 60) tell for certain. A table: the first match counts. */
import type { DeviceClass } from '@muster/facts/observation';

export interface VendorClassRule {
  /** Named groups `vendor`, `model` and `version` are facts. */
  readonly pattern: RegExp;
  readonly class?: DeviceClass;
  readonly vendor?: string;
  /** A class that it matches, and what follows. */
  readonly example: string;
}

export const VENDOR_CLASSES: readonly VendorClassRule[] = [
  {
    pattern: /^Cisco Systems, Inc\. IP Phone (?<model>[\w-]+)/,
    class: 'phone',
    vendor: 'Cisco',
    example: 'Cisco Systems, Inc. IP Phone CP-8841',
  },
  {
    pattern: /^Cisco AP (?<model>c?[\w-]+)/,
    class: 'access-point',
    vendor: 'Cisco',
    example: 'Cisco AP c9120',
  },
  { pattern: /^ArubaAP$/, class: 'access-point', vendor: 'Aruba', example: 'ArubaAP' },
  { pattern: /^Ruckus CPE$/, class: 'access-point', vendor: 'Ruckus', example: 'Ruckus CPE' },
  { pattern: /^ubnt$/, vendor: 'Ubiquiti', example: 'ubnt' },
  {
    pattern: /^AXIS,(?<kind>[^,]+),(?<model>[^,]+),(?<version>[^,]+)$/,
    vendor: 'Axis',
    example: 'AXIS,Network Camera,M3046-V,7.20.1',
  },
  { pattern: /^yealink$/i, class: 'phone', vendor: 'Yealink', example: 'yealink' },
  {
    pattern: /^Polycom-(?<model>[\w-]+)$/,
    class: 'phone',
    vendor: 'Polycom',
    example: 'Polycom-VVX411',
  },
  { pattern: /^snom-?(?<model>\w*)$/i, class: 'phone', vendor: 'Snom', example: 'snom320' },
  {
    pattern: /^Hewlett-Packard JetDirect$/,
    class: 'printer',
    vendor: 'HP',
    example: 'Hewlett-Packard JetDirect',
  },
  {
    pattern: /^Mfg=(?<vendor>[^;]+);Typ=Printer;Mod=(?<model>[^;]+)/,
    class: 'printer',
    example: 'Mfg=HP;Typ=Printer;Mod=HP LaserJet 400;Ser=X',
  },
  { pattern: /^HP Printer$/, class: 'printer', vendor: 'HP', example: 'HP Printer' },
];
