/**
 * OpenMQTTGateway and Theengs Gateway: what a Bluetooth or LoRa radio hears, decoded. A radio hears
 * the neighbors too, and phones that change their address every quarter of an hour: only decoded
 * devices with an address that lasts become devices here.
 */
import { parseMac } from '@muster/facts/mac';
import type { DeviceClass } from '@muster/facts/observation';
import {
  type Fields,
  isFields,
  numberAt,
  percentAt,
  present,
  presentOrNone,
  textAt,
} from '../../roster/fields.ts';
import { networkInterface } from '../../roster/network.ts';
import type { Statement } from '../../roster/statement.ts';
import type { Convention, Reader } from '../convention.ts';
import { realName } from '../real.ts';

const ID = 'openmqttgateway';

export const openMqttGateway: Convention = {
  id: ID,
  name: 'OpenMQTTGateway, Theengs Gateway',
  reference: 'https://docs.openmqttgateway.com/use/ble.html',
  rules: [
    ...['BTtoMQTT', 'LORAtoMQTT'].flatMap((module) => [
      { topic: `{base...}/{gateway}/${module}/{id}`, kind: 'telemetry' as const, read: readDevice },
      { topic: `{base...}/{gateway}/${module}`, kind: 'telemetry' as const, read: readDevice },
    ]),
    { topic: '{base...}/{gateway}/SYStoMQTT', kind: 'event', read: readGateway },
    { topic: '{base...}/{gateway}/LWT', kind: 'state', read: readWill },
  ],
};

function readDevice(
  ...[{ json, topic }, { base = '', gateway = '', id }]: Parameters<Reader>
): readonly Statement[] {
  if (!isFields(json)) return [];
  const heard = addressIn(textAt(json, 'mac'), textAt(json, 'id'), id);
  if (heard === undefined) return [{ kind: 'nothing' }];
  const key = `${ID}:${heard}`;
  const via = gatewayKey(base, gateway);
  if (json.presence === 'absent') return [{ kind: 'away', key }];
  if (!isLasting(json, heard)) return [{ kind: 'nothing' }];
  const vendor = realName('vendor', textAt(json, 'brand'));
  const model = realName('model', textAt(json, 'model'));
  const isLora = topic.includes('/LORAtoMQTT');
  // An address with a signal strength, and nothing that says what it is.
  if (vendor === undefined && model === undefined && !isLora) return [{ kind: 'alive', key }];
  const type = textAt(json, 'type');
  const kind = CLASS_BY_TYPE[type ?? ''];
  const power = presentOrNone({ batteryPercent: percentAt(json, 'batt') });
  const radio = isLora ? 'lora' : 'bluetooth';
  return [
    {
      kind: 'device',
      key,
      gateway: via,
      facts: {
        ...(kind !== undefined && { class: kind }),
        device: present({
          vendor,
          model,
          partNumber: realName('model', textAt(json, 'model_id')),
          baseMac: heard,
        }),
        interfaces: networkInterface(radio, { mac: heard }),
        ...(power && { power }),
        extension: present({
          name: textAt(json, 'name'),
          type,
          brand: textAt(json, 'brand'),
          model: textAt(json, 'model'),
          modelId: textAt(json, 'model_id'),
        }),
      },
    },
  ];
}

/** The address itself where the radio could read it, else the id under which it heard it. */
function addressIn(...texts: readonly (string | undefined)[]): string | undefined {
  for (const text of texts) {
    const mac = text === undefined ? undefined : parseMac(text);
    if (mac !== undefined) return mac;
  }
  return undefined;
}

/** Types of the Theengs decoder. What they leave open (UNIQ, BTN, TRACK) stays open. */
const CLASS_BY_TYPE: Readonly<Record<string, DeviceClass>> = {
  ACEL: 'sensor',
  ACTR: 'actuator',
  AIR: 'sensor',
  BATT: 'sensor',
  BBQ: 'sensor',
  BODY: 'wearable',
  CTMO: 'sensor',
  ENRG: 'sensor',
  PLANT: 'sensor',
  SCALE: 'sensor',
  THB: 'sensor',
  THBX: 'sensor',
  TIRE: 'sensor',
  WCVR: 'actuator',
};

/**
 * Whether the address will still be the device's tomorrow. Random addresses (Bluetooth Core, vol 6,
 * part B, 1.3.2) are told by `mac_type`; of those only static ones, which begin with two set bits,
 * last. RMAC is the decoder's word for devices that change theirs.
 */
function isLasting(json: Fields, mac: string): boolean {
  if (textAt(json, 'type') === 'RMAC') return false;
  const isRandom = numberAt(json, 'mac_type') === 1;
  return !isRandom || Number.parseInt(mac.slice(0, 2), 16) >= 0xc0;
}

/** The gateway about itself: version, MAC, address, modules. */
function readGateway(
  ...[{ json }, { base = '', gateway = '' }]: Parameters<Reader>
): readonly Statement[] {
  if (!isFields(json)) return [];
  const version = realName('version', textAt(json, 'version'));
  const mac = parseMac(textAt(json, 'mac') ?? '');
  if (version === undefined && mac === undefined) return [];
  return [
    {
      kind: 'device',
      key: gatewayKey(base, gateway),
      facts: {
        class: 'gateway',
        device: present({
          model: realName('model', textAt(json, 'env')),
          hostname: textAt(json, 'hostname'),
          baseMac: mac,
        }),
        ...(version !== undefined && { firmware: { version } }),
        interfaces: networkInterface('network', { mac, addresses: [json.ip] }),
        extension: { name: gateway },
      },
      voices: [{ topic: `${base}/${gateway}/LWT`, kind: 'availability' }],
    },
  ];
}

function readWill(
  ...[{ text }, { base = '', gateway = '' }]: Parameters<Reader>
): readonly Statement[] {
  if (text === 'offline') return [{ kind: 'away', key: gatewayKey(base, gateway) }];
  return text === 'online' ? [{ kind: 'nothing' }] : [];
}

function gatewayKey(base: string, gateway: string): string {
  return `${ID}:gateway/${base}/${gateway}`;
}
