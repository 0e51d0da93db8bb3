/** The Things Stack version 3: uplinks and joins tell the device, its version and who heard it. */
import { parseEui64 } from '@muster/facts/eui64';
import {
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
import type { Facts, Statement } from '../../roster/statement.ts';
import type { Convention, Reader } from '../convention.ts';
import { realName } from '../real.ts';

const ID = 'the-things-stack';

export const theThingsStack: Convention = {
  id: ID,
  name: 'The Things Stack',
  reference: 'https://www.thethingsindustries.com/docs/integrations/other-integrations/mqtt/',
  rules: [
    { topic: 'v3/{application}/devices/{device}/up', kind: 'event', read: readEvent },
    { topic: 'v3/{application}/devices/{device}/join', kind: 'event', read: readEvent },
    // The device has answered; what was queued, sent or has failed says nothing of it.
    { topic: 'v3/{application}/devices/{device}/down/ack', kind: 'event', read: readEvent },
    { topic: 'v3/{application}/devices/{device}/down/nack', kind: 'event', read: readEvent },
    { topic: 'v3/{application}/devices/{device}/location/solved', kind: 'event', read: readEvent },
    { topic: 'v3/{application}/devices/{device}/service/data', kind: 'event', read: readEvent },
  ],
};

function readEvent(
  ...[{ json }, { application = '', device = '' }]: Parameters<Reader>
): readonly Statement[] {
  if (!isFields(json)) return [];
  const ids = fieldsAt(json, 'end_device_ids');
  const eui64 = parseEui64(textAt(ids, 'dev_eui') ?? '');
  if (ids === undefined) return [];
  const uplink = fieldsAt(json, 'uplink_message');
  const gateways = heardBy(uplink);
  const [strongest] = gateways;
  const byName = `${ID}:${application}/${device}`;
  return [
    ...gateways.map(gatewayStatement),
    {
      kind: 'device',
      key: eui64 === undefined ? byName : `${ID}:${eui64}`,
      aliases: [byName],
      isProvisional: eui64 === undefined,
      adds: true,
      facts: deviceFacts(ids, uplink, eui64),
      ...(strongest !== undefined && { gateway: gatewayKey(strongest) }),
    },
  ];
}

function deviceFacts(ids: Fields, uplink: Fields | undefined, eui64: string | undefined): Facts {
  const version = fieldsAt(uplink, 'version_ids');
  const firmware = presentOrNone({ version: known(textAt(version, 'firmware_version')) });
  const battery = percentAt(fieldsAt(uplink, 'last_battery_percentage'), 'value');
  return {
    device: present({
      eui64,
      vendor: known(textAt(version, 'brand_id')),
      model: known(textAt(version, 'model_id')),
      hardwareRevision: known(textAt(version, 'hardware_version')),
    }),
    interfaces: [{ name: 'lorawan', kind: 'lorawan' }],
    ...(firmware && { firmware }),
    ...(battery !== undefined && { power: { batteryPercent: battery } }),
    extension: present({
      name: textAt(ids, 'device_id'),
      application: textAt(fieldsAt(ids, 'application_ids'), 'application_id'),
      joinEui: textAt(ids, 'join_eui'),
      versionIds:
        version === undefined
          ? undefined
          : presentOrNone({
              brand: textAt(version, 'brand_id'),
              model: textAt(version, 'model_id'),
              hardware: textAt(version, 'hardware_version'),
              firmware: textAt(version, 'firmware_version'),
              band: textAt(version, 'band_id'),
            }),
    }),
  };
}

/** The stack writes "_unknown_hw_version_" for what the repository of devices does not know. */
function known(text: string | undefined): string | undefined {
  return text === undefined || /^_unknown_/.test(text) ? undefined : realName('version', text);
}

interface Heard {
  readonly id: string;
  readonly eui64?: string;
  readonly rssi: number;
}

function heardBy(uplink: Fields | undefined): readonly Heard[] {
  return listAt(uplink, 'rx_metadata')
    .filter(isFields)
    .flatMap((each): readonly Heard[] => {
      const gateway = fieldsAt(each, 'gateway_ids');
      const id = textAt(gateway, 'gateway_id');
      const eui64 = parseEui64(textAt(gateway, 'eui') ?? '');
      // "packetbroker": heard by somebody else's network, which does not say by whom.
      if (id === undefined || (eui64 === undefined && id === 'packetbroker')) return [];
      const rssi = numberAt(each, 'rssi') ?? -Infinity;
      return [{ id, rssi, ...(eui64 !== undefined && { eui64 }) }];
    })
    .sort((one, other) => other.rssi - one.rssi);
}

function gatewayStatement(heard: Heard): Statement {
  return {
    kind: 'device',
    key: gatewayKey(heard),
    adds: true,
    facts: {
      class: 'gateway',
      device: present({ eui64: heard.eui64 }),
      interfaces: [{ name: 'lorawan', kind: 'lorawan' }],
      extension: { name: heard.id },
    },
  };
}

function gatewayKey({ id, eui64 }: Heard): string {
  return `${ID}:gateway/${eui64 ?? id}`;
}
