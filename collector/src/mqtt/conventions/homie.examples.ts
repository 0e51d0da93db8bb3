/** Messages made for this test: the devices, addresses and names are invented. */
import type { ConventionExamples } from '../convention.ts';

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'one attribute of a device of version 4',
      topic: 'homie/boiler-1/$fw/version',
      retain: true,
      payload: '2.0.1',
      sightings: [{ key: 'homie:homie/boiler-1', firmware: { version: '2.0.1' } }],
    },
    {
      shows: 'its MAC',
      topic: 'homie/boiler-1/$mac',
      retain: true,
      payload: 'A0:B1:C2:D3:E4:F5',
      sightings: [{ device: { baseMac: 'a0:b1:c2:d3:e4:f5' } }],
    },
    {
      shows: 'a description of version 5, with the device it belongs to',
      topic: 'homie/5/probe-2/$description',
      retain: true,
      payload: {
        homie: '5.0',
        version: 1,
        name: 'Probe',
        type: 'BP-2',
        parent: 'boiler-1',
        nodes: {},
      },
      sightings: [
        {
          key: 'homie:homie/probe-2',
          device: { model: 'BP-2' },
          place: { via: { key: 'homie:homie/boiler-1' } },
        },
      ],
    },
  ],
  rejects: [
    { shows: 'an id that cannot be one', topic: 'x/No ID/$name', payload: 'x' },
    { shows: 'a state that is none', topic: 'homie/boiler-1/$state', payload: 'dancing' },
  ],
};
