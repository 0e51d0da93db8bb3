/**
 * AWS and Azure style: a thing by its registered name, what it reports of itself in a shadow
 * document (AWS) or a message of its own (Azure). Which members hold identity is the site's habit.
 */

import { fieldsAt, isFields, textAt } from '../../roster/fields.ts';
import { mergeFacts } from '../../roster/merge.ts';
import type { Statement } from '../../roster/statement.ts';
import type { Convention, Reader } from '../convention.ts';
import { claimsOf } from './claims.ts';

export const awsIot: Convention = {
  id: 'aws-iot',
  name: 'AWS IoT and Greengrass',
  reference: 'https://docs.aws.amazon.com/iot/latest/developerguide/device-shadow-mqtt.html',
  rules: [
    { topic: '$aws/things/{thing}/shadow/update', kind: 'event', read: readShadow },
    { topic: '$aws/things/{thing}/shadow/update/{answer}', kind: 'event', read: readShadow },
    { topic: '$aws/things/{thing}/shadow/get/accepted', kind: 'event', read: readShadow },
    { topic: '$aws/things/{thing}/shadow/name/{shadow}/update', kind: 'event', read: readShadow },
    {
      topic: '$aws/things/{thing}/shadow/name/{shadow}/update/{answer}',
      kind: 'event',
      read: readShadow,
    },
    {
      topic: '$aws/things/{thing}/shadow/name/{shadow}/get/accepted',
      kind: 'event',
      read: readShadow,
    },
    // Fleet provisioning: what a device says of itself when it asks to be registered.
    {
      topic: '$aws/provisioning-templates/{template}/provision/json',
      kind: 'event',
      read: readProvisioning,
    },
    { topic: '$aws/events/thing/{thing}/{change}', kind: 'event', read: readRegistry },
    { topic: '$aws/events/presence/connected/{thing}', kind: 'event', read: readPresence('alive') },
    {
      topic: '$aws/events/presence/disconnected/{thing}',
      kind: 'event',
      read: readPresence('away'),
    },
  ],
};

export const azureIot: Convention = {
  id: 'azure-iot',
  name: 'Azure IoT Hub, as bridged',
  reference: 'https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-hub',
  rules: [
    { topic: 'devices/{thing}/messages/events', kind: 'telemetry', read: readMessage },
    { topic: 'devices/{thing}/messages/events/{properties}', kind: 'telemetry', read: readMessage },
    {
      topic: 'devices/{thing}/modules/{module}/messages/events',
      kind: 'telemetry',
      read: readMessage,
    },
    {
      topic: 'devices/{thing}/modules/{module}/messages/events/{properties}',
      kind: 'telemetry',
      read: readMessage,
    },
    // Device Provisioning Service: a device asks to be registered, and is told its hub and id.
    {
      topic: '$dps/registrations/PUT/iotdps-register/{request}',
      kind: 'event',
      read: readRegistration,
    },
    { topic: '$dps/registrations/res/{status}/{request}', kind: 'event', read: readRegistration },
  ],
};

/** Only what the thing reports: what is desired of it is not true of it. */
function readShadow(
  ...[{ json }, { thing = '', answer }]: Parameters<Reader>
): readonly Statement[] {
  if (!isFields(json) || answer === 'rejected' || answer === 'delta') return [];
  const state = fieldsAt(json, 'state') ?? fieldsAt(fieldsAt(json, 'current'), 'state');
  const reported = fieldsAt(state, 'reported');
  if (reported === undefined) return [];
  return [describe('aws-iot', thing, claimsOf(reported))];
}

/** Registry events carry the attributes that the owner gave the thing. */
function readRegistry(
  ...[{ json }, { thing = '', change }]: Parameters<Reader>
): readonly Statement[] {
  if (!isFields(json)) return [];
  if (change === 'deleted') return [{ kind: 'removed', key: `aws-iot:${thing}` }];
  return [describe('aws-iot', thing, claimsOf(fieldsAt(json, 'attributes') ?? {}))];
}

/** `{"certificateOwnershipToken", "parameters": {"SerialNumber": …}}`; the token is not looked at. */
function readProvisioning(...[{ json }]: Parameters<Reader>): readonly Statement[] {
  const claims = isFields(json) ? claimsOf(fieldsAt(json, 'parameters') ?? {}) : undefined;
  const serial = claims?.device?.serial;
  if (claims === undefined || serial === undefined) return [];
  return [{ kind: 'device', key: `aws-iot:provisioning/${serial}`, adds: true, facts: claims }];
}

/** The question has `registrationId` and a payload of the device's choice; the answer the rest. */
function readRegistration(...[{ json }]: Parameters<Reader>): readonly Statement[] {
  if (!isFields(json)) return [];
  const told = fieldsAt(json, 'registrationState') ?? json;
  const id = textAt(told, 'deviceId') ?? textAt(told, 'registrationId');
  if (id === undefined) return [{ kind: 'nothing' }];
  return [describe('azure-iot', id, claimsOf(fieldsAt(json, 'payload') ?? {}))];
}

function readPresence(kind: 'alive' | 'away'): Reader {
  return ({ json }, { thing = '' }) => (isFields(json) ? [{ kind, key: `aws-iot:${thing}` }] : []);
}

function readMessage(...[{ json }, { thing = '' }]: Parameters<Reader>): readonly Statement[] {
  if (!isFields(json)) return [];
  const claims = claimsOf(json);
  return claims === undefined
    ? [{ kind: 'alive', key: `azure-iot:${thing}` }]
    : [describe('azure-iot', thing, claims)];
}

function describe(id: string, thing: string, claims: ReturnType<typeof claimsOf>): Statement {
  const facts = { extension: { name: thing } };
  return {
    kind: 'device',
    key: `${id}:${thing}`,
    adds: true,
    facts: claims === undefined ? facts : mergeFacts(facts, claims),
  };
}
