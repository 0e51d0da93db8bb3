/** Messages made for this test: the devices, addresses and names are invented. */
import type { ConventionExamples } from '../convention.ts';

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'a decoded thermometer, with its battery',
      topic: 'home/gateway-1/BTtoMQTT/582D34000001',
      payload: {
        id: '58:2D:34:00:00:01',
        rssi: -60,
        brand: 'Bela',
        model: 'Round TH',
        model_id: 'BTH1',
        type: 'THB',
        batt: 81,
      },
      sightings: [
        {
          key: 'openmqttgateway:58:2d:34:00:00:01',
          class: 'sensor',
          device: { vendor: 'Bela', model: 'Round TH', partNumber: 'BTH1' },
          interfaces: [{ mac: '58:2d:34:00:00:01', macKind: 'bluetooth' }],
          power: { batteryPercent: 81 },
          place: { via: { key: 'openmqttgateway:gateway/home/gateway-1' } },
        },
      ],
    },
    {
      shows: 'the gateway itself',
      topic: 'home/gateway-1/SYStoMQTT',
      payload: { version: 'v1.8.1', mac: 'A0:B1:C2:D3:E4:F5', ip: '192.0.2.40', uptime: 60 },
      sightings: [
        {
          key: 'openmqttgateway:gateway/home/gateway-1',
          class: 'gateway',
          device: { baseMac: 'a0:b1:c2:d3:e4:f5' },
          firmware: { version: 'v1.8.1' },
        },
      ],
    },
    {
      shows: 'a phone that changes its address, which is no device',
      topic: 'home/gateway-1/BTtoMQTT/4A0000000001',
      payload: { id: '4A:00:00:00:00:01', brand: 'Pomona', model: 'Phone', type: 'RMAC' },
      sightings: [],
    },
    {
      shows: 'a random address that will not last, which is no device',
      topic: 'home/gateway-1/BTtoMQTT/7A0000000001',
      payload: { id: '7A:00:00:00:00:01', mac_type: 1, brand: 'Bela', model: 'Band' },
      sightings: [],
    },
    {
      shows: 'an address and nothing else, which is no device yet',
      topic: 'home/gateway-1/BTtoMQTT/582D34000002',
      payload: { id: '58:2D:34:00:00:02', rssi: -90 },
      sightings: [],
    },
  ],
  rejects: [{ shows: 'a status that is none', topic: 'home/gateway-1/LWT', payload: 'maybe' }],
};
