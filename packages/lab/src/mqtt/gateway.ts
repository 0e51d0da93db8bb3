/**
 * A gateway as Zigbee2MQTT is one: lists its devices in one retained message, announces them to
 * Home Assistant too, publishes what they measure, and leaves a will.
 */
import { setInterval } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import type { LabAsset } from '../asset.ts';
import { COORDINATOR, type LabSensor, ROGUE, SENSORS } from './sensors.ts';

const BASE = 'zigbee2mqtt';
/** Often enough to watch presence move, seldom enough to read a log. */
const MEASURE_EVERY_MS = 15_000;

export interface LabGateway {
  readonly assets: readonly LabAsset[];
  /** A device joins the network from now on. */
  join(sensor: LabSensor): Promise<void>;
  /** A device leaves it. */
  leave(eui64: string): Promise<void>;
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly url: string;
  readonly measureEveryMs?: number;
}

export async function openGateway({
  url,
  measureEveryMs = MEASURE_EVERY_MS,
}: GatewayOptions): Promise<LabGateway> {
  const client = await mqtt.connectAsync(url, {
    clientId: 'lab-gateway',
    protocolVersion: 4,
    will: { topic: `${BASE}/bridge/state`, payload: stateOf('offline'), retain: true, qos: 1 },
  });
  const network = new Map([...SENSORS, ROGUE].map((sensor) => [sensor.eui64, sensor]));
  const ending = new AbortController();
  await announceBridge(client);
  for (const sensor of network.values()) await announceToHome(client, sensor);
  await publishList(client, network);
  const measuring = measure(client, network, measureEveryMs, ending.signal);
  return {
    assets: [
      {
        tag: 'LAB-GW-2026-0001',
        serial: COORDINATOR.serial,
        vendor: COORDINATOR.vendor,
        model: COORDINATOR.model,
      },
      ...SENSORS.flatMap(assetOf),
    ],
    async join(sensor) {
      network.set(sensor.eui64, sensor);
      await publish(client, 'bridge/event', {
        type: 'device_joined',
        data: { friendly_name: sensor.name, ieee_address: `0x${sensor.eui64}` },
      });
      await announceToHome(client, sensor);
      await publishList(client, network);
    },
    async leave(eui64) {
      network.delete(eui64);
      await client.publishAsync(homeTopic(eui64), '', { retain: true, qos: 1 });
      await publishList(client, network);
    },
    async close() {
      ending.abort();
      await measuring;
      await publish(client, 'bridge/state', { state: 'offline' }, true);
      await client.endAsync();
    },
  };
}

async function announceBridge(client: MqttClient): Promise<void> {
  await publish(client, 'bridge/state', { state: 'online' }, true);
  await publish(
    client,
    'bridge/info',
    {
      version: '2.1.0',
      coordinator: {
        ieee_address: `0x${COORDINATOR.eui64}`,
        type: 'zStack3x0',
        meta: { revision: Number(COORDINATOR.firmware) },
      },
      network: { channel: 15, pan_id: 6754 },
    },
    true,
  );
  const bridge = {
    identifiers: [`zigbee2mqtt_bridge_0x${COORDINATOR.eui64}`],
    name: 'Lab bridge',
    manufacturer: COORDINATOR.vendor,
    model: COORDINATOR.model,
    serial_number: COORDINATOR.serial,
    sw_version: '2.1.0',
  };
  await client.publishAsync(
    homeTopic(COORDINATOR.eui64),
    JSON.stringify({
      device: bridge,
      origin: { name: 'Zigbee2MQTT', sw: '2.1.0' },
      components: { state: { p: 'binary_sensor', device_class: 'connectivity' } },
    }),
    { retain: true, qos: 1 },
  );
}

async function announceToHome(client: MqttClient, sensor: LabSensor): Promise<void> {
  const { eui64, name, vendor, model, firmware, serial, area, measures } = sensor;
  const announcement = {
    device: {
      identifiers: [`zigbee2mqtt_0x${eui64}`],
      name,
      manufacturer: vendor,
      model,
      sw_version: firmware,
      suggested_area: area,
      via_device: `zigbee2mqtt_bridge_0x${COORDINATOR.eui64}`,
      ...(serial !== undefined && { serial_number: serial }),
    },
    origin: { name: 'Zigbee2MQTT', sw: '2.1.0' },
    components: {
      reading: { p: 'sensor', device_class: measures, unique_id: `${eui64}_${measures}` },
    },
    state_topic: `${BASE}/${name}`,
  };
  await client.publishAsync(homeTopic(eui64), JSON.stringify(announcement), {
    retain: true,
    qos: 1,
  });
}

async function publishList(
  client: MqttClient,
  network: ReadonlyMap<string, LabSensor>,
): Promise<void> {
  const coordinator = {
    ieee_address: `0x${COORDINATOR.eui64}`,
    type: 'Coordinator',
    network_address: 0,
    supported: true,
    friendly_name: 'Coordinator',
  };
  const devices = [...network.values()].map((sensor, index) => ({
    ieee_address: `0x${sensor.eui64}`,
    type: 'EndDevice',
    network_address: 20_000 + index,
    supported: true,
    friendly_name: sensor.name,
    definition: {
      vendor: sensor.vendor,
      model: sensor.model,
      description: sensor.description,
      exposes: [{ type: 'numeric', name: sensor.measures, property: sensor.measures }],
    },
    power_source: 'Battery',
    software_build_id: sensor.firmware,
    interview_state: 'SUCCESSFUL',
  }));
  await publish(client, 'bridge/devices', [coordinator, ...devices], true);
}

async function measure(
  client: MqttClient,
  network: ReadonlyMap<string, LabSensor>,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const _ of setInterval(everyMs, undefined, { signal })) {
      for (const { name, batteryPercent, measures } of network.values()) {
        await publish(client, name, { battery: batteryPercent, [measures]: 1, linkquality: 120 });
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function publish(
  client: MqttClient,
  topic: string,
  payload: object,
  retain = false,
): Promise<unknown> {
  return client.publishAsync(`${BASE}/${topic}`, JSON.stringify(payload), { retain, qos: 1 });
}

function homeTopic(eui64: string): string {
  return `homeassistant/device/0x${eui64}/config`;
}

function stateOf(state: string): string {
  return JSON.stringify({ state });
}

function assetOf({ serial, vendor, model }: LabSensor, index: number): readonly LabAsset[] {
  const tag = `LAB-SN-2026-${String(index + 1).padStart(4, '0')}`;
  return serial === undefined ? [] : [{ tag, serial, vendor, model }];
}
