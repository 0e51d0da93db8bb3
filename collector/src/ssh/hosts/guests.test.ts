/** Guests of a Linux host: what libvirt lists, and what Proxmox VE has written down. */
import { expect, it } from 'vitest';
import { libvirtGuests, proxmoxGuests } from './guests.ts';

it('lists the domains of libvirt', () => {
  const text = ` UUID                                   Name
----------------------------------------------------
4d757374-6572-4c61-8000-024d75000001   web-1
4d757374-6572-4c61-8000-024d75000002   db one

`;
  expect(libvirtGuests(text)).toEqual([
    {
      kind: 'vm',
      id: '4d757374-6572-4c61-8000-024d75000001',
      name: 'web-1',
      uuid: '4d757374-6572-4c61-8000-024d75000001',
    },
    {
      kind: 'vm',
      id: '4d757374-6572-4c61-8000-024d75000002',
      name: 'db one',
      uuid: '4d757374-6572-4c61-8000-024d75000002',
    },
  ]);
  expect(libvirtGuests('error: failed to connect to the hypervisor')).toEqual([]);
});

it('lists machines and containers of Proxmox, without templates and snapshots', () => {
  const text = [
    '/etc/pve/qemu-server/100.conf:name: web-1',
    '/etc/pve/qemu-server/100.conf:net0: virtio=BC:24:11:4D:75:01,bridge=vmbr0,firewall=1',
    '/etc/pve/qemu-server/100.conf:net1: e1000=BC:24:11:4D:75:02,bridge=vmbr1',
    '/etc/pve/qemu-server/100.conf:smbios1: uuid=4d757374-6572-4c61-8000-024d75000001,base64=1',
    '/etc/pve/qemu-server/100.conf:name: as-it-was-before',
    '/etc/pve/qemu-server/100.conf:net0: virtio=BC:24:11:4D:75:99,bridge=vmbr0',
    '/etc/pve/qemu-server/9000.conf:name: template-1',
    '/etc/pve/qemu-server/9000.conf:template: 1',
    '/etc/pve/lxc/101.conf:hostname: lab-dns-1',
    '/etc/pve/lxc/101.conf:net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:4D:75:03,ip=dhcp,type=veth',
    'grep: /etc/pve/lxc/102.conf: Permission denied',
  ].join('\n');
  expect(proxmoxGuests(text)).toEqual([
    {
      kind: 'vm',
      id: '100',
      name: 'web-1',
      uuid: '4d757374-6572-4c61-8000-024d75000001',
      interfaces: [
        { name: 'net0', mac: 'bc:24:11:4d:75:01' },
        { name: 'net1', mac: 'bc:24:11:4d:75:02' },
      ],
    },
    {
      kind: 'container',
      id: '101',
      hostname: 'lab-dns-1',
      interfaces: [{ name: 'net0', mac: 'bc:24:11:4d:75:03' }],
    },
  ]);
});
