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
    {
      shows: 'a device that asks to be registered',
      topic: '$aws/provisioning-templates/pumps/provision/json',
      payload: {
        certificateOwnershipToken: 'not-looked-at',
        parameters: { SerialNumber: 'PU-2', Model: 'Pump 2' },
      },
      sightings: [
        { key: 'aws-iot:provisioning/PU-2', device: { serial: 'PU-2', model: 'Pump 2' } },
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
