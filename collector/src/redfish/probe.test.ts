/** A simulated management controller over real HTTPS: trusted or not, let in or not, read. */
import {
  inventedServer,
  type RedfishController,
  type RedfishControllerOptions,
  startRedfishController,
} from '@muster/lab/redfish/controller';
import { Secret } from '@muster/uplink/secret';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProbeOutcome } from '../probe.ts';
import type { RedfishTarget } from '../target.ts';
import { probeRedfish } from './probe.ts';

const started: RedfishController[] = [];
afterEach(async () => {
  for (const controller of started.splice(0)) await controller.close();
});

async function start(options: RedfishControllerOptions = {}): Promise<RedfishController> {
  const controller = await startRedfishController(options);
  started.push(controller);
  return controller;
}

function probe(
  { port, fingerprint }: RedfishController,
  target: Partial<RedfishTarget> = {},
  signal: AbortSignal = AbortSignal.timeout(20_000),
): Promise<ProbeOutcome> {
  const password = new Secret('lab');
  return probeRedfish(
    { host: '127.0.0.1', port, user: 'muster', password, certificate: fingerprint, ...target },
    { now: () => new Date(0), signal },
  );
}

describe('a server behind its controller', () => {
  it('is read with its parts, by reading only', async () => {
    const controller = await start();
    const outcome = await probe(controller);
    if (outcome.kind !== 'observed') throw new Error(outcome.reason);
    const [server, ...others] = outcome.sightings;
    expect(others).toEqual([]);
    expect(server).toMatchObject({
      source: 'redfish',
      key: 'redfish:4d757374-6572-4c61-9000-024d75000001#1',
      class: 'server',
      device: {
        vendor: 'Muster Works',
        model: 'Bench 300',
        serial: 'LABBMC0001',
        chassisSerial: 'LABBMC0001-C',
        hostname: 'lab-server-3',
        uuid: '4d757374-6572-4c61-8000-024d75000001',
      },
      firmware: { version: 'U99 v1.7' },
      interfaces: [{ name: 'NIC.1', mac: '00:1b:21:4d:75:07', up: true }],
    });
    expect(server?.components?.map(({ key, serial }) => [key, serial])).toEqual([
      ['cpu:0', undefined],
      ['memory:DIMM A1', '4D750001'],
      ['disk:0', 'LABSSD0001'],
      ['power-supply:0', 'LABPSU0001'],
      ['bmc:1', undefined],
    ]);
    expect(outcome.load?.requests).toBe(controller.requests.length);
    expect(outcome.load?.bytesIn).toBeGreaterThan(1000);
    expect(new Set(controller.requests.map((line) => line.split(' ')[0]))).toEqual(
      new Set(['GET']),
    );
  });

  it('of Dell has the service tag for a serial, as its label and its own tables have', async () => {
    const resources = inventedServer();
    const path = '/redfish/v1/Systems/1';
    const dell = { Manufacturer: 'Dell Inc.', SerialNumber: 'CNLAB000700001', SKU: '7LABTAG' };
    const outcome = await probe(
      await start({ resources: { ...resources, [path]: { ...Object(resources[path]), ...dell } } }),
    );
    if (outcome.kind !== 'observed') throw new Error(outcome.reason);
    expect(outcome.sightings[0]?.device).toMatchObject({
      serial: '7LABTAG',
      boardSerial: 'CNLAB000700001',
    });
    expect(outcome.sightings[0]?.candidates).toMatchObject([
      { value: '7LABTAG', from: 'System.SKU', chosen: true },
      { value: 'CNLAB000700001', from: 'System.SerialNumber' },
    ]);
  });

  it('is read in spite of resources that lead nowhere, in circles or elsewhere', async () => {
    const system = '/redfish/v1/Systems/1';
    const outcome = await probe(
      await start({
        resources: {
          '/redfish/v1': { Systems: { '@odata.id': '/redfish/v1/Systems' } },
          '/redfish/v1/Systems': {
            Members: [{ '@odata.id': system }, { '@odata.id': 'https://192.0.2.1/redfish/v1' }, 7],
          },
          [system]: {
            SerialNumber: 'LABBMC0001',
            Processors: { '@odata.id': system },
            Memory: { '@odata.id': '/redfish/v1/absent' },
            Storage: { '@odata.id': '/redfish/v1/broken' },
            Links: { Chassis: [{ '@odata.id': system }, null], ManagedBy: 'nobody' },
          },
          '/redfish/v1/broken': 'no JSON',
        },
      }),
    );
    if (outcome.kind !== 'observed') throw new Error(outcome.reason);
    expect(outcome.sightings).toMatchObject([
      {
        device: { serial: 'LABBMC0001' },
        unread: [{ what: '/redfish/v1/broken', why: 'failed' }],
      },
    ]);
  });
});

describe('no server', () => {
  it('is read where the certificate is not the pinned one, and no password goes out', async () => {
    const controller = await start();
    const certificate = `SHA256:${'0'.repeat(64)}`;
    const outcome = await probe(controller, { certificate });
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(outcome.kind === 'refused' && outcome.reason).toContain(controller.fingerprint);
    expect(controller.requests).toEqual([]);
  });

  it('is read where nobody vouches for the certificate, and its fingerprint is told', async () => {
    const controller = await start();
    const password = new Secret('lab');
    const outcome = await probeRedfish(
      { host: '127.0.0.1', port: controller.port, user: 'muster', password },
      { now: () => new Date(0), signal: AbortSignal.timeout(20_000) },
    );
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(outcome.kind === 'refused' && outcome.reason).toContain(controller.fingerprint);
    expect(controller.passwords()).toBe(0);
  });

  it('is read with the wrong password', async () => {
    const outcome = await probe(await start(), { password: new Secret('wrong') });
    expect(outcome).toMatchObject({ kind: 'refused', reason: 'the controller answers 401' });
  });

  it('is read where no Redfish is spoken', async () => {
    expect(await probe(await start({ resources: {} }))).toMatchObject({ kind: 'unsupported' });
  });

  it('is read from an answer that does not end or is no object', async () => {
    const huge = { filler: 'x'.repeat(3 * 1024 * 1024) };
    expect(await probe(await start({ resources: { '/redfish/v1': huge } }))).toMatchObject({
      kind: 'failed',
    });
    expect(await probe(await start({ resources: { '/redfish/v1': '[]' } }))).toMatchObject({
      kind: 'failed',
    });
  });

  it('is read where nothing listens, or the time is over', async () => {
    const controller = await startRedfishController();
    await controller.close();
    expect(await probe(controller)).toMatchObject({ kind: 'unreachable' });
    expect(await probe(await start(), {}, AbortSignal.abort())).toMatchObject({ kind: 'timeout' });
  });
});
