/** What a scan in a stocktake comes to: judged at once, against the asset record and what its device states. */
import { normalizeSerial } from '@muster/facts/serial';
import type { ScanVerdict } from '@muster/facts/stocktake';
import type { AssetRecord } from '../commit/change-set.ts';
import { isLiving } from './lifecycle.ts';

/** Labels may say a link that ends in the tag (`muster label --link`). */
export function codeOf(scanned: string): string {
  const text = scanned.trim();
  if (!/^https?:\/\//i.test(text)) return text;
  const last = /([^/?#=]+)\/?$/.exec(text)?.[1];
  if (last === undefined) return text;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

export interface Scanned {
  readonly serial?: string;
  readonly site?: string;
  readonly location?: string;
}

export interface ScanCase {
  readonly asset?: AssetRecord;
  /** What the linked CI states, and its id: "ci-3". */
  readonly device?: { readonly name: string; readonly serial?: string };
  /** The code is a tag that was reserved and that no asset record has. */
  readonly isReserved: boolean;
  readonly scanned: Scanned;
}

export function judgeScan({ asset, device, isReserved, scanned }: ScanCase): {
  readonly verdict: ScanVerdict;
  readonly says: string;
} {
  if (asset === undefined) {
    const says = isReserved
      ? 'The tag was reserved, but no asset record has it.'
      : 'No asset record has this tag or serial.';
    return { verdict: 'unknown', says };
  }
  if (!isLiving(asset)) return { verdict: 'retired', says: `It is ${asset.state}, and here.` };
  const differs = serialDiffers(asset, device, scanned.serial);
  if (differs !== undefined) return { verdict: 'serial-differs', says: differs };
  const elsewhere = placeDiffers(asset, scanned);
  if (elsewhere !== undefined) return { verdict: 'elsewhere', says: elsewhere };
  return {
    verdict: 'found',
    says:
      device?.serial === undefined
        ? 'It is where it should be; no device reports its serial.'
        : `It is where it should be; ${device.name} reports its serial.`,
  };
}

/** The pair of tag and serial holds where the label, the record and the device itself say the same. */
function serialDiffers(
  asset: AssetRecord,
  device: ScanCase['device'],
  scanned: string | undefined,
): string | undefined {
  const onIt = scanned === undefined ? undefined : normalizeSerial(scanned);
  if (onIt !== undefined && asset.serialKey !== undefined && onIt !== asset.serialKey) {
    return `The serial on it is ${scanned}, its record says ${asset.serial}.`;
  }
  if (device?.serial === undefined) return undefined;
  const stated = normalizeSerial(device.serial);
  const known = onIt ?? asset.serialKey;
  if (known === undefined || known === stated) return undefined;
  return `The serial is ${scanned ?? asset.serial}, ${device.name} reports ${device.serial}.`;
}

function placeDiffers(
  { site, location }: AssetRecord,
  { site: here, location: there }: Scanned,
): string | undefined {
  if (here !== undefined && site !== undefined && !isSame(here, site)) {
    return `It is recorded at ${site}, and was found at ${here}.`;
  }
  if (there !== undefined && location !== undefined && !isSame(there, location)) {
    return `It is recorded in ${location}, and was found in ${there}.`;
  }
  return undefined;
}

function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
