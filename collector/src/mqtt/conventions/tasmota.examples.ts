/** Messages made for this test: the devices, addresses and names are invented. */
import type { ConventionExamples } from '../convention.ts';

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'the retained description of a relay',
      topic: 'tasmota/discovery/A0B1C2D3E4F5/config',
      retain: true,
      payload: {
        ip: '192.0.2.15',
        dn: 'Lamp',
        fn: ['Lamp', null],
        hn: 'lamp-1234',
        mac: 'A0B1C2D3E4F5',
        md: 'Bela Relay',
        sw: '14.4.1',
        t: 'lamp',
        ft: '%prefix%/%topic%/',
        tp: ['cmnd', 'stat', 'tele'],
        rl: [1, 0, 0],
        ver: 1,
      },
      sightings: [
        {
          key: 'tasmota:a0:b1:c2:d3:e4:f5',
          class: 'actuator',
          device: { model: 'Bela Relay', hostname: 'lamp-1234', baseMac: 'a0:b1:c2:d3:e4:f5' },
          firmware: { version: '14.4.1' },
          interfaces: [{ mac: 'a0:b1:c2:d3:e4:f5', addresses: ['192.0.2.15'] }],
        },
      ],
    },
    {
      shows: 'what it says at boot, before its MAC is known',
      topic: 'tele/lamp/INFO1',
      payload: {
        Info1: {
          Module: 'Bela Relay',
          Version: '14.4.1(release-tasmota)',
          FallbackTopic: 'cmnd/DVES_D3E4F5_fb/',
          GroupTopic: 'cmnd/tasmotas/',
        },
      },
      sightings: [
        {
          key: 'tasmota:topic/lamp',
          firmware: { version: '14.4.1(release-tasmota)' },
          extensions: { tasmota: { fallbackTopic: 'cmnd/DVES_D3E4F5_fb/' } },
        },
      ],
    },
    {
      shows: 'the answer that tells its network',
      topic: 'stat/lamp/STATUS5',
      payload: {
        StatusNET: { Hostname: 'lamp-1234', IPAddress: '192.0.2.15', Mac: 'A0:B1:C2:D3:E4:F5' },
      },
      sightings: [{ key: 'tasmota:a0:b1:c2:d3:e4:f5', device: { hostname: 'lamp-1234' } }],
    },
    {
      shows: 'a board that is on the network by cable',
      topic: 'stat/door/STATUS5',
      payload: {
        StatusNET: {
          Hostname: 'door-1234',
          IPAddress: '0.0.0.0',
          Mac: 'A0:B1:C2:D3:E4:F5',
          Ethernet: { Hostname: 'door-eth', IPAddress: '192.0.2.16', Mac: 'A0:B1:C2:D3:E4:F8' },
        },
      },
      sightings: [
        {
          key: 'tasmota:a0:b1:c2:d3:e4:f8',
          device: { hostname: 'door-eth', baseMac: 'a0:b1:c2:d3:e4:f8' },
          interfaces: [{ addresses: ['192.0.2.16'] }],
        },
      ],
    },
    {
      shows: 'a Zigbee device behind it',
      topic: 'tele/bridge/SENSOR',
      payload: {
        ZbInfo: {
          '0xAB12': {
            Device: '0xAB12',
            Name: 'Hall',
            IEEEAddr: '0x00158D00AABBCC09',
            ModelId: 'BZ-1',
            Manufacturer: 'Bela',
            BatteryPercentage: 55,
          },
        },
      },
      sightings: [
        {
          key: 'tasmota:0x00158d00aabbcc09',
          device: { vendor: 'Bela', model: 'BZ-1', eui64: '00158d00aabbcc09' },
          power: { batteryPercent: 55 },
          place: { via: { key: 'tasmota:topic/bridge' } },
        },
      ],
    },
    {
      shows: 'a measurement, which is only a sign of life',
      topic: 'tele/lamp/SENSOR',
      payload: { Time: '2026-01-01T00:00:00', DS18B20: { Temperature: 20.9 } },
      sightings: [],
    },
  ],
  rejects: [
    {
      shows: 'a discovery under no MAC',
      topic: 'tasmota/discovery/lamp/config',
      payload: { sw: '1' },
    },
    { shows: 'another word in its place', topic: 'tele/lamp/weather', payload: { Module: 'x' } },
  ],
};
