/** Messages made for this test: the devices, addresses and names are invented. */
import type { ConventionExamples } from '../convention.ts';

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'a node that another has heard',
      topic: 'msh/EU_868/2/json/LongFast/!a1b2c3d4',
      payload: {
        from: 0x0a0b0c0d,
        sender: '!a1b2c3d4',
        type: 'nodeinfo',
        payload: { id: '!0a0b0c0d', longname: 'Ridge', shortname: 'RDG', hardware: 43 },
      },
      sightings: [
        {
          key: 'meshtastic:!0a0b0c0d',
          device: { model: 'HELTEC_V3' },
          place: { via: { key: 'meshtastic:!a1b2c3d4' } },
          extensions: { meshtastic: { name: 'Ridge', hardware: '43' } },
        },
      ],
    },
  ],
  rejects: [
    {
      shows: 'a message to all',
      topic: 'msh/2/json/LongFast/!a1b2c3d4',
      payload: { from: 4294967295 },
    },
  ],
};
