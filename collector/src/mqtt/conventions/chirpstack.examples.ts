/** Messages made for this test: the devices, addresses and names are invented. */
import type { ConventionExamples } from '../convention.ts';

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'an uplink of version 4, heard by two gateways',
      topic: 'application/0b7c/device/a84041ffff000001/event/up',
      payload: {
        deviceInfo: {
          applicationName: 'Cold chain',
          deviceProfileName: 'LHT, EU868',
          deviceName: 'truck-7',
          devEui: 'a84041ffff000001',
          tags: { serial_number: 'LH-000123', manufacturer: 'Bela' },
        },
        rxInfo: [
          { gatewayId: '0016c001f1000001', rssi: -110 },
          { gatewayId: '0016c001f1000002', rssi: -61 },
        ],
      },
      sightings: [
        { key: 'chirpstack:gateway/0016c001f1000002', class: 'gateway' },
        { key: 'chirpstack:gateway/0016c001f1000001', class: 'gateway' },
        {
          key: 'chirpstack:a84041ffff000001',
          device: { eui64: 'a84041ffff000001', serial: 'LH-000123', vendor: 'Bela' },
          place: { via: { key: 'chirpstack:gateway/0016c001f1000002' } },
          extensions: { chirpstack: { name: 'truck-7', deviceProfile: 'LHT, EU868' } },
        },
      ],
    },
    {
      shows: 'a status of version 3, whose identifiers are base64',
      topic: 'application/12/device/a84041ffff000001/event/status',
      payload: {
        applicationName: 'Cold chain',
        deviceName: 'truck-7',
        devEUI: 'qEBB//8AAAE=',
        batteryLevel: 75.5,
        externalPowerSource: false,
      },
      sightings: [
        {
          key: 'chirpstack:a84041ffff000001',
          power: { batteryPercent: 75.5, powerSource: 'battery' },
        },
      ],
    },
    {
      shows: 'a gateway that tells its model and serial',
      topic: 'eu868/gateway/0016c001f1000001/event/stats',
      payload: {
        gatewayId: '0016c001f1000001',
        metaData: { model: 'BG-8', serial_number: 'G-77' },
      },
      sightings: [
        { class: 'gateway', device: { eui64: '0016c001f1000001', model: 'BG-8', serial: 'G-77' } },
      ],
    },
    {
      shows: 'an event in Protobuf, whose topic names the device',
      topic: 'application/12/device/a84041ffff000001/event/up',
      payload: 'CgRhYmNk',
      sightings: [{ key: 'chirpstack:a84041ffff000001', device: { eui64: 'a84041ffff000001' } }],
    },
  ],
  rejects: [
    {
      shows: 'a command to a device',
      topic: 'application/12/device/a84041ffff000001/command/down',
      payload: { devEui: 'a84041ffff000001' },
    },
    {
      shows: 'something else below a device',
      topic: 'application/12/device/a84041ffff000001/event/dance',
      payload: 'x',
    },
    {
      shows: 'a device that is not the topic’s',
      topic: 'application/12/device/a84041ffff000001/event/up',
      payload: { deviceInfo: { devEui: 'a84041ffff000002' } },
    },
    { shows: 'another gateway', topic: 'gateway/kitchen/event/up', payload: { state: 1 } },
  ],
};
