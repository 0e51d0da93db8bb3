/** Messages made for this test: the devices, addresses and names are invented. */
import type { ConventionExamples } from '../convention.ts';

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'a device behind a gateway',
      topic: 'muster/1/hall-3/press-4/observation',
      retain: true,
      payload: {
        class: 'controller',
        device: { vendor: 'Bela', model: 'P4', serial: 'P4-001' },
        firmware: { version: '5.5' },
        place: { location: 'Hall 3' },
      },
      sightings: [
        {
          key: 'muster:hall-3/press-4',
          class: 'controller',
          device: { serial: 'P4-001' },
          place: { location: 'Hall 3', via: { key: 'muster:hall-3' } },
        },
      ],
    },
    {
      shows: 'the gateway itself',
      topic: 'muster/1/hall-3/observation',
      retain: true,
      payload: { device: { serial: 'GW-9', baseMac: 'a0:b1:c2:d3:e4:f5' } },
      sightings: [{ key: 'muster:hall-3', class: 'gateway', device: { serial: 'GW-9' } }],
    },
  ],
  rejects: [
    {
      shows: 'a key that the schema does not have',
      topic: 'muster/1/hall-3/press-4/observation',
      payload: { device: { serialNumber: 'P4-001' } },
    },
    {
      shows: 'a MAC in another form than the schema’s',
      topic: 'muster/1/hall-3/press-4/observation',
      payload: { device: { baseMac: 'A0-B1-C2-D3-E4-F5' } },
    },
  ],
};
