/** Ruuvi Gateway: each Bluetooth advertisement it hears, under its own MAC and the tag's. */
import { parseMac } from '@muster/facts/mac';
import { isFields, textAt } from '../../roster/fields.ts';
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
const RUUVI_ADVERTISEMENT = /ff9904/i;

function readTag(
  ...[{ json }, { gateway = '', tag = '' }]: Parameters<Reader>
): readonly Statement[] {
  const mac = parseMac(tag);
  const via = parseMac(gateway);
  if (!isFields(json) || mac === undefined || via === undefined) return [];
  // A gateway without a filter passes on whatever is in the air: only Ruuvi's own are devices here.
  if (!RUUVI_ADVERTISEMENT.test(textAt(json, 'data') ?? '')) return [{ kind: 'nothing' }];
  return [
    gatewayStatement(via),
    {
      kind: 'device',
      key: keyOf(mac),
      gateway: keyOf(via),
      facts: {
        class: 'sensor',
        device: { vendor: 'Ruuvi', baseMac: mac },
        interfaces: networkInterface('bluetooth', { mac }),
      },
    },
  ];
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
