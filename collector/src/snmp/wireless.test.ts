/** What controllers and access points tell of their radios' world, from recordings made for this test. */

import type { Sighting } from '@muster/facts/observation';
import { describe, expect, it } from 'vitest';
import { builtInFamilies } from './families/registry.ts';
import { compileFamilies } from './match.ts';
import { parseRecording } from './recorded.ts';
import { sightingsOf } from './sightings.ts';
import { visitDevice } from './visit.ts';

const families = compileFamilies(builtInFamilies());

async function see(lines: readonly string[]): Promise<readonly Sighting[]> {
  const outcome = await visitDevice(parseRecording(lines.join('\n')), {
    families,
    productName: () => undefined,
  });
  if (outcome.kind !== 'visited') throw new Error(outcome.reason);
  return sightingsOf(outcome.visited, {
    observedAt: '2026-01-01T00:00:00.000Z',
    address: '192.0.2.1',
  });
}

describe('a FortiGate with access points', () => {
  const WC = '1.3.6.1.4.1.12356.101.14';
  /** A row's index: virtual domain, length and octets of the access point's id. */
  const at = (id: string): string => `1.${id.length}.${[...Buffer.from(id)].join('.')}`;
  const accessPoint = (id: string, name: string, mac: string, model: string): string[] => [
    `${WC}.4.3.1.3.${at(id)}|4|${name}`,
    `${WC}.4.4.1.1.${at(id)}|4|${id}`,
    `${WC}.4.4.1.6.${at(id)}|4x|${mac}`,
    `${WC}.4.4.1.12.${at(id)}|4|${model}`,
    `${WC}.4.4.1.14.${at(id)}|4|${model}-v7.4-build0652`,
  ];
  const FORTIGATE = [
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.12356.101.1.15000',
    '1.3.6.1.4.1.12356.100.1.1.1.0|4|FG1K5D3I25900001',
    ...accessPoint('FP231FTF25000001', 'hall', '02005e005501', 'FAP231F'),
    ...accessPoint('FP231FTF25000002', 'attic', '02005e005502', 'FAP231F'),
    ...accessPoint('FWF60E-WIFI0', 'local', '02005e005503', 'FWF60E-WIFI'),
  ];

  it('tells of each, by its serial, and of none for its own radio', async () => {
    const [own, ...others] = await see(FORTIGATE);
    expect(own?.device.serial).toBe('FG1K5D3I25900001');
    expect(others.map(({ class: kind, device }) => ({ kind, ...device }))).toEqual([
      {
        kind: 'access-point',
        serial: 'FP231FTF25000001',
        model: 'FAP231F',
        hostname: 'hall',
        baseMac: '02:00:5e:00:55:01',
      },
      {
        kind: 'access-point',
        serial: 'FP231FTF25000002',
        model: 'FAP231F',
        hostname: 'attic',
        baseMac: '02:00:5e:00:55:02',
      },
    ]);
    expect(others[0]?.place?.via?.key).toBe(own?.key);
  });
});

it('reads a UniFi access point by its own MIB: model, version and the address on its label', async () => {
  const sightings = await see([
    '1.3.6.1.2.1.1.1.0|4|UAP-AC-Pro-Gen2 6.6.77.15402',
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10',
    '1.3.6.1.2.1.1.5.0|4|hall',
    '1.3.6.1.4.1.41112.1.6.1.2.1.2.1|4x|06005e005511',
    '1.3.6.1.4.1.41112.1.6.1.2.1.6.1|4|guests',
    '1.3.6.1.4.1.41112.1.6.2.1.1.4.1|4x|02005e005511',
    '1.3.6.1.4.1.41112.1.6.2.1.1.5.1|4|eth0',
    '1.3.6.1.4.1.41112.1.6.3.3.0|4|UAP-AC-Pro-Gen2',
    '1.3.6.1.4.1.41112.1.6.3.6.0|4|6.6.77.15402',
  ]);
  expect(sightings).toMatchObject([
    {
      class: 'access-point',
      device: { model: 'UAP-AC-Pro-Gen2', hostname: 'hall', baseMac: '02:00:5e:00:55:11' },
      firmware: { version: '6.6.77.15402' },
      os: { name: 'UniFi' },
    },
  ]);
});
