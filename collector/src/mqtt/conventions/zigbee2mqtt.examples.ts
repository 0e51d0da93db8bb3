/** Messages of Zigbee2MQTT, made for this test: the addresses and devices are invented. */
import type { ConventionExamples } from '../convention.ts';

const coordinator = {
  ieee_address: '0x00124b00a1b2c3d4',
  type: 'Coordinator',
  network_address: 0,
  supported: true,
  friendly_name: 'Coordinator',
  disabled: false,
};

const thermometer = {
  ieee_address: '0x00158d00aabbcc01',
  type: 'EndDevice',
  network_address: 29_159,
  supported: true,
  friendly_name: 'cellar/north',
  disabled: false,
  definition: {
    model: 'WSDCGQ11LM',
    vendor: 'Aqara',
    description: 'Temperature and humidity sensor',
    exposes: [
      { type: 'numeric', name: 'battery', property: 'battery' },
      { type: 'numeric', name: 'temperature', property: 'temperature' },
    ],
  },
  power_source: 'Battery',
  software_build_id: '3000-0001',
  date_code: '20161129',
  model_id: 'lumi.weather',
  manufacturer: 'LUMI',
  interview_state: 'SUCCESSFUL',
};

const button = {
  ieee_address: '0x00158d00aabbcc02',
  type: 'EndDevice',
  friendly_name: '0x00158d00aabbcc02',
  definition: null,
  manufacturer: null,
  model_id: 'lumi.remote',
};

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'the list of devices, the gateway before what hangs on it',
      topic: 'site/zigbee2mqtt/bridge/devices',
      retain: true,
      payload: [thermometer, coordinator, button],
      sightings: [
        {
          key: 'zigbee2mqtt:0x00124b00a1b2c3d4',
          class: 'gateway',
          device: { eui64: '00124b00a1b2c3d4' },
        },
        {
          key: 'zigbee2mqtt:0x00158d00aabbcc01',
          profile: 'zigbee2mqtt',
          presence: 'seen',
          class: 'sensor',
          device: { vendor: 'Aqara', model: 'WSDCGQ11LM', eui64: '00158d00aabbcc01' },
          firmware: { version: '3000-0001' },
          power: { powerSource: 'Battery' },
          place: { via: { key: 'zigbee2mqtt:0x00124b00a1b2c3d4' } },
          extensions: { zigbee2mqtt: { name: 'cellar/north', networkAddress: 29_159 } },
        },
        {
          key: 'zigbee2mqtt:0x00158d00aabbcc02',
          device: { model: 'lumi.remote', eui64: '00158d00aabbcc02' },
        },
      ],
    },
    {
      shows: 'a device that joins, before it is listed',
      topic: 'zigbee2mqtt/bridge/event',
      payload: {
        type: 'device_joined',
        data: { friendly_name: 'new', ieee_address: '0x00158d00aabbcc03' },
      },
      sightings: [{ key: 'zigbee2mqtt:0x00158d00aabbcc03', device: { eui64: '00158d00aabbcc03' } }],
    },
    {
      shows: 'the bridge with its coordinator',
      topic: 'zigbee2mqtt/bridge/info',
      retain: true,
      payload: {
        version: '2.1.0',
        coordinator: {
          ieee_address: '0x00124b00a1b2c3d4',
          type: 'zStack3x0',
          meta: { revision: 20_240_710 },
        },
        network: { channel: 15 },
      },
      sightings: [
        {
          class: 'gateway',
          firmware: { version: '20240710' },
          extensions: { zigbee2mqtt: { bridgeVersion: '2.1.0', channel: 15 } },
        },
      ],
    },
    {
      shows: 'the list of an old version',
      topic: 'zigbee2mqtt/bridge/config/devices',
      payload: [
        { ieeeAddr: '0x00124b0000000001', type: 'Coordinator', friendly_name: 'Coordinator' },
        {
          ieeeAddr: '0x00158d0000000007',
          type: 'EndDevice',
          networkAddress: 4711,
          model: 'BT-1',
          vendor: 'Bela',
          description: 'Thermometer',
          friendly_name: 'cellar',
          modelID: 'bela.weather',
          manufacturerName: 'BELA',
          powerSource: 'Battery',
          softwareBuildID: '3.1',
        },
      ],
      sightings: [
        { key: 'zigbee2mqtt:0x00124b0000000001', class: 'gateway' },
        {
          key: 'zigbee2mqtt:0x00158d0000000007',
          device: { vendor: 'Bela', model: 'BT-1' },
          firmware: { version: '3.1' },
          power: { powerSource: 'Battery' },
          extensions: { zigbee2mqtt: { name: 'cellar', networkAddress: 4711 } },
        },
      ],
    },
  ],
  rejects: [
    { shows: 'a list without addresses', topic: 'x/bridge/devices', payload: [{ name: 'one' }] },
    {
      shows: 'another program’s bridge',
      topic: 'car/bridge/event',
      payload: { type: 'opened', data: {} },
    },
  ],
};
