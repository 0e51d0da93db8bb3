import type { Attachment, Sighting } from '@muster/facts/observation';
import { expect, it } from 'vitest';
import { Bridges } from './bridges.ts';

const HOST = '00:1b:21:aa:bb:cc';
const mac = (last: number) => `00:1b:21:00:00:${String(last).padStart(2, '0')}`;

function device(id: number, attachments: readonly Attachment[]): Sighting {
  return {
    source: 'snmp',
    profile: 'test',
    observedAt: '2026-01-01T00:00:00.000Z',
    presence: 'seen',
    key: `snmp:${id}#0`,
    device: { baseMac: mac(id) },
    interfaces: [{ name: 'uplink', mac: mac(id + 50) }],
    ...(attachments.length > 0 && { attachments }),
  };
}

const ports = ([sighting]: readonly Sighting[]) => sighting?.attachments;

it('places what is learned behind another bridge on that one, without LLDP', () => {
  const bridges = new Bridges();
  bridges.visited('edge', [device(1, [{ mac: HOST, port: 'Gi5' }])]);
  const core = device(2, [
    { mac: HOST, port: 'Te1', address: '192.0.2.9' },
    { mac: mac(51), port: 'Te1' },
    { mac: mac(99), port: 'Te2' },
  ]);
  expect(ports(bridges.visited('core', [core]))).toEqual([
    // Somebody has the address, but not here.
    { mac: HOST, address: '192.0.2.9' },
    { mac: mac(99), port: 'Te2' },
  ]);
  expect(bridges.uplinksOf('core')).toEqual(new Set(['Te1']));
  expect(ports(bridges.visited('edge', [device(1, [{ mac: HOST, port: 'Gi5' }])]))).toEqual([
    { mac: HOST, port: 'Gi5' },
  ]);
});

it('leaves a device without an address table of its own on its port', () => {
  const bridges = new Bridges();
  bridges.visited('printer', [device(1, [])]);
  const attachments = [{ mac: mac(1), port: 'Gi5' }];
  expect(ports(bridges.visited('edge', [device(2, attachments)]))).toEqual(attachments);
});

it('forgets what is no longer a bridge', () => {
  const bridges = new Bridges();
  bridges.visited('one', [device(1, [{ mac: HOST, port: 'Gi5' }])]);
  bridges.visited('one', [device(1, [])]);
  const attachments = [{ mac: mac(1), port: 'Te1' }];
  expect(ports(bridges.visited('core', [device(2, attachments)]))).toEqual(attachments);
  expect(bridges.uplinksOf('core')).toEqual(new Set());
});
