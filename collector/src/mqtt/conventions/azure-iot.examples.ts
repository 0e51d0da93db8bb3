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
    {
      shows: 'a device that asks to be registered',
      topic: '$dps/registrations/PUT/iotdps-register/?$rid=1',
      payload: {
        registrationId: 'pump-1',
        payload: { serialNumber: 'PU-1', manufacturer: 'Bela' },
      },
      sightings: [{ key: 'azure-iot:pump-1', device: { serial: 'PU-1', vendor: 'Bela' } }],
    },
    {
      shows: 'a device that has been registered',
      topic: '$dps/registrations/res/200/?$rid=1',
      payload: {
        operationId: '5.d0',
        status: 'assigned',
        registrationState: { registrationId: 'pump-1', deviceId: 'pump-1', status: 'assigned' },
      },
      sightings: [{ key: 'azure-iot:pump-1', extensions: { 'azure-iot': { name: 'pump-1' } } }],
    },
  ],
  rejects: [{ shows: 'a text', topic: 'devices/pump-1/messages/events', payload: 'hello' }],
};
