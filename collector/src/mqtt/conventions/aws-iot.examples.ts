/** Messages made for this test: the devices, addresses and names are invented. */
import type { ConventionExamples } from '../convention.ts';

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'what a thing reports of itself',
      topic: '$aws/things/pump-1/shadow/update/documents',
      payload: {
        current: {
          state: {
            reported: {
              info: { SerialNumber: 'PU-1', manufacturer: 'Bela' },
              firmware_version: '8',
            },
            desired: { firmware_version: '9' },
          },
        },
      },
      sightings: [
        {
          key: 'aws-iot:pump-1',
          device: { serial: 'PU-1', vendor: 'Bela' },
          firmware: { version: '8' },
        },
      ],
    },
  ],
  rejects: [
    {
      shows: 'what is only desired of it',
      topic: '$aws/things/pump-1/shadow/update/delta',
      payload: { state: { firmware_version: '9' } },
    },
  ],
};
