/** What the MQTT benchmark sends, and how its subscribers answer. */
import type { MqttClient } from 'mqtt';

/** What the subscriber tells its parent over IPC. */
export type SubscriberReport =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'done';
      readonly messages: number;
      readonly observations: number;
      readonly cpuMs: number;
      readonly residentBytes: number;
      readonly baseBytes: number;
    };

export const LAST_TOPIC = 'muster/1/bench/last/observation';
export const LAST_KEY = 'muster:bench/last';

const MESSAGES = 200_000;
export const RETAINED = 100_000;
/** Messages sent before the broker is asked whether it has them all: bounds both sides' queues. */
const PACE = 1000;

/**
 * What a site's broker carries: measurements above all, of devices whose announcements come again
 * now and then; radios that name the device in every message.
 */
export async function sendMix(client: MqttClient, qos: 0 | 1): Promise<void> {
  const devices = Array.from({ length: 500 }, (_, index) => ({
    ieee_address: `0x00158d00${index.toString(16).padStart(8, '0')}`,
    friendly_name: `sensor-${index}`,
    type: 'EndDevice',
    definition: { vendor: 'Bela', model: 'B1', description: 'Thermometer' },
  }));
  const coordinator = { ieee_address: '0x00124b0000000001', type: 'Coordinator' };
  await client.publishAsync('z/bridge/devices', JSON.stringify([coordinator, ...devices]), {
    qos: 1,
  });
  for (let index = 0; index < MESSAGES; index += 1) {
    const [topic, payload] = messageOf(index);
    // What describes a device is retained, what it measures is not.
    const retain = topic.startsWith('homeassistant/');
    client.publish(topic, JSON.stringify(payload), { qos, retain });
    if (index % PACE === 0) await client.publishAsync('pace', '{}', { qos: 1 });
  }
  await sendLast(client);
}

function messageOf(index: number): readonly [topic: string, payload: object] {
  const device = index % 500;
  const number = device.toString(16).padStart(6, '0');
  switch (index % 10) {
    case 0:
      return [
        `homeassistant/sensor/node-${device}/temperature/config`,
        {
          unique_id: `node-${device}-t`,
          state_topic: `node/${device}/state`,
          device_class: 'temperature',
          device: {
            identifiers: [`node-${device}`],
            manufacturer: 'Bela',
            model: 'B2',
            sw_version: '1.0',
          },
        },
      ];
    case 1:
      return [
        `home/gateway/BTtoMQTT/582D34${number}`,
        {
          id: `58:2D:34:${number.replace(/(..)(?=.)/g, '$1:')}`,
          brand: 'Bela',
          model: 'TH',
          model_id: 'B3',
          type: 'THB',
          tempc: index / 1000,
          rssi: -60,
        },
      ];
    case 2:
      return [
        `application/1/device/a84041ffff${number}/event/up`,
        {
          deviceInfo: {
            applicationName: 'A',
            deviceName: `d${device}`,
            devEui: `a84041ffff${number}`,
          },
          fCnt: index,
          rxInfo: [{ gatewayId: '0016c001f1000001', rssi: -80 }],
          data: 'qrvM',
        },
      ];
    case 3:
    case 4:
      return [
        `tele/lamp-${device}/SENSOR`,
        { Time: '2026-01-01T00:00:00', ENERGY: { Power: index, Voltage: 230 } },
      ];
    default:
      return [
        `z/sensor-${device}`,
        { battery: 90, temperature: index / 1000, humidity: 40, linkquality: 100 },
      ];
  }
}

export async function sendRetained(client: MqttClient): Promise<void> {
  for (let index = 0; index < RETAINED; index += 1) {
    const device = Math.floor(index / 10);
    const config = {
      unique_id: `unit-${device}-${index % 10}`,
      state_topic: `unit/${device}/state`,
      device: {
        identifiers: [`unit-${device}`],
        manufacturer: 'Bela',
        model: 'B4',
        serial_number: `B4-${String(device).padStart(6, '0')}`,
        sw_version: '2.1',
      },
    };
    client.publish(
      `homeassistant/sensor/unit-${device}/e${index % 10}/config`,
      JSON.stringify(config),
      {
        retain: true,
      },
    );
    if (index % PACE === 0) await client.publishAsync('pace', '{}', { qos: 1 });
  }
  await client.publishAsync('pace', '{}', { qos: 1 });
}

export async function sendLast(client: MqttClient): Promise<void> {
  await client.publishAsync(LAST_TOPIC, '{}', { qos: 1 });
}
