/** Messages made for this test: the devices, addresses and names are invented. */
import type { ConventionExamples } from '../convention.ts';

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'a client that has come',
      topic: '$SYS/brokers/emqx@192.0.2.9/clients/press-4/connected',
      payload: { clientid: 'press-4', username: 'plant', ipaddress: '192.0.2.44', proto_ver: 5 },
      sightings: [
        {
          key: 'broker-sys:press-4',
          interfaces: [{ addresses: ['192.0.2.44'] }],
          extensions: { 'broker-sys': { clientId: 'press-4', user: 'plant' } },
        },
      ],
    },
    {
      shows: 'a program beside the broker, which is no device',
      topic: '$SYS/brokers/emqx@192.0.2.9/clients/dashboard/connected',
      payload: { clientid: 'dashboard', ipaddress: '127.0.0.1' },
      sightings: [],
    },
  ],
  rejects: [
    {
      shows: 'a text',
      topic: '$SYS/brokers/emqx@192.0.2.9/clients/press-4/connected',
      payload: 'yes',
    },
  ],
};
