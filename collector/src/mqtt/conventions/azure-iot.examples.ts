/** Messages made for this test: the devices, addresses and names are invented. */
import type { ConventionExamples } from '../convention.ts';

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'a message that tells who sent it',
      topic: 'devices/pump-1/messages/events',
      payload: { serialNumber: 'PU-1', temperature: 20 },
      sightings: [{ key: 'azure-iot:pump-1', device: { serial: 'PU-1' } }],
    },
  ],
  rejects: [{ shows: 'a text', topic: 'devices/pump-1/messages/events', payload: 'hello' }],
};
