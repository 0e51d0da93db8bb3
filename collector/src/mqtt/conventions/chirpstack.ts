/**
 * ChirpStack: events of LoRaWAN devices (versions 3 and 4, told apart by `deviceInfo`), and of the
 * gateways that its gateway bridge reports. Nothing is retained: every uplink tells who it was.
 */
import { parseEui64 } from '@muster/facts/eui64';
import {
  booleanAt,
  type Fields,
  fieldsAt,
  isFields,
  listAt,
  numberAt,
  percentAt,
  present,
  presentOrNone,
  textAt,
} from '../../roster/fields.ts';
import { mergeFacts } from '../../roster/merge.ts';
import type { Facts, Statement } from '../../roster/statement.ts';
import type { Convention, Reader } from '../convention.ts';
import { realName } from '../real.ts';
import { claimsOf } from './claims.ts';

const ID = 'chirpstack';
const LORAWAN = { name: 'lorawan', kind: 'lorawan' } as const;

export const chirpstack: Convention = {
  id: ID,
  name: 'ChirpStack',
  reference: 'https://www.chirpstack.io/docs/chirpstack/integrations/events.html',
  rules: [
    {
      topic: 'application/{application}/device/{device}/event/{event}',
      kind: 'event',
      read: readEvent,
    },
    { topic: 'application/{application}/device/{device}/{event}', kind: 'event', read: readEvent },
    { topic: 'gateway/{gateway}/stats', kind: 'telemetry', read: readGateway },
    { topic: 'gateway/{gateway}/event/{event}', kind: 'telemetry', read: readGateway },
    { topic: 'gateway/{gateway}/state/conn', kind: 'state', read: readGateway },
    { topic: '{region}/gateway/{gateway}/event/{event}', kind: 'telemetry', read: readGateway },
    { topic: '{region}/gateway/{gateway}/state/conn', kind: 'state', read: readGateway },
  ],
};

/** What a device's event is called; `rx` until version 3. */
const EVENTS: ReadonlySet<string> = new Set(
  'up rx join status ack txack error log location integration'.split(' '),
);

function readEvent(
  ...[message, { device = '', event = '' }]: Parameters<Reader>
): readonly Statement[] {
  const eui64 = parseEui64(device);
  if (eui64 === undefined || message.isEmpty || !EVENTS.has(event)) return [];
  const { json } = message;
  // With `json` off the event is Protobuf: who it is of stands in the topic.
  if (json === undefined) {
    const facts: Facts = { device: { eui64 }, interfaces: [LORAWAN] };
    return [{ kind: 'device', key: `${ID}:${eui64}`, adds: true, facts }];
  }
  if (!isFields(json)) return [];
  const info = fieldsAt(json, 'deviceInfo') ?? json;
  const told = euiOf(textAt(info, 'devEui', 'devEUI'));
  // The payload speaks of another device than the topic: neither is believed.
  if (told !== undefined && told !== eui64) return [];
  const gateways = heardBy(json);
  const [strongest] = gateways;
  return [
    ...gateways.map(({ eui64: gateway }) => gatewayStatement(gateway)),
    {
      kind: 'device',
      key: `${ID}:${eui64}`,
      adds: true,
      facts: deviceFacts(json, info, eui64),
      ...(strongest !== undefined && { gateway: gatewayKey(strongest.eui64) }),
    },
  ];
}

function deviceFacts(json: Fields, info: Fields, eui64: string): Facts {
  const tagged = fieldsAt(info, 'tags');
  const tags = tagged && claimsOf(tagged);
  const battery =
    booleanAt(json, 'batteryLevelUnavailable') === true
      ? undefined
      : percentAt(json, 'batteryLevel');
  const isExternal = booleanAt(json, 'externalPowerSource');
  const power = presentOrNone({
    batteryPercent: isExternal === true ? undefined : battery,
    powerSource: isExternal === undefined ? undefined : isExternal ? 'external' : 'battery',
  });
  const facts: Facts = {
    device: { eui64 },
    interfaces: [LORAWAN],
    ...(power && { power }),
    extension: present({
      name: textAt(info, 'deviceName'),
      deviceProfile: textAt(info, 'deviceProfileName'),
      application: textAt(info, 'applicationName'),
      tenant: textAt(info, 'tenantName'),
    }),
  };
  return tags === undefined ? facts : mergeFacts(tags, facts);
}

/** The gateways that heard it, the one that heard it best first. */
function heardBy(json: Fields): readonly { readonly eui64: string; readonly rssi: number }[] {
  // An acknowledged transmission names its gateway itself.
  return [...listAt(json, 'rxInfo'), json]
    .filter(isFields)
    .flatMap((each) => {
      const eui64 = euiOf(textAt(each, 'gatewayId', 'gatewayID'));
      return eui64 === undefined ? [] : [{ eui64, rssi: numberAt(each, 'rssi') ?? -Infinity }];
    })
    .sort((one, other) => other.rssi - one.rssi);
}

/** JSON or Protobuf: the gateway's id is in the topic, the rest is read where it is JSON. */
function readGateway(
  ...[message, { gateway = '', event }]: Parameters<Reader>
): readonly Statement[] {
  const eui64 = parseEui64(gateway);
  if (eui64 === undefined || message.isEmpty) return [];
  const { json } = message;
  const statement = gatewayStatement(
    eui64,
    isFields(json) ? fieldsAt(json, 'metaData', 'metadata') : undefined,
  );
  const isOffline = event === undefined && isFields(json) && textAt(json, 'state') === 'OFFLINE';
  return isOffline ? [statement, { kind: 'away', key: gatewayKey(eui64) }] : [statement];
}

/** @param metadata what the site has configured about it: often model, serial, address */
function gatewayStatement(eui64: string, metadata?: Fields): Statement {
  const known: Facts = {
    class: 'gateway',
    device: { eui64 },
    interfaces: [LORAWAN],
  };
  const key = gatewayKey(eui64);
  if (metadata === undefined) return { kind: 'device', key, adds: true, facts: known };
  const claims = claimsOf(metadata) ?? {};
  const version = realName('version', textAt(metadata, 'concentratord_version'));
  return {
    kind: 'device',
    key,
    adds: true,
    facts: mergeFacts(claims, {
      ...known,
      ...(version !== undefined && { extension: { concentratordVersion: version } }),
    }),
  };
}

function gatewayKey(eui64: string): string {
  return `${ID}:gateway/${eui64}`;
}

/** Sixteen hex digits; version 3 also writes the eight octets as base64. */
function euiOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const eui64 = parseEui64(text);
  if (eui64 !== undefined || !/^[A-Za-z0-9+/]{11}=$/.test(text)) return eui64;
  return parseEui64(Buffer.from(text, 'base64').toString('hex'));
}
