import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatAssets } from './asset.ts';
import { type Lab, openLab } from './lab.ts';
import { ROGUE, SENSORS } from './mqtt/sensors.ts';

describe('openLab', () => {
  let lab: Lab;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-lab-'));
    lab = await openLab(folder);
  });
  afterAll(async () => {
    await lab.close();
    await rm(folder, { recursive: true });
  });

  it('lists the gateway’s devices in one retained message, the rogue among them', async () => {
    const client = await mqtt.connectAsync(lab.endpoints.broker);
    const listed = new Promise<string>((resolve) => {
      client.on('message', (_topic, payload) => resolve(payload.toString()));
    });
    await client.subscribeAsync('zigbee2mqtt/bridge/devices');
    const text = await listed;
    await client.endAsync();
    for (const { eui64 } of [...SENSORS, ROGUE]) expect(text).toContain(`0x${eui64}`);
  });

  it('has every serial of the segment in its assets, and nothing of the rogue', async () => {
    const csv = await readFile(lab.files.assetsCsv, 'utf8');
    for (const { serial } of SENSORS) expect(csv).toContain(serial);
    expect(csv).not.toContain(ROGUE.vendor);
  });

  it('is where it was when it comes back', async () => {
    const other = await mkdtemp(join(tmpdir(), 'muster-lab-'));
    const first = await openLab(other);
    await first.close();
    const second = await openLab(other);
    await second.close();
    expect(second.endpoints).toEqual(first.endpoints);
    await rm(other, { recursive: true });
  });

  it('points the collector’s configuration at its broker', async () => {
    expect(await readFile(lab.files.collectorConfig, 'utf8')).toContain(lab.endpoints.broker);
  });
});

describe('formatAssets', () => {
  it('quotes what would break a row', () => {
    const csv = formatAssets([{ tag: 'T1', serial: 'S1', vendor: 'A, "B"', model: 'M' }]);
    expect(csv.split('\r\n')[1]).toBe('T1,S1,"A, ""B""",M,deployed,Facilities,Lab');
  });
});
