/** A simulated management controller: an invented server's resources over real HTTPS on loopback. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeSelfSigned } from './certificate.ts';

export type Resources = Readonly<Record<string, unknown>>;

export interface RedfishControllerOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  /** By path without a slash at the end; instead of the invented server's. */
  readonly resources?: Resources;
}

export interface RedfishController {
  readonly port: number;
  /** Of its certificate: "SHA256:" and 64 hexadecimal digits. */
  readonly fingerprint: string;
  /** Method and path of every request that came, in order. */
  readonly requests: readonly string[];
  /** How many requests brought a password. */
  passwords(): number;
  close(): Promise<void>;
}

export async function startRedfishController({
  port = 0,
  user = 'muster',
  password = 'lab',
  resources = inventedServer(),
}: RedfishControllerOptions = {}): Promise<RedfishController> {
  const { key, cert, fingerprint } = makeSelfSigned('lab-bmc');
  const requests: string[] = [];
  let passwords = 0;
  const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const server = createServer({ key, cert }, (request, response) => {
    const path = (request.url ?? '').replace(/\/$/, '');
    requests.push(`${request.method} ${path}`);
    const { authorization } = request.headers;
    if (authorization !== undefined) passwords += 1;
    const reply = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    // The root is for everyone (DSP0266 §13.3.1).
    if (path !== '/redfish/v1' && authorization !== wanted) return reply(401, {});
    const resource = resources[path];
    return resource === undefined ? reply(404, {}) : reply(200, resource);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: isInternet(address) ? address.port : port,
    fingerprint,
    requests,
    passwords: () => passwords,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function isInternet(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

const link = (path: string) => ({ '@odata.id': path });
const collection = (...paths: readonly string[]) => ({ Members: paths.map(link) });

/** One server with two processors' sockets, memory, a drive, a power supply and its controller. */
export function inventedServer(): Resources {
  const system = '/redfish/v1/Systems/1';
  const chassis = '/redfish/v1/Chassis/1';
  return {
    '/redfish/v1': {
      RedfishVersion: '1.20.0',
      UUID: '4d757374-6572-4c61-9000-024d75000001',
      Systems: link('/redfish/v1/Systems'),
    },
    '/redfish/v1/Systems': collection(system),
    [system]: {
      Id: '1',
      SystemType: 'Physical',
      Manufacturer: 'Muster Works',
      Model: 'Bench 300',
      SerialNumber: 'LABBMC0001',
      SKU: 'B300-1',
      PartNumber: 'P-300',
      UUID: '4D757374-6572-4C61-8000-024D75000001',
      AssetTag: '',
      HostName: 'lab-server-3',
      BiosVersion: 'U99 v1.7',
      Processors: link(`${system}/Processors`),
      Memory: link(`${system}/Memory`),
      Storage: link(`${system}/Storage`),
      EthernetInterfaces: link(`${system}/EthernetInterfaces`),
      Links: { Chassis: [link(chassis)], ManagedBy: [link('/redfish/v1/Managers/1')] },
    },
    [`${system}/Processors`]: collection(`${system}/Processors/1`, `${system}/Processors/2`),
    [`${system}/Processors/1`]: {
      Socket: 'CPU 1',
      Manufacturer: 'Lab',
      Model: 'Lab CPU 7',
      ProcessorType: 'CPU',
    },
    [`${system}/Processors/2`]: { Socket: 'CPU 2', Status: { State: 'Absent' } },
    [`${system}/Memory`]: collection(`${system}/Memory/1`),
    [`${system}/Memory/1`]: {
      DeviceLocator: 'DIMM A1',
      CapacityMiB: 16384,
      Manufacturer: 'Muster Memory',
      SerialNumber: '4D750001',
    },
    [`${system}/Storage`]: collection(`${system}/Storage/1`),
    [`${system}/Storage/1`]: { Drives: [link(`${system}/Storage/1/Drives/0`)] },
    [`${system}/Storage/1/Drives/0`]: {
      Id: '0',
      Name: 'Bay 0',
      Model: 'Lab SSD 960',
      SerialNumber: 'LABSSD0001',
      Revision: '1.0',
      CapacityBytes: 960197124096,
    },
    [`${system}/EthernetInterfaces`]: collection(`${system}/EthernetInterfaces/1`),
    [`${system}/EthernetInterfaces/1`]: {
      Id: 'NIC.1',
      PermanentMACAddress: '00:1B:21:4D:75:07',
      LinkStatus: 'LinkUp',
      IPv4Addresses: [{ Address: '192.0.2.30' }],
    },
    [chassis]: { SerialNumber: 'LABBMC0001-C', Power: link(`${chassis}/Power`) },
    [`${chassis}/Power`]: {
      PowerSupplies: [
        { MemberId: '0', Name: 'PSU 1', SerialNumber: 'LABPSU0001' },
        { MemberId: '1', Name: 'PSU 2', Status: { State: 'Absent' } },
      ],
    },
    '/redfish/v1/Managers/1': { Id: '1', Model: 'Lab BMC', FirmwareVersion: '2.10' },
  };
}
