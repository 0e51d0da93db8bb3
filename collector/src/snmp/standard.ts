/** Where identity is written on any device, whatever its family: after the family's own sources. */
import type { Fact, FactSource } from './family.ts';

const PRINTER_SERIAL = '1.3.6.1.2.1.43.5.1.1.17';
/** hrDeviceType of the first device (HOST-RESOURCES-MIB, RFC 2790): everything else has CPUs there. */
const HR_DEVICE_PRINTER = '1.3.6.1.2.1.25.3.1.5';
/** Digits and hyphens alone, and many of them, are an order number: "40-1000832-08". */
const NO_PART_NUMBER = '(^.*[A-Za-z].*$|^\\d{1,6}$)';
const LLDP_MED_LOCAL = '1.0.8802.1.1.2.1.5.4795.1.2';

/** Who made it, where no family and no number of a maker's says so: a UPS's, and LLDP-MED's own. */
export const VENDOR_OBJECTS: readonly string[] = [
  '1.3.6.1.2.1.33.1.1.1.0',
  `${LLDP_MED_LOCAL}.6.0`,
];

export const STANDARD_FACTS: Readonly<Partial<Record<Fact, readonly FactSource[]>>> = {
  serial: [
    { entity: 'serial' },
    { get: `${PRINTER_SERIAL}.1` },
    { get: `${LLDP_MED_LOCAL}.5.0` },
    { described: 'serial' },
  ],
  model: [
    { entity: 'model', pattern: NO_PART_NUMBER },
    { get: `${LLDP_MED_LOCAL}.7.0` },
    { get: '1.3.6.1.2.1.33.1.1.2.0' },
    {
      get: '1.3.6.1.2.1.25.3.2.1.3.1',
      whenValue: { get: '1.3.6.1.2.1.25.3.2.1.2.1', is: [HR_DEVICE_PRINTER] },
    },
    { described: 'labeledModel' },
    { product: {} },
    { described: 'model' },
  ],
  version: [
    { entity: 'softwareRevision' },
    { get: `${LLDP_MED_LOCAL}.4.0` },
    { get: '1.3.6.1.2.1.33.1.1.3.0' },
    { described: 'version' },
    { entity: 'firmwareRevision' },
  ],
  assetTag: [{ entity: 'assetTag' }, { get: `${LLDP_MED_LOCAL}.8.0` }],
  hardwareRevision: [{ entity: 'hardwareRevision' }],
};
