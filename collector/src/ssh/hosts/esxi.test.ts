/** An ESXi host and the guests on it, from the output of the one script. */
import { expect, it } from 'vitest';
import { readEsxiHost } from './esxi.ts';

const OUTPUT = `##muster version
   Product: VMware ESXi
   Version: 8.0.3
   Build: Releasebuild-24280767
##muster platform
Platform Information
   UUID: 0x4d 0x75 0x73 0x74 0x65 0x72 0x4c 0x61 0x80 0x0 0x2 0x4d 0x75 0x0 0x0 0x1
   Product Name: Bench 200
   Vendor Name: Muster Works
   Serial Number: LABESX7
   Enclosure Serial Number: LABESX7-C
   BIOS Asset Tag: 
##muster hardware
      uuid = "4d757374-6572-4c61-8000-024d75000007", 
   biosVersion = "1.7", 
      releaseDate = "2026-03-09T00:00:00Z", 
##muster hostname
   Domain Name: lab.example
   Fully Qualified Domain Name: lab-esx-7.lab.example
   Host Name: lab-esx-7
##muster nics
Name    PCI Device    Driver  Admin Status  Link Status  Speed  Duplex  MAC Address         MTU  Description
------  ------------  ------  ------------  -----------  -----  ------  -----------------  ----  -----------
vmnic0  0000:01:00.0  labnic  Up            Up            1000  Full    00:1b:21:4d:75:07  1500  Lab Gigabit Adapter
vmnic1  0000:01:00.1  labnic  Up            Down             0  Half    00:1b:21:4d:75:08  1500  Lab Gigabit Adapter
##muster addresses
Name  IPv4 Address  IPv4 Netmask   IPv4 Broadcast  Address Type  Gateway  DHCP DNS
----  ------------  -------------  --------------  ------------  -------  --------
vmk0  192.0.2.70    255.255.255.0  192.0.2.255     STATIC        0.0.0.0     false
##muster disks
naa.6024d75000000007
   Display Name: Local Lab Disk (naa.6024d75000000007)
   Size: 915715
   Device Type: Direct-Access 
   Vendor: LAB     
   Model: SSD 960         
   Revision: 1.00
mpx.vmhba0:C0:T0:L0
   Display Name: Local Lab CD-ROM
   Device Type: CD-ROM
##muster guests
web-1
   World ID: 2099001
   UUID: 56 4d 8c 6c 5f 7a 8d 4e-9b 3a 4c 5d 6e 7f 80 91
   Display Name: web-1
   Config File: /vmfs/volumes/lab/web-1/web-1.vmx

db 1
   World ID: 2099002
   UUID: 42 0a 8c 6c 5f 7a 8d 4e-9b 3a 4c 5d 6e 7f 80 92
   Display Name: db 1
##muster end
`;

it('is read with its adapters, its disks and the guests that run', () => {
  const host = readEsxiHost(OUTPUT);
  expect(host).toMatchObject({
    class: 'server',
    device: {
      vendor: 'Muster Works',
      model: 'Bench 200',
      serial: 'LABESX7',
      chassisSerial: 'LABESX7-C',
      uuid: '4d757374-6572-4c61-8000-024d75000007',
      hostname: 'lab-esx-7',
    },
    os: { name: 'VMware ESXi', version: '8.0.3', build: '24280767' },
    firmware: { version: '1.7', releasedOn: '2026-03-09' },
  });
  expect(host?.components).toEqual([
    {
      kind: 'disk',
      key: 'disk:naa.6024d75000000007',
      name: 'naa.6024d75000000007',
      vendor: 'LAB',
      model: 'SSD 960',
      firmware: '1.00',
      sizeBytes: 915715 * 2 ** 20,
    },
  ]);
  expect(host?.interfaces).toMatchObject([
    { name: 'vmnic0', mac: '00:1b:21:4d:75:07', up: true, driver: 'labnic' },
    { name: 'vmnic1', mac: '00:1b:21:4d:75:08', up: false },
    { name: 'vmk0', addresses: ['192.0.2.70'] },
  ]);
  expect(host?.guests).toMatchObject([
    { kind: 'vm', name: 'web-1', serial: 'VMware-56 4d 8c 6c 5f 7a 8d 4e-9b 3a 4c 5d 6e 7f 80 91' },
    { kind: 'vm', name: 'db 1' },
  ]);
});

it('is none where its tools are not', () => {
  expect(readEsxiHost('##muster version\nsh: esxcli: not found\n##muster end\n')).toBeUndefined();
  expect(readEsxiHost('')).toBeUndefined();
});
