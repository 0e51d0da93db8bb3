/** Messages made for this test: the devices, addresses and names are invented. */
import type { ConventionExamples } from '../convention.ts';

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'an announcement of the first generation',
      topic: 'shellies/announce',
      payload: {
        id: 'shelly1-A0B1C2D3E4F5',
        model: 'SHSW-1',
        mac: 'A0B1C2D3E4F5',
        ip: '192.0.2.7',
        new_fw: false,
        fw_ver: '20230913-112003/v1.14.0-gcb84623',
      },
      sightings: [
        {
          key: 'shelly:a0:b1:c2:d3:e4:f5',
          class: 'actuator',
          device: { vendor: 'Shelly', model: 'SHSW-1', baseMac: 'a0:b1:c2:d3:e4:f5' },
          firmware: { version: '20230913-112003/v1.14.0-gcb84623' },
          extensions: { shelly: { generation: 1 } },
        },
      ],
    },
    {
      shows: 'the answer to somebody’s question for device information',
      topic: 'dashboard/rpc',
      payload: {
        id: 7,
        src: 'shellyplusht-a0b1c2d3e4f6',
        dst: 'dashboard',
        result: {
          name: 'Cellar',
          id: 'shellyplusht-a0b1c2d3e4f6',
          mac: 'A0B1C2D3E4F6',
          model: 'SNSN-0013A',
          gen: 2,
          fw_id: '20250101-000000/1.5.0-g0123456',
          ver: '1.5.0',
          app: 'PlusHT',
        },
      },
      sightings: [
        {
          key: 'shelly:a0:b1:c2:d3:e4:f6',
          class: 'sensor',
          device: { model: 'SNSN-0013A' },
          firmware: { version: '20250101-000000/1.5.0-g0123456' },
          extensions: { shelly: { generation: 2, version: '1.5.0', name: 'Cellar' } },
        },
      ],
    },
    {
      shows: 'a notification under a prefix of the site’s choice',
      topic: 'plant/hall/events/rpc',
      payload: {
        src: 'shellyplus1pm-a0b1c2d3e4f7',
        dst: 'plant/hall/events',
        method: 'NotifyFullStatus',
        params: { sys: { mac: 'A0B1C2D3E4F7' }, wifi: { sta_ip: '192.0.2.8' } },
      },
      sightings: [
        {
          key: 'shelly:a0:b1:c2:d3:e4:f7',
          class: 'actuator',
          interfaces: [{ addresses: ['192.0.2.8'] }],
        },
      ],
    },
    {
      shows: 'the Bluetooth devices of a gateway',
      topic: 'dashboard/rpc',
      payload: {
        src: 'shellyblugwg3-a0b1c2d3e4f8',
        result: {
          components: [
            {
              key: 'bthomedevice:200',
              config: { addr: '7c:c6:b6:00:00:01', name: 'Door' },
              status: { battery: 88, fw_ver: 'v1.0.7' },
            },
          ],
        },
      },
      sightings: [
        { key: 'shelly:a0:b1:c2:d3:e4:f8', class: 'gateway' },
        {
          key: 'shelly:7c:c6:b6:00:00:01',
          device: { baseMac: '7c:c6:b6:00:00:01' },
          power: { batteryPercent: 88 },
          place: { via: { key: 'shelly:a0:b1:c2:d3:e4:f8' } },
        },
      ],
    },
    {
      shows: 'a will of something unknown',
      topic: 'plant/hall/online',
      payload: 'false',
      sightings: [],
    },
    {
      shows: 'a thermometer that wakes up, with its battery',
      topic: 'hall/climate/events/rpc',
      payload: {
        src: 'shellyplusht-a0b1c2d3e4f5',
        method: 'NotifyFullStatus',
        params: {
          sys: { mac: 'A0B1C2D3E4F5' },
          wifi: { sta_ip: '192.0.2.33' },
          'devicepower:0': { battery: { V: 5.6, percent: 83 }, external: { present: false } },
        },
      },
      sightings: [
        {
          key: 'shelly:a0:b1:c2:d3:e4:f5',
          class: 'sensor',
          power: { batteryPercent: 83 },
          interfaces: [{ addresses: ['192.0.2.33'] }],
        },
      ],
    },
  ],
  rejects: [
    { shows: 'an announcement without a MAC', topic: 'shellies/announce', payload: { id: 'x' } },
    {
      shows: 'a question',
      topic: 'shellyplus1-aa/rpc',
      payload: { id: 1, src: 'me', method: 'Shelly.GetStatus' },
    },
    {
      shows: 'a notification of another maker',
      topic: 'x/events/rpc',
      payload: { src: 'box', method: 'Notify' },
    },
  ],
};
