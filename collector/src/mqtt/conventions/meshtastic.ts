/** Meshtastic with JSON on: node information as the gateway that publishes it has heard it. */
import { parseMac } from '@muster/facts/mac';
import {
  fieldsAt,
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
import { MESHTASTIC_HARDWARE } from './meshtastic-hardware.ts';

const ID = 'meshtastic';

export const meshtastic: Convention = {
  id: ID,
  name: 'Meshtastic',
  reference: 'https://meshtastic.org/docs/software/integrations/mqtt/',
  rules: [
    { topic: '{root...}/2/json/{channel}/{gateway}', kind: 'event', read: readMessage },
    { topic: '{root...}/2/stat/{gateway}', kind: 'state', read: readStat },
  ],
};

function readMessage(...[{ json }, { gateway = '' }]: Parameters<Reader>): readonly Statement[] {
  if (!isFields(json) || !isNodeId(gateway)) return [];
  const from = nodeIdOf(numberAt(json, 'from'));
  if (from === undefined) return [];
  const payload = fieldsAt(json, 'payload');
  const via = textAt(json, 'sender') ?? gateway;
  const behind = via === from ? {} : { gateway: keyOf(via) };
  if (json.type === 'nodeinfo') {
    const mac = parseMac(textAt(payload, 'macaddr') ?? '');
    const facts = {
      device: present({
        model: MESHTASTIC_HARDWARE.get(numberAt(payload, 'hardware') ?? 0),
        baseMac: mac,
      }),
      interfaces: [{ name: 'lora', kind: 'lora' }, ...networkInterface('network', { mac })],
      extension: present({
        name: textAt(payload, 'longname'),
        shortName: textAt(payload, 'shortname'),
        // A number of the firmware's own list, which grows with every release; kept beside its name.
        hardware: textAt(payload, 'hardware'),
      }),
    };
    return [{ kind: 'device', key: keyOf(from), part: 'nodeinfo', facts, ...behind }];
  }
  // 101 is how a node says that it runs from a cable.
  const power = presentOrNone({ batteryPercent: percentAt(payload, 'battery_level') });
  if (json.type !== 'telemetry' || power === undefined)
    return [{ kind: 'alive', key: keyOf(from) }];
  return [{ kind: 'device', key: keyOf(from), part: 'telemetry', facts: { power }, ...behind }];
}

function readStat(
  ...[{ text, retain }, { gateway = '' }]: Parameters<Reader>
): readonly Statement[] {
  if (!isNodeId(gateway)) return [];
  if (text === 'offline') return [{ kind: 'away', key: keyOf(gateway) }];
  if (text !== 'online') return [];
  return [retain ? { kind: 'nothing' } : { kind: 'alive', key: keyOf(gateway) }];
}

/** "!a1b2c3d4": the last four octets of the MAC. */
function isNodeId(text: string): boolean {
  return /^![0-9a-f]{8}$/.test(text);
}

function nodeIdOf(node: number | undefined): string | undefined {
  const isNode = node !== undefined && Number.isInteger(node) && node > 0 && node < 0xffff_ffff;
  return isNode ? `!${node.toString(16).padStart(8, '0')}` : undefined;
}

function keyOf(node: string): string {
  return `${ID}:${node}`;
}
