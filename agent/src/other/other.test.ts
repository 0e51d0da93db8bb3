import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openLiveHost } from '../host/live.ts';
import { observeHost } from '../observe.ts';
import { otherFindings } from './facts.ts';

describe('otherFindings', () => {
  it('takes nothing over that the library makes up', () => {
    const report = {
      system: { manufacturer: '', model: 'Docker Container', version: '', serial: '-', uuid: '-' },
      bios: { vendor: '', version: '', releaseDate: '' },
      baseboard: { manufacturer: '', model: '', serial: '-' },
      chassis: { manufacturer: '', type: '', serial: '-', assetTag: '-' },
      cpu: { manufacturer: '', brand: '', physicalCores: 0 },
      disks: [{ device: '/dev/da0', size: 0, serialNum: '-', name: 'NW SSD' }],
      nets: [{ iface: 'lo0', mac: '00:00:00:00:00:00', ip4: '127.0.0.1' }],
    };
    const { candidates: _, ...found } = otherFindings(JSON.stringify(report)) ?? {};
    expect(found).toEqual({
      components: [{ kind: 'disk', key: 'disk:/dev/da0', slot: '/dev/da0', model: 'NW SSD' }],
    });
  });

  it('takes over what it read', () => {
    const found = otherFindings(
      JSON.stringify({
        system: { manufacturer: 'Northwind Computers', model: 'Fjord 14', serial: 'NW7Q0042' },
        osInfo: { distro: 'FreeBSD', release: '14.2', hostname: 'fjord' },
        nets: [{ iface: 'em0', mac: '3c:52:82:00:00:01', ip4: '192.0.2.9', ip6: '' }],
      }),
    );
    expect(found?.device).toMatchObject({ serial: 'NW7Q0042', hostname: 'fjord' });
    expect(found?.os).toEqual({ name: 'FreeBSD', version: '14.2' });
    expect(found?.interfaces).toMatchObject([{ macKind: 'burned-in', addresses: ['192.0.2.9'] }]);
  });

  it('survives any JSON', () => {
    fc.assert(fc.property(fc.json(), (text) => void otherFindings(text)));
  });
});

it('asks the library in a process of its own', async () => {
  const host = openLiveHost({ platform: 'other' });
  const sighting = await observeHost(host, { now: () => new Date(0) });
  expect(sighting.unread).toBeUndefined();
  expect(sighting.device.hostname).toBeDefined();
  expect(sighting.device.model).not.toBe('Docker Container');
  expect(sighting.components?.some(({ kind }) => kind === 'memory') ?? false).toBe(false);
}, 60_000);
