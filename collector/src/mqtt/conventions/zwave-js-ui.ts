/**
 * Z-Wave JS UI with "publish node details" on: one retained node object per node. Node ids are
 * given again after an exclusion, so the device id (maker, product, type) belongs to the key.
 */
import { realValue } from '@muster/facts/placeholders';
import {
  booleanAt,
  type Fields,
  fieldsAt,
  isFields,
  numberAt,
  percentAt,
  present,
  presentOrNone,
  textAt,
} from '../../roster/fields.ts';
import type { Facts, Statement } from '../../roster/statement.ts';
import type { Convention, Reader } from '../convention.ts';
import { realName } from '../real.ts';

const ID = 'zwave-js-ui';

export const zwaveJsUi: Convention = {
  id: ID,
  name: 'Z-Wave JS UI',
  reference: 'https://zwave-js.github.io/zwave-js-ui/#/usage/mqtt',
  rules: [
    { topic: '{prefix}/{node...}/nodeinfo', kind: 'state', read: readNode },
    { topic: '{prefix}/_EVENTS/{gateway}/node/node_removed', kind: 'event', read: readRemoved },
    { topic: '{prefix}/_CLIENTS/{gateway}/status', kind: 'state', read: readGateway },
  ],
};

function readNode(
  ...[{ json }, { prefix = '', node = '' }]: Parameters<Reader>
): readonly Statement[] {
  if (!isFields(json)) return [];
  const id = numberAt(json, 'id');
  const deviceId = textAt(json, 'deviceId', 'hexId');
  if (id === undefined || deviceId === undefined) return [];
  const isController = booleanAt(json, 'isControllerNode') === true;
  const key = `${ID}:${prefix}/${id}-${deviceId}`;
  return [
    {
      kind: 'device',
      key,
      aliases: isController ? [gatewayAlias(prefix)] : [`${ID}:${prefix}/node/${id}`],
      facts: nodeFacts(json, isController),
      ...(!isController && { gateway: gatewayAlias(prefix) }),
      voices: [
        { topic: `${prefix}/${node}/lastActive`, kind: 'state' },
        { topic: `${prefix}/${node}/status`, kind: 'availability' },
      ],
    },
  ];
}

function nodeFacts(json: Fields, isController: boolean): Facts {
  const firmware = presentOrNone({
    version: realName('version', textAt(json, 'firmwareVersion')),
  });
  const location = textAt(json, 'loc');
  const battery =
    percentAt(json, 'minBatteryLevel') ?? Object.values(fieldsAt(json, 'batteryLevels') ?? {})[0];
  const percent =
    typeof battery === 'number' && battery >= 0 && battery <= 100 ? battery : undefined;
  return {
    ...(isController && { class: 'gateway' as const }),
    device: present({
      vendor: realName('vendor', textAt(json, 'manufacturer')),
      model: realName('model', textAt(json, 'productLabel')),
      serial: realValue('serial', textAt(json, 'serialNumber')),
      hardwareRevision: realName('version', textAt(json, 'hardwareVersion')),
    }),
    interfaces: [{ name: 'zwave', kind: 'zwave' }],
    ...(firmware && { firmware }),
    ...(percent !== undefined && { power: { batteryPercent: percent } }),
    ...(location !== undefined && { location }),
    extension: present({
      name: textAt(json, 'name'),
      description: textAt(json, 'productDescription'),
      nodeId: numberAt(json, 'id'),
      deviceId: textAt(json, 'deviceId'),
      security: textAt(json, 'security'),
    }),
  };
}

function readRemoved(...[{ json }, { prefix = '' }]: Parameters<Reader>): readonly Statement[] {
  const data = isFields(json)
    ? Array.isArray(json.data)
      ? json.data.find(isFields)
      : json
    : undefined;
  const id = numberAt(isFields(data) ? data : undefined, 'id', 'nodeId');
  return id === undefined ? [] : [{ kind: 'removed', key: `${ID}:${prefix}/node/${id}` }];
}

/** The gateway's will: `{"value":false}`. */
function readGateway(
  ...[{ json, retain }, { prefix = '', gateway = '' }]: Parameters<Reader>
): readonly Statement[] {
  if (!isFields(json) || !gateway.startsWith('ZWAVE_GATEWAY')) return [];
  const isUp = booleanAt(json, 'value');
  if (isUp === undefined) return [];
  if (!isUp) return [{ kind: 'away', key: gatewayAlias(prefix) }];
  return [retain ? { kind: 'nothing' } : { kind: 'alive', key: gatewayAlias(prefix) }];
}

function gatewayAlias(prefix: string): string {
  return `${ID}:${prefix}`;
}
