/**
 * Muster's own convention, for gateways that can be programmed: one retained observation per
 * device, in the published schema without what the collector adds, and a will for the gateway.
 */
import { OBSERVATION_SCHEMA_ID, type Observation } from '@muster/facts/observation';
import { parseObservation } from '@muster/facts/observation-schema';
import { type Fields, isFields } from '../../roster/fields.ts';
import type { Facts, Statement } from '../../roster/statement.ts';
import type { Convention, Reader } from '../convention.ts';

const ID = 'muster';

export const muster: Convention = {
  id: ID,
  name: 'Muster',
  reference: 'collector/MQTT.md',
  rules: [
    { topic: 'muster/1/{gateway}/observation', kind: 'state', read: readObservation },
    { topic: 'muster/1/{gateway}/{device}/observation', kind: 'state', read: readObservation },
    { topic: 'muster/1/{gateway}/status', kind: 'state', read: readStatus },
  ],
};

function readObservation(
  ...[{ json }, { gateway = '', device }]: Parameters<Reader>
): readonly Statement[] {
  if (!isFields(json)) return [];
  const key = keyOf(gateway, device);
  const observation = complete(json, key);
  if (observation === undefined) return [];
  if (observation.presence === 'left') return [{ kind: 'removed', key }];
  const facts = factsOf(observation);
  if (device === undefined) return [{ kind: 'device', key, facts: { class: 'gateway', ...facts } }];
  return [{ kind: 'device', key, facts, gateway: keyOf(gateway) }];
}

/** What the gateway may leave out, and what it may not say: who it is to us, and when it is now. */
function complete(json: Fields, key: string): Observation | undefined {
  const parsed = parseObservation({
    presence: 'seen',
    device: {},
    ...json,
    schema: OBSERVATION_SCHEMA_ID,
    id: '00000000-0000-7000-8000-000000000000',
    observedAt: '1970-01-01T00:00:00.000Z',
    observer: { id: 'gateway', kind: 'collector', version: '1' },
    source: 'mqtt',
    profile: ID,
    key,
    digest: '0'.repeat(64),
  });
  return parsed.kind === 'parsed' ? parsed.value : undefined;
}

function factsOf(observation: Observation): Facts {
  const {
    class: kind,
    device,
    firmware,
    os,
    components,
    interfaces,
    power,
    place,
    classification,
    extensions,
  } = observation;
  const extension = extensions?.[ID];
  return {
    ...(kind !== undefined && { class: kind }),
    device,
    ...(firmware && { firmware }),
    ...(os && { os }),
    ...(components && { components }),
    ...(interfaces && { interfaces }),
    ...(power && { power }),
    ...(classification && { classification }),
    ...(place?.location !== undefined && { location: place.location }),
    ...(isFields(extension) && { extension }),
  };
}

function readStatus(
  ...[{ text, retain }, { gateway = '' }]: Parameters<Reader>
): readonly Statement[] {
  const key = keyOf(gateway);
  if (text === 'offline') return [{ kind: 'away', key }];
  if (text !== 'online') return [];
  return [retain ? { kind: 'nothing' } : { kind: 'alive', key }];
}

function keyOf(gateway: string, device?: string): string {
  return device === undefined ? `${ID}:${gateway}` : `${ID}:${gateway}/${device}`;
}
