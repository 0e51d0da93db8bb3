/** Messages made for this test: the devices, addresses and names are invented. */
import type { ConventionExamples } from '../convention.ts';

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'an uplink with the versions of the device repository',
      topic: 'v3/cold-chain@tenant/devices/truck-7/up',
      payload: {
        end_device_ids: {
          device_id: 'truck-7',
          application_ids: { application_id: 'cold-chain' },
          dev_eui: 'A84041FFFF000001',
          join_eui: 'A840410000000101',
        },
        uplink_message: {
          rx_metadata: [
            { gateway_ids: { gateway_id: 'roof', eui: '0016C001F1000001' }, rssi: -80 },
          ],
          version_ids: {
            brand_id: 'bela',
            model_id: 'lh1',
            hardware_version: '_unknown_hw_version_',
            firmware_version: '1.4',
          },
        },
      },
      sightings: [
        { key: 'the-things-stack:gateway/0016c001f1000001', class: 'gateway' },
        {
          key: 'the-things-stack:a84041ffff000001',
          device: { eui64: 'a84041ffff000001', vendor: 'bela', model: 'lh1' },
          firmware: { version: '1.4' },
          place: { via: { key: 'the-things-stack:gateway/0016c001f1000001' } },
        },
      ],
    },
  ],
  rejects: [
    { shows: 'something without identifiers', topic: 'v3/a/devices/b/up', payload: { value: 1 } },
  ],
};
