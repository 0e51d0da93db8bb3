/** Messages made for this test: the devices, addresses and names are invented. */
import type { ConventionExamples } from '../convention.ts';

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'a device with the firmware of its maker',
      topic: 'esphome/discover/air-1',
      retain: true,
      payload: {
        ip: '192.0.2.31',
        name: 'air-1',
        friendly_name: 'Air, first floor',
        version: '2026.1.0',
        mac: 'a0b1c2d3e4f5',
        platform: 'ESP32',
        board: 'esp32-c3-devkitm-1',
        network: 'wifi',
        project_name: 'bela.air',
        project_version: '3.2',
      },
      sightings: [
        {
          key: 'esphome:a0:b1:c2:d3:e4:f5',
          device: { model: 'esp32-c3-devkitm-1', hostname: 'air-1', baseMac: 'a0:b1:c2:d3:e4:f5' },
          firmware: { version: '3.2' },
          interfaces: [{ kind: 'wifi', addresses: ['192.0.2.31'] }],
          extensions: { esphome: { frameworkVersion: '2026.1.0', project: 'bela.air' } },
        },
      ],
    },
  ],
  rejects: [{ shows: 'a question for all', topic: 'esphome/discover/all', payload: {} }],
};
