/** Interfaces as iproute2 lists them: `ip -j addr`, or the text of older ones. */

import { isRecord, jsonOf, textOf } from '../../json.ts';
import { tidyText } from '../../tidy-text.ts';

export interface ListedInterface {
  readonly name: string;
  readonly index?: number;
  readonly mac?: string;
  readonly addresses: readonly string[];
  readonly up?: boolean;
}

/** A router with a subinterface per customer has thousands; more than this is cut. */
const INTERFACES_MAX = 16_384;
const ADDRESSES_MAX = 256;

export function parseIpAddresses(text: string): readonly ListedInterface[] {
  const json = jsonOf(text);
  const listed = Array.isArray(json) ? fromJson(json) : fromText(text);
  return listed.filter(({ name }) => name !== 'lo').slice(0, INTERFACES_MAX);
}

function fromJson(links: readonly unknown[]): readonly ListedInterface[] {
  const interfaces: ListedInterface[] = [];
  for (const link of links) {
    if (!isRecord(link)) continue;
    const name = textOf(link.ifname);
    if (name === undefined) continue;
    const index = link.ifindex;
    // A bond or team member carries the group's address; its own is the permanent one.
    const mac = textOf(link.permaddr) ?? textOf(link.address);
    const infos = Array.isArray(link.addr_info) ? link.addr_info : [];
    const state = textOf(link.operstate);
    interfaces.push({
      name,
      ...(typeof index === 'number' && { index }),
      ...(mac !== undefined && isBurnable(mac) && { mac }),
      addresses: infos.flatMap(addressOf).slice(0, ADDRESSES_MAX),
      ...((state === 'UP' || state === 'DOWN') && { up: state === 'UP' }),
    });
  }
  return interfaces;
}

function addressOf(info: unknown): readonly string[] {
  if (!isRecord(info)) return [];
  const address = textOf(info.local);
  return address === undefined || info.scope === 'host' ? [] : [address];
}

function fromText(text: string): readonly ListedInterface[] {
  return text.split(/^(?=\d+: )/m).flatMap((block) => {
    const head = /^(\d+): ([^:@\s]+)[@:][^\n]*/.exec(block);
    const name = tidyText(head?.[2]);
    if (head === null || name === undefined) return [];
    const mac = /(?:permaddr|link\/ether) ([0-9a-f:]{17})/.exec(block)?.[1];
    const addresses = [...block.matchAll(/^\s+inet6? ([0-9a-f.:]{2,45})/gm)].map(
      ([, ip = '']) => ip,
    );
    const state = / state (UP|DOWN) /.exec(head[0])?.[1];
    return [
      {
        name,
        index: Number(head[1]),
        ...(mac !== undefined && isBurnable(mac) && { mac }),
        addresses: addresses.slice(0, ADDRESSES_MAX),
        ...(state !== undefined && { up: state === 'UP' }),
      },
    ];
  });
}

/** Tunnels and the like have no address, or zeros. */
function isBurnable(mac: string): boolean {
  return /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(mac) && mac !== '00:00:00:00:00:00';
}
