/**
 * Messages of no convention, on topics that the operator has named: members whose names mean one
 * thing only are believed, and make a device only together with something that identifies it.
 */
import { parseEui64 } from '@muster/facts/eui64';
import { parseMac } from '@muster/facts/mac';
import { isFields } from '../roster/fields.ts';
import { mergeFacts } from '../roster/merge.ts';
import { networkInterface } from '../roster/network.ts';
import type { Facts, Statement } from '../roster/statement.ts';
import { claimsOf } from './conventions/claims.ts';
import type { MqttMessage } from './message.ts';

export const GENERIC_PROFILE = 'generic';

/** @returns nothing when the message does not say whose it is */
export function readGeneric({ json, topic }: MqttMessage): readonly Statement[] {
  if (!isFields(json)) return [];
  const told = claimsOf(json) ?? {};
  const facts = identityOf(told) === undefined ? mergeFacts(told, addressIn(topic)) : told;
  const identity = identityOf(facts);
  if (identity === undefined) return [];
  return [
    { kind: 'device', key: `${GENERIC_PROFILE}:${identity}`, part: topic, adds: true, facts },
  ];
}

/** The strongest first. */
function identityOf({ device = {} }: Facts): string | undefined {
  const { serial, imei, eui64, baseMac } = device;
  if (serial !== undefined) return `serial/${serial}`;
  if (imei !== undefined) return `imei/${imei}`;
  return eui64 ?? baseMac;
}

/** A level of the topic that is an address and nothing else. */
function addressIn(topic: string): Facts {
  for (const level of topic.split('/')) {
    // Twelve digits alone may be anything: an address has a letter, or is written as one.
    if (!/[a-f]|[:-]/i.test(level)) continue;
    const mac = parseMac(level);
    if (mac !== undefined) {
      return { device: { baseMac: mac }, interfaces: networkInterface('network', { mac }) };
    }
    const eui64 = parseEui64(level);
    if (eui64 !== undefined) return { device: { eui64 } };
  }
  return {};
}
