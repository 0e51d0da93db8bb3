/** Messages made for this test: the devices, addresses and names are invented. */
import type { ConventionExamples } from '../convention.ts';

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'a device that connects',
      topic: 'v1/gateway/connect',
      payload: { device: 'Press 4', type: 'press' },
      sightings: [{ key: 'thingsboard:Press 4', extensions: { thingsboard: { type: 'press' } } }],
    },
    {
      shows: 'attributes, identity among them',
      topic: 'v1/gateway/attributes',
      payload: {
        'Press 4': { serialNumber: 'PR-4-0099', fw: '5.5', speed: 12 },
        'Press 5': { speed: 3 },
      },
      sightings: [
        {
          key: 'thingsboard:Press 4',
          device: { serial: 'PR-4-0099' },
          firmware: { version: '5.5' },
        },
      ],
    },
  ],
  rejects: [{ shows: 'a list', topic: 'v1/gateway/attributes', payload: [1, 2] }],
};
