/** The ThingsBoard gateway API: devices by name, connected, with attributes of the site's choice. */

import { isFields, present, textAt, textOf } from '../../roster/fields.ts';
import { mergeFacts } from '../../roster/merge.ts';
import type { Statement } from '../../roster/statement.ts';
import type { Convention, Reader } from '../convention.ts';
import { claimsOf } from './claims.ts';

const ID = 'thingsboard';

export const thingsboard: Convention = {
  id: ID,
  name: 'ThingsBoard gateway API',
  reference: 'https://thingsboard.io/docs/reference/gateway-mqtt-api/',
  rules: [
    { topic: 'v1/gateway/connect', kind: 'event', read: readConnect },
    { topic: 'v1/gateway/attributes', kind: 'event', read: readAttributes },
    { topic: 'v1/gateway/telemetry', kind: 'telemetry', read: readTelemetry },
    { topic: 'v1/gateway/disconnect', kind: 'event', read: readDisconnect },
  ],
};

function readConnect(...[{ json }]: Parameters<Reader>): readonly Statement[] {
  if (!isFields(json)) return [];
  const name = textAt(json, 'device');
  if (name === undefined) return [];
  return [
    {
      kind: 'device',
      key: keyOf(name),
      adds: true,
      facts: { extension: present({ name, type: textAt(json, 'type') }) },
    },
  ];
}

function readAttributes(...[{ json }]: Parameters<Reader>): readonly Statement[] {
  if (!isFields(json)) return [];
  return Object.entries(json).flatMap(([device, attributes]): readonly Statement[] => {
    const name = textOf(device);
    if (name === undefined || !isFields(attributes)) return [];
    const claims = claimsOf(attributes);
    if (claims === undefined) return [{ kind: 'alive', key: keyOf(name) }];
    const facts = mergeFacts({ extension: { name } }, claims);
    return [{ kind: 'device', key: keyOf(name), adds: true, facts }];
  });
}

function readTelemetry(...[{ json }]: Parameters<Reader>): readonly Statement[] {
  if (!isFields(json)) return [];
  return Object.keys(json).map((name) => ({ kind: 'alive', key: keyOf(name) }));
}

function readDisconnect(...[{ json }]: Parameters<Reader>): readonly Statement[] {
  const name = isFields(json) ? textAt(json, 'device') : undefined;
  return name === undefined ? [] : [{ kind: 'away', key: keyOf(name) }];
}

function keyOf(name: string): string {
  return `${ID}:${name}`;
}
