/** Guests that a Linux host runs: of libvirt (KVM, Xen, LXC) and of Proxmox VE. */
import { parseMac } from '@muster/facts/mac';
import { realValue } from '@muster/facts/placeholders';
import { parseUuid } from '@muster/facts/uuid';
import { tidyText } from '../../tidy-text.ts';
import type { Guest } from './host-facts.ts';
import type { Section } from './sections.ts';

export const GUEST_SECTIONS: readonly Section[] = [
  { name: 'libvirt', command: 'virsh -r -c qemu:///system list --all --uuid --name' },
  {
    name: 'pve',
    command:
      'grep -HsE "^(name|hostname|smbios1|template|net[0-9]+):" /etc/pve/qemu-server/*.conf /etc/pve/lxc/*.conf',
  },
  { name: 'pve-version', command: 'pveversion' },
];

/** A cluster has a few hundred on one host; more than this is cut. */
const GUESTS_MAX = 4096;

/** "<uuid> <name>", one a line. */
export function libvirtGuests(text: string): readonly Guest[] {
  const guests: Guest[] = [];
  for (const [, written = '', printed] of text.matchAll(/^([0-9a-f-]{36})\s+(\S.*)$/gm)) {
    const uuid = uuidOf(written);
    const name = tidyText(printed);
    if (uuid === undefined || name === undefined) continue;
    guests.push({ kind: 'vm', id: uuid, name, uuid });
    if (guests.length >= GUESTS_MAX) break;
  }
  return guests;
}

/**
 * Lines of the configurations, each behind its file's name. Below the guest's own lines stand those
 * of its snapshots: the first of each counts. Templates run nowhere.
 */
export function proxmoxGuests(text: string): readonly Guest[] {
  const guests: Guest[] = [];
  const lines = text.matchAll(
    /^\/etc\/pve\/(qemu-server|lxc)\/(\d{1,9})\.conf:(\w+):[ \t]*(\S.*)$/gm,
  );
  const byFile = Map.groupBy(lines, ([, folder, number]) => `${folder}/${number}`);
  for (const facts of byFile.values()) {
    const [, folder, number = ''] = facts[0] ?? [];
    const first = (label: string) => facts.find(([, , , key]) => key === label)?.[4];
    if (first('template') === '1' || guests.length >= GUESTS_MAX) continue;
    const name = tidyText(first('name'));
    const hostname = tidyText(first('hostname'));
    const uuid = uuidOf(/(?:^|,)uuid=([0-9a-f-]{36})/.exec(first('smbios1') ?? '')?.[1] ?? '');
    const interfaces = new Map<string, string>();
    for (const [, , , key = '', value = ''] of facts) {
      const printed = /=((?:[0-9a-f]{2}:){5}[0-9a-f]{2})(?:,|$)/i.exec(value)?.[1] ?? '';
      const mac = key.startsWith('net') ? parseMac(printed) : undefined;
      if (mac !== undefined && !interfaces.has(key)) interfaces.set(key, mac);
    }
    guests.push({
      kind: folder === 'lxc' ? 'container' : 'vm',
      id: number,
      ...(name !== undefined && { name }),
      ...(uuid !== undefined && { uuid }),
      ...(hostname !== undefined && { hostname }),
      interfaces: [...interfaces].map(([key, mac]) => ({ name: key, mac })),
    });
  }
  return guests;
}

function uuidOf(text: string): string | undefined {
  const uuid = parseUuid(text);
  return uuid === undefined ? undefined : realValue('uuid', uuid);
}
