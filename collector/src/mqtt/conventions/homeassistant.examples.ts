/** Discovery messages, made for this test: devices and makers are invented. */
import type { ConventionExamples } from '../convention.ts';

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'one entity of a device behind a gateway',
      topic: 'homeassistant/sensor/0x00158d00aabbcc01/temperature/config',
      retain: true,
      payload: {
        uniq_id: '0x00158d00aabbcc01_temperature',
        stat_t: 'zigbee2mqtt/cellar',
        dev_cla: 'temperature',
        dev: {
          ids: ['zigbee2mqtt_0x00158d00aabbcc01'],
          name: 'cellar',
          mf: 'Aqara',
          mdl: 'Temperature and humidity sensor',
          mdl_id: 'WSDCGQ11LM',
          sw: '3000-0001',
          via_device: 'zigbee2mqtt_bridge_0x00124b00a1b2c3d4',
        },
      },
      sightings: [
        {
          key: 'homeassistant:zigbee2mqtt_0x00158d00aabbcc01',
          class: 'sensor',
          device: {
            vendor: 'Aqara',
            model: 'Temperature and humidity sensor',
            partNumber: 'WSDCGQ11LM',
            eui64: '00158d00aabbcc01',
          },
          firmware: { version: '3000-0001' },
          place: { via: { key: 'homeassistant:zigbee2mqtt_bridge_0x00124b00a1b2c3d4' } },
        },
      ],
    },
    {
      shows: 'a whole device with its serial, its MAC and its area',
      topic: 'homeassistant/device/0AFFD2/config',
      retain: true,
      payload: {
        device: {
          identifiers: '0AFFD2',
          connections: [['mac', '02-5B-26-A8-DC-12']],
          name: 'Kitchen',
          manufacturer: 'Bela Electronics',
          model: 'xya',
          sw_version: 1.5,
          hw_version: '1.0rev2',
          serial_number: 'EA334450945AFC',
          suggested_area: 'Kitchen',
        },
        o: { name: 'bela2mqtt' },
        cmps: { relay: { p: 'switch' }, heat: { p: 'sensor', device_class: 'temperature' } },
      },
      sightings: [
        {
          key: 'homeassistant:0AFFD2',
          class: 'actuator',
          device: {
            vendor: 'Bela Electronics',
            serial: 'EA334450945AFC',
            hardwareRevision: '1.0rev2',
            baseMac: '02:5b:26:a8:dc:12',
          },
          firmware: { version: '1.5' },
          place: { location: 'Kitchen' },
        },
      ],
    },
    {
      shows: 'the note that precedes a migration, which is neither a device nor a removal',
      topic: 'homeassistant/sensor/old/config',
      payload: { migrate_discovery: true },
      sightings: [],
    },
  ],
  rejects: [
    {
      shows: 'a configuration without a device',
      topic: 'homeassistant/sensor/lonely/config',
      payload: { state_topic: 'a/b' },
    },
    {
      shows: 'a device block that names nothing',
      topic: 'homeassistant/sensor/nameless/config',
      payload: { device: { name: 'somebody' } },
    },
    {
      shows: 'a component that does not exist',
      topic: 'tasmota/discovery/A0B1C2D3E4F5/config',
      payload: { device: { identifiers: ['x'] } },
    },
  ],
};
