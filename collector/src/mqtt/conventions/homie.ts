/**
 * Homie 3 and 4: a device is described attribute by attribute, each a retained topic. Homie 5: one
 * retained JSON description. Neither has a place for a serial number.
 */
import { parseMac } from '@muster/facts/mac';
import { type Fields, fieldsAt, isFields, present, textAt, textOf } from '../../roster/fields.ts';
import { networkInterface } from '../../roster/network.ts';
import type { Facts, Statement } from '../../roster/statement.ts';
import type { Convention, Reader, TopicRule } from '../convention.ts';
import { realName } from '../real.ts';

const ID = 'homie';

/** What an attribute says. Its text is trimmed and within the size of a fact. */
const ATTRIBUTES: Readonly<Record<string, (text: string) => Facts>> = {
  $homie: (text) => ({ extension: { homie: text } }),
  $name: (text) => ({ extension: { name: text } }),
  $implementation: (text) => ({ device: present({ model: realName('model', text) }) }),
  '$fw/name': (text) => ({ extension: { firmwareName: text } }),
  '$fw/version': (text) => {
    const version = realName('version', text);
    return version === undefined ? {} : { firmware: { version } };
  },
  $mac: (text) => {
    const mac = parseMac(text);
    return mac === undefined
      ? {}
      : { device: { baseMac: mac }, interfaces: networkInterface('network', { mac }) };
  },
  $localip: (text) => ({ interfaces: networkInterface('network', { addresses: [text] }) }),
};

export const homie: Convention = {
  id: ID,
  name: 'Homie 3, 4 and 5',
  reference: 'https://homieiot.github.io/specification/',
  rules: [
    ...Object.keys(ATTRIBUTES).map(
      (attribute): TopicRule => ({
        topic: `{base}/{device}/${attribute}`,
        kind: 'state',
        read: readAttribute(attribute),
      }),
    ),
    { topic: '{base}/{device}/$state', kind: 'state', read: readState },
    { topic: '{base}/5/{device}/$description', kind: 'state', read: readDescription },
    { topic: '{base}/5/{device}/$state', kind: 'state', read: readState },
  ],
};

function readAttribute(attribute: string): Reader {
  return (message, { base = '', device = '' }) => {
    const text = message.payload.length > 1024 ? undefined : textOf(message.text);
    const facts = text === undefined ? undefined : ATTRIBUTES[attribute]?.(text);
    if (facts === undefined || !isId(device)) return [];
    return [{ kind: 'device', key: keyOf(base, device), adds: true, facts }];
  };
}

/** `lost` is the will; an emptied state is the device's end. */
function readState(
  ...[message, { base = '', device = '' }]: Parameters<Reader>
): readonly Statement[] {
  if (!isId(device)) return [];
  const key = keyOf(base, device);
  if (message.isEmpty) return [{ kind: 'removed', key }];
  switch (message.text) {
    case 'lost':
    case 'disconnected':
      return [{ kind: 'away', key }];
    case 'init':
    case 'ready':
    case 'sleeping':
    case 'alert':
      return [message.retain ? { kind: 'nothing' } : { kind: 'alive', key }];
    default:
      return [];
  }
}

function readDescription(
  ...[{ json }, { base = '', device = '' }]: Parameters<Reader>
): readonly Statement[] {
  if (!isFields(json) || !isId(device) || !/^5\./.test(textAt(json, 'homie') ?? '')) return [];
  const parent = textAt(json, 'parent') ?? textAt(json, 'root');
  return [
    {
      kind: 'device',
      key: keyOf(base, device),
      facts: descriptionFacts(json),
      ...(parent !== undefined && { gateway: keyOf(base, parent) }),
    },
  ];
}

function descriptionFacts(json: Fields): Facts {
  return {
    device: present({ model: realName('model', textAt(json, 'type')) }),
    extension: present({
      name: textAt(json, 'name'),
      homie: textAt(json, 'homie'),
      nodes: Object.keys(fieldsAt(json, 'nodes') ?? {}).length,
    }),
  };
}

/** Ids are lower-case letters, digits and dashes (specification, "Topic IDs"). */
function isId(device: string): boolean {
  return /^[a-z0-9][a-z0-9-]*$/.test(device);
}

function keyOf(base: string, device: string): string {
  return `${ID}:${base}/${device}`;
}
