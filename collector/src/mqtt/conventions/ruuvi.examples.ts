/** Messages made for this test: the devices, addresses and names are invented. */
import type { ConventionExamples } from '../convention.ts';

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'a tag and the gateway that heard it',
      topic: 'ruuvi/A0:B1:C2:D3:E4:F5/C8:25:2D:00:00:01',
      payload: {
        gw_mac: 'A0:B1:C2:D3:E4:F5',
        rssi: -59,
        data: '0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F',
      },
      sightings: [
        { key: 'ruuvi:a0:b1:c2:d3:e4:f5', class: 'gateway' },
        {
          key: 'ruuvi:c8:25:2d:00:00:01',
          class: 'sensor',
          device: { vendor: 'Ruuvi', model: 'RuuviTag' },
          place: { via: { key: 'ruuvi:a0:b1:c2:d3:e4:f5' } },
        },
      ],
    },
    {
      shows: 'somebody else’s advertisement, which is no device',
      topic: 'ruuvi/A0:B1:C2:D3:E4:F5/4A:00:00:00:00:01',
      payload: { data: '1EFF060001092022A1B2C3' },
      sightings: [],
    },
  ],
  rejects: [
    { shows: 'a topic without addresses', topic: 'ruuvi/gateway/tag', payload: { data: 'FF9904' } },
  ],
};
