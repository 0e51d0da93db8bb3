/** A device's way onto the network, as an interface of its sighting. */
import { parseMac } from '@muster/facts/mac';
import type { NetworkInterface } from '@muster/facts/observation';
import { textOf } from './fields.ts';

/** Longer lists are not a device's own addresses. */
const ADDRESSES_MAX = 8;

/**
 * @param kind "wifi", "ethernet", "bluetooth", …; also the interface's name
 * @returns one interface, or none when neither MAC nor address is known
 */
export function networkInterface(
  kind: string,
  { mac, addresses = [] }: { readonly mac?: unknown; readonly addresses?: readonly unknown[] },
): readonly NetworkInterface[] {
  const parsed = parseMac(textOf(mac) ?? '');
  const known = addresses
    .flatMap((each) => textOf(each) ?? [])
    .filter(isAddress)
    .slice(0, ADDRESSES_MAX);
  if (parsed === undefined && known.length === 0) return [];
  const isBluetooth = kind === 'bluetooth';
  return [
    {
      name: kind,
      kind,
      ...(parsed !== undefined && { mac: parsed }),
      ...(parsed !== undefined && isBluetooth && { macKind: 'bluetooth' as const }),
      ...(known.length > 0 && { addresses: known }),
    },
  ];
}

/** An IP address that was assigned; "0.0.0.0" is how firmwares write that none was. */
function isAddress(text: string): boolean {
  return /^[\d.]{7,15}$|^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text) && !/^[0.:]+$/.test(text);
}
