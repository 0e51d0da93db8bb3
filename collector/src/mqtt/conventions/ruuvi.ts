/** Ruuvi Gateway: each Bluetooth advertisement it hears, under its own MAC and the tag's. */
import { parseMac } from '@muster/facts/mac';
import { isFields, present, textAt } from '../../roster/fields.ts';
import { networkInterface } from '../../roster/network.ts';
import type { Statement } from '../../roster/statement.ts';
import type { Convention, Reader } from '../convention.ts';

const ID = 'ruuvi';

export const ruuvi: Convention = {
  id: ID,
  name: 'Ruuvi Gateway',
  reference: 'https://docs.ruuvi.com/gw-data-formats/mqtt-time-stamped-data-from-bluetooth-sensors',
  rules: [
    { topic: 'ruuvi/{gateway}/gw_status', kind: 'state', read: readStatus },
    { topic: 'ruuvi/{gateway}/{tag}', kind: 'telemetry', read: readTag },
  ],
};

/** Manufacturer specific data (type FF) of company 0x0499, little-endian. */
const RUUVI_ADVERTISEMENT = /ff9904([0-9a-f]{2})?/i;

/** The data format's octet; formats that several products share tell no model. */
const MODEL_BY_FORMAT: ReadonlyMap<string, string> = new Map([
  ['03', 'RuuviTag'],
  ['05', 'RuuviTag'],
]);

function readTag(
  ...[{ json }, { gateway = '', tag = '' }]: Parameters<Reader>
): readonly Statement[] {
  const mac = parseMac(tag);
  const via = parseMac(gateway);
  if (!isFields(json) || mac === undefined || via === undefined) return [];
  // A gateway without a filter passes on whatever is in the air: only Ruuvi's own are devices here.
  const told = RUUVI_ADVERTISEMENT.exec(advertisementOf(json.data));
  if (told === null) return [{ kind: 'nothing' }];
  return [
    gatewayStatement(via),
    {
      kind: 'device',
      key: keyOf(mac),
      gateway: keyOf(via),
      facts: {
        class: 'sensor',
        device: present({
          vendor: 'Ruuvi',
          model: MODEL_BY_FORMAT.get(told[1] ?? ''),
          baseMac: mac,
        }),
        interfaces: networkInterface('bluetooth', { mac }),
      },
    },
  ];
}

/** Longer than a fact: an extended advertisement has 254 octets. */
function advertisementOf(data: unknown): string {
  return typeof data === 'string' && data.length <= 1024 ? data : '';
}

function readStatus(
  ...[{ json, retain }, { gateway = '' }]: Parameters<Reader>
): readonly Statement[] {
  const mac = parseMac(gateway);
  const state = isFields(json) ? textAt(json, 'state') : undefined;
  if (mac === undefined || state === undefined) return [];
  if (state === 'offline') return [gatewayStatement(mac), { kind: 'away', key: keyOf(mac) }];
  return retain
    ? [gatewayStatement(mac)]
    : [gatewayStatement(mac), { kind: 'alive', key: keyOf(mac) }];
}

function gatewayStatement(mac: string): Statement {
  return {
    kind: 'device',
    key: keyOf(mac),
    facts: {
      class: 'gateway',
      device: { vendor: 'Ruuvi', baseMac: mac },
      interfaces: networkInterface('network', { mac }),
    },
  };
}

function keyOf(mac: string): string {
  return `${ID}:${mac}`;
}
