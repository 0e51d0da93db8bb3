/** A DHCP client's message as a statement: a device that appears, or gives its address back. */

import { macKindOf } from '@muster/facts/mac';
import { makerOf } from '@muster/facts/oui';
import { realValue } from '@muster/facts/placeholders';
import { present } from '../roster/fields.ts';
import { networkInterface } from '../roster/network.ts';
import type { Facts, Statement } from '../roster/statement.ts';
import { VENDOR_CLASSES } from './dhcp-classes.ts';
import type { DhcpMessage } from './dhcp-message.ts';
import { makerFacts } from './maker.ts';

export function readDhcp(message: DhcpMessage): Statement {
  const key = `dhcp:${message.mac}`;
  if (message.type === 'release') return { kind: 'removed', key };
  return { kind: 'device', key, adds: true, facts: factsOf(message) };
}

function factsOf({ mac, address, hostname, vendorClass, parameters }: DhcpMessage): Facts {
  const told = VENDOR_CLASSES.find(({ pattern }) => pattern.test(vendorClass ?? ''));
  const groups = told?.pattern.exec(vendorClass ?? '')?.groups ?? {};
  const version = realValue('version', groups.version);
  const vendor = told?.vendor ?? realValue('vendor', groups.vendor);
  const made = vendor === undefined ? makerFacts(mac) : { device: { vendor } };
  return {
    ...made,
    ...(told?.class !== undefined && { class: told.class }),
    device: present({
      hostname,
      vendor: made.device?.vendor,
      model: realValue('model', groups.model),
      baseMac: macKindOf(mac) === 'burned-in' ? mac : undefined,
    }),
    ...(version !== undefined && { firmware: { version } }),
    interfaces: networkInterface('network', { mac, addresses: [address] }),
    extension: present({ vendorClass, parameters: parameters?.join(','), maker: makerOf(mac) }),
  };
}
