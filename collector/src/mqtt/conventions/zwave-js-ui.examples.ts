/** Messages made for this test: the devices, addresses and names are invented. */
import type { ConventionExamples } from '../convention.ts';

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'a node in a room',
      topic: 'zwave/Hall/motion-1/nodeinfo',
      retain: true,
      payload: {
        id: 12,
        deviceId: '271-4098-2048',
        manufacturer: 'Bela',
        productLabel: 'BZW-9',
        productDescription: 'Motion sensor',
        firmwareVersion: '3.4',
        loc: 'Hall',
        name: 'motion-1',
        isControllerNode: false,
        minBatteryLevel: 64,
      },
      sightings: [
        {
          key: 'zwave-js-ui:zwave/12-271-4098-2048',
          device: { vendor: 'Bela', model: 'BZW-9' },
          firmware: { version: '3.4' },
          place: { location: 'Hall', via: { key: 'zwave-js-ui:zwave' } },
          power: { batteryPercent: 64 },
        },
      ],
    },
    {
      shows: 'the controller, which is the gateway',
      topic: 'zwave/controller/nodeinfo',
      retain: true,
      payload: {
        id: 1,
        deviceId: '134-90-1',
        manufacturer: 'Bela',
        productLabel: 'Stick',
        isControllerNode: true,
      },
      sightings: [
        { key: 'zwave-js-ui:zwave/1-134-90-1', class: 'gateway', device: { model: 'Stick' } },
      ],
    },
  ],
  rejects: [{ shows: 'a node without its device', topic: 'zwave/x/nodeinfo', payload: { id: 3 } }],
};
