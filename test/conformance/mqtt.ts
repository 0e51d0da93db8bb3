/**
 * Recorded MQTT messages (`mqtt/<convention>/*.json`), each published through a real Mosquitto and
 * read by the real collector, one listener a message so that none helps another. `identity` counts
 * every fact that the recording's expected identity states.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listenMqtt } from '@muster/collector/mqtt/listen';
import { formatMac, parseMac } from '@muster/facts/mac';
import type { Sighting } from '@muster/facts/observation';
import mqtt, { type MqttClient } from 'mqtt';
import { startMosquitto } from '../services/mosquitto.ts';
import type { KindRunner, Scoreboard, Verdict } from './score.ts';

interface Case {
  readonly id: string;
  readonly platform: string;
  readonly files: readonly string[];
  readonly expected?: string;
}

interface Recording {
  readonly topic: string | null;
  readonly payload?: unknown;
  readonly payloadText?: string;
  readonly payloadBase64?: string;
  readonly retain?: boolean;
  readonly method?: string;
  readonly settings?: { readonly mqtt?: { readonly id?: string } };
}

interface Published {
  readonly topic: string;
  readonly payload: string | Buffer;
  readonly retain: boolean;
}

type Identity = Readonly<Record<string, unknown>>;

export const run: KindRunner = async (dir, board, progress) => {
  const cases = readCases(join(dir, 'mqtt', 'index.json'));
  if (cases.length === 0) return;
  const broker = await startMosquitto();
  const publisher = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
  const tally = { messages: 0, sightings: 0 };
  try {
    for (const [index, each] of cases.entries()) {
      await runCase(dir, each, broker.url, publisher, board, tally);
      progress(index + 1, cases.length);
    }
  } finally {
    await publisher.endAsync();
    await broker.stop();
  }
  board.figures.set('messages published', tally.messages);
  board.figures.set('sightings that followed', tally.sightings);
};

function readCases(index: string): readonly Case[] {
  try {
    return JSON.parse(readFileSync(index, 'utf8'));
  } catch {
    return [];
  }
}

async function runCase(
  dir: string,
  each: Case,
  url: string,
  publisher: MqttClient,
  board: Scoreboard,
  tally: { messages: number; sightings: number },
): Promise<void> {
  const [file = ''] = each.files;
  const recording: Recording = JSON.parse(await readFile(join(dir, 'mqtt', file), 'utf8'));
  const message = messageOf(recording, each);
  if (message === undefined) return;
  const sightings = await observe(url, publisher, message);
  tally.messages += 1;
  tally.sightings += sightings.length;
  if (each.expected === undefined) return;
  const { identity, coordinator }: { identity?: Identity; coordinator?: unknown } = JSON.parse(
    await readFile(join(dir, 'mqtt', each.expected), 'utf8'),
  );
  if (identity === undefined) return;
  const found = RULES[each.platform]?.({ ...identity, coordinator }, sightings) ?? [];
  for (const [name, expected, got] of found) {
    if (expected === null || expected === undefined) continue;
    board.record('identity', verdictOf(expected, got), {
      case: `${each.id} ${name}`,
      group: each.platform,
      expected,
      got,
    });
  }
}

/** Listens, publishes the message and then one of its own, and hears until that one. */
async function observe(
  url: string,
  publisher: MqttClient,
  { topic, payload, retain }: Published,
): Promise<readonly Sighting[]> {
  const sightings: Sighting[] = [];
  const listening = Promise.withResolvers<void>();
  const done = Promise.withResolvers<void>();
  const listener = await listenMqtt(
    { url },
    (sighting) => {
      if (sighting.key === 'muster:conformance/end') done.resolve();
      else sightings.push(sighting);
    },
    {
      now: () => new Date(),
      signal: new AbortController().signal,
      gatherMs: 1,
      onState: (state) => {
        if (state.kind === 'listening') listening.resolve();
        else listening.reject(new Error(state.failure.reason));
      },
    },
  );
  await listening.promise;
  await publisher.publishAsync(topic, payload, { qos: 1, retain });
  await publisher.publishAsync('muster/1/conformance/end/observation', '{}', { qos: 1 });
  await done.promise;
  await listener.close();
  if (retain) await publisher.publishAsync(topic, '', { qos: 1, retain: true });
  return sightings;
}

function messageOf(recording: Recording, { id, platform }: Case): Published | undefined {
  const { topic, payload, payloadText, payloadBase64, retain = false } = recording;
  if (topic === null) return unpublishedMessage(recording, platform, id);
  if (payloadBase64 !== undefined) {
    return { topic, payload: Buffer.from(payloadBase64, 'base64'), retain };
  }
  return { topic, payload: payloadText ?? JSON.stringify(payload), retain };
}

/** Where a source kept only the payload, the message that a device would have sent. */
function unpublishedMessage(
  { payload, method, settings }: Recording,
  platform: string,
  id: string,
): Published | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const fields: Identity = { ...payload };
  const json = (topic: string, value: object): Published => ({
    topic,
    payload: JSON.stringify(value),
    retain: false,
  });
  if (platform === 'theengs') {
    const mac = parseMac(String(fields.mac ?? '')) ?? inventedMac(id);
    const digits = mac.replaceAll(':', '').toUpperCase();
    const printed = mac.toUpperCase();
    return json(`home/gateway/BTtoMQTT/${digits}`, { id: printed, rssi: -60, ...payload });
  }
  if (platform !== 'shelly') return undefined;
  if (method === 'GET /shelly') {
    const { type, mac, fw } = fields;
    return json('shellies/announce', { id: settings?.mqtt?.id, model: type, mac, fw_ver: fw });
  }
  // An answer that some other program has asked for.
  return json('asker/rpc', { id: 1, src: fields.id, dst: 'asker', result: payload });
}

/** A public address that is the same in every run: what a radio hears always has one. */
function inventedMac(id: string): string {
  const octets = Uint8Array.from([0x58, 0x2d, 0x34, 0, 0, 0]);
  for (const [index, code] of [...Buffer.from(id)].entries()) {
    const at = 3 + (index % 3);
    octets[at] = ((octets[at] ?? 0) * 31 + code) % 256;
  }
  return formatMac(octets) ?? '';
}

type Row = readonly [name: string, expected: unknown, got: unknown];

/** Where each convention's identity lies in the observation. */
const RULES: Readonly<
  Record<string, (identity: Identity, sightings: readonly Sighting[]) => readonly Row[]>
> = {
  zigbee2mqtt: (identity, sightings) => {
    const seen = byEui64(sightings, identity.ieeeAddress);
    const extension = extensionOf(seen);
    return [
      ['ieeeAddress', identity.ieeeAddress, seen?.device.eui64 && `0x${seen.device.eui64}`],
      ['networkAddress', identity.networkAddress, extension.networkAddress],
      ['friendlyName', identity.friendlyName, extension.name],
      ['vendor', identity.vendor, seen?.device.vendor],
      ['model', identity.model, seen?.device.model],
      ['description', identity.description, extension.description],
      ['zigbeeManufacturer', identity.zigbeeManufacturer, extension.manufacturer],
      ['zigbeeModelId', identity.zigbeeModelId, extension.modelId],
      ['softwareBuild', identity.softwareBuild, seen?.firmware?.version],
      ['dateCode', identity.dateCode, extension.dateCode],
      ['type', identity.type, extension.type],
      ['powerSource', identity.powerSource, seen?.power?.powerSource],
      ['supported', identity.supported, extension.supported],
      ['interviewCompleted', identity.interviewCompleted, extension.interviewCompleted],
      ['disabled', identity.disabled, extension.disabled],
      ['coordinator', identity.coordinator, seen?.place?.via?.key.replace('zigbee2mqtt:', '')],
    ];
  },
  'homeassistant-discovery': (identity, sightings) => {
    const [seen] = sightings;
    const extension = extensionOf(seen);
    return [
      ['identifiers', identity.identifiers, extension.identifiers],
      ['manufacturer', identity.manufacturer, seen?.device.vendor],
      ['model', identity.model, seen?.device.model],
      ['modelId', identity.modelId, seen?.device.partNumber],
      ['name', identity.name, extension.name],
      ['swVersion', identity.swVersion, seen?.firmware?.version],
      ['hwVersion', identity.hwVersion, seen?.device.hardwareRevision],
      ['serialNumber', identity.serialNumber, seen?.device.serial],
      ['viaDevice', identity.viaDevice, seen?.place?.via?.key.replace('homeassistant:', '')],
    ];
  },
  shelly: (identity, sightings) => {
    const seen = sightings.at(-1);
    const extension = extensionOf(seen);
    return [
      ['mac', asMac(identity.mac), seen?.device.baseMac],
      ['model', identity.model, seen?.device.model],
      ['app', identity.app, extension.app],
      ['generation', identity.generation, extension.generation],
      ['firmware', identity.firmware, seen?.firmware?.version],
      ['version', identity.version, extension.version],
      ['id', identity.id, extension.id],
      ['ip', identity.ip, seen?.interfaces?.[0]?.addresses?.[0]],
    ];
  },
  tasmota: (identity, sightings) => {
    const seen = sightings.find(({ device }) => device.eui64 !== undefined) ?? sightings.at(-1);
    const extension = extensionOf(seen);
    return [
      ['hostname', identity.hostname, seen?.device.hostname],
      ['ip', identity.ip, seen?.interfaces?.[0]?.addresses?.[0]],
      ['mac', asMac(identity.mac), seen?.device.baseMac],
      ['module', identity.module, extension.module],
      ['firmware', identity.firmware, seen?.firmware?.version],
      ['fallbackTopic', identity.fallbackTopic, extension.fallbackTopic],
      ['shortAddress', identity.shortAddress, extension.shortAddress],
      ['ieeeAddress', upper(identity.ieeeAddress, 2), upper(seen?.device.eui64)],
      ['model', identity.model, seen?.device.model],
      ['manufacturer', identity.manufacturer, seen?.device.vendor],
      ['name', identity.name, extension.name],
    ];
  },
  chirpstack: (identity, sightings) => {
    const seen = sightings.find(({ class: kind }) => kind !== 'gateway');
    const extension = extensionOf(seen);
    const gateways = sightings.filter(({ class: kind }) => kind === 'gateway');
    return [
      ['devEui', identity.devEui, seen?.device.eui64],
      ['deviceName', identity.deviceName, extension.name],
      ['deviceProfile', identity.deviceProfile, extension.deviceProfile],
      ...euiRows('gateway', identity.gatewayIds, gateways),
    ];
  },
  'the-things-stack': (identity, sightings) => {
    const seen = sightings.find(({ class: kind }) => kind !== 'gateway');
    const gateways = sightings.filter(({ class: kind }) => kind === 'gateway');
    const extension = extensionOf(seen);
    const version = fieldsOf(identity.version);
    const told = fieldsOf(extension.versionIds);
    return [
      ['devEui', upper(identity.devEui), upper(seen?.device.eui64)],
      ['deviceId', identity.deviceId, extension.name],
      ['joinEui', identity.joinEui, extension.joinEui],
      ['brand', version.brand_id, told.brand],
      ['model', version.model_id, told.model],
      ['hardware', version.hardware_version, told.hardware],
      ['firmware', version.firmware_version, told.firmware],
      ['band', version.band_id, told.band],
      ...euiRows('gateway', identity.gatewayEuis, gateways),
    ];
  },
  theengs: (identity, sightings) => {
    const [seen] = sightings;
    return [
      // "GENERIC" is no maker: what was said stays beside it.
      ['brand', identity.brand, seen?.device.vendor ?? extensionOf(seen).brand],
      ['model', identity.model, seen?.device.model],
      ['modelId', identity.modelId, seen?.device.partNumber],
      ['mac', asMac(identity.mac), seen?.device.baseMac],
      ['type', identity.type, extensionOf(seen).type],
    ];
  },
};

function byEui64(sightings: readonly Sighting[], address: unknown): Sighting | undefined {
  const wanted = String(address).toLowerCase().replace(/^0x/, '');
  return sightings.find(({ device }) => device.eui64 === wanted);
}

function euiRows(name: string, expected: unknown, sightings: readonly Sighting[]): readonly Row[] {
  if (!Array.isArray(expected)) return [];
  return expected.map(
    (eui): Row => [name, upper(eui), upper(byEui64(sightings, eui)?.device.eui64)],
  );
}

function extensionOf(sighting: Sighting | undefined): Identity {
  return fieldsOf(sighting?.extensions?.[sighting.profile]);
}

function fieldsOf(value: unknown): Identity {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function asMac(value: unknown): unknown {
  return typeof value === 'string' ? parseMac(value) : value;
}

function upper(value: unknown, from = 0): unknown {
  return typeof value === 'string' ? value.slice(from).toUpperCase() : value;
}

function verdictOf(expected: unknown, got: unknown): Verdict {
  if (got === undefined) return 'absent';
  return JSON.stringify(got) === JSON.stringify(expected) ? 'right' : 'wrong';
}
