/** The system group and what else every device is asked for first. */
import type { Answers } from './agent.ts';
import type { SystemGroup } from './match.ts';
import { octetsOf, oidOf, textOf } from './value.ts';

export const SYSTEM = {
  sysDescr: '1.3.6.1.2.1.1.1.0',
  sysObjectID: '1.3.6.1.2.1.1.2.0',
  sysName: '1.3.6.1.2.1.1.5.0',
  sysLocation: '1.3.6.1.2.1.1.6.0',
  snmpEngineID: '1.3.6.1.6.3.10.2.1.1.0',
  dot1dBaseBridgeAddress: '1.3.6.1.2.1.17.1.1.0',
  lldpLocChassisIdSubtype: '1.0.8802.1.1.2.1.3.1.0',
  lldpLocChassisId: '1.0.8802.1.1.2.1.3.2.0',
} as const;

export function systemOf(values: Answers): SystemGroup {
  const sysDescr = textOf(values.get(SYSTEM.sysDescr));
  const sysObjectID = oidOf(values.get(SYSTEM.sysObjectID));
  return {
    ...(sysDescr !== undefined && { sysDescr }),
    ...(sysObjectID !== undefined && { sysObjectID }),
  };
}

/** snmpEngineID (RFC 3411) as hex; of five octets at least. */
export function engineIdOf(values: Answers): string | undefined {
  const octets = octetsOf(values.get(SYSTEM.snmpEngineID));
  if (octets === undefined || octets.length < 5 || octets.length > 32) return undefined;
  return Buffer.from(octets).toString('hex');
}
