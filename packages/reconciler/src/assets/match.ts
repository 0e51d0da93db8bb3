/** Which asset record a CI's serial stands for: exact canonical serial, within the maker where known. */
import type { AssetRecord, LinkRow, Vote } from '../commit/change-set.ts';
import { isLiving } from './lifecycle.ts';

/** A system serial of a CI that may stand for an asset. `maker` is "" where it is not known. */
export interface CiSerial {
  readonly key: string;
  readonly maker: string;
}

/**
 * Sound serials, and those that repeat an address which is sound itself: phones, cameras and radio
 * things have their MAC or EUI-64 printed as serial, and the purchase says so too.
 */
export function serialsIn(votes: readonly Vote[]): readonly CiSerial[] {
  const serials = new Map<string, CiSerial>();
  const addresses = new Set(
    votes
      .filter(({ scheme, trust }) => trust === 'sound' && (scheme === 'mac' || scheme === 'eui64'))
      .map(({ value }) => value.replaceAll(':', '').toUpperCase()),
  );
  for (const { scheme, value, scope, trust } of votes) {
    if (scheme !== 'serial.system' && scheme !== 'serial.module') continue;
    if (trust !== 'sound' && !addresses.has(value)) continue;
    if (serials.get(value)?.maker) continue;
    serials.set(value, { key: value, maker: scope });
  }
  return [...serials.values()];
}

export function isMatch(
  serial: CiSerial,
  asset: Pick<AssetRecord, 'serialKey' | 'makerKey'>,
): boolean {
  if (asset.serialKey !== serial.key) return false;
  return asset.makerKey === '' || serial.maker === '' || asset.makerKey === serial.maker;
}

export type Match =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly asset: AssetRecord; readonly serial: CiSerial }
  /** Only assets that are gone have this serial. */
  | { readonly kind: 'gone'; readonly asset: AssetRecord; readonly serial: CiSerial }
  | {
      readonly kind: 'several';
      readonly assets: readonly AssetRecord[];
      readonly serial: CiSerial;
    };

/** Never guesses: several living assets with the serial are a conflict, not a choice. */
export function matchAssets(serials: readonly CiSerial[], assets: readonly AssetRecord[]): Match {
  const matching = assets.flatMap((asset) => {
    const serial = serials.find((each) => isMatch(each, asset));
    return serial === undefined ? [] : [{ asset, serial }];
  });
  const living = matching.filter(({ asset }) => isLiving(asset));
  const [first] = living;
  if (first !== undefined) {
    return living.length === 1
      ? { kind: 'one', ...first }
      : { kind: 'several', assets: living.map(({ asset }) => asset), serial: first.serial };
  }
  const [gone] = matching;
  return gone === undefined ? { kind: 'none' } : { kind: 'gone', ...gone };
}

export type LinkStep =
  | { readonly kind: 'keep' }
  | { readonly kind: 'link'; readonly asset: AssetRecord; readonly serial: CiSerial }
  /** `isRuled`: for what a person said, or said no longer. */
  | { readonly kind: 'unlink'; readonly isRuled?: true };

/** What a person says of a CI's link. */
export interface Said {
  /** The decision by which it is to be linked. */
  readonly claim?: { readonly ruling: { readonly id: number } };
}

/**
 * What becomes of a CI's link. What a person said counts, whatever the serials say; an automatic one
 * holds as long as its asset is the one that matches.
 *
 * @param holder the CI that the matching asset is linked to already
 */
export function decideLink(
  match: Match,
  said: Said | undefined,
  current: LinkRow | undefined,
  holder: LinkRow | undefined,
): LinkStep {
  if (said?.claim !== undefined) {
    const stands = current === undefined || current.decisionId === said.claim.ruling.id;
    return stands ? { kind: 'keep' } : { kind: 'unlink', isRuled: true };
  }
  if (current?.method === 'manual') return { kind: 'unlink', isRuled: true };
  if (match.kind === 'one') {
    if (current?.assetId === match.asset.id) return { kind: 'keep' };
    if (holder !== undefined) return current === undefined ? { kind: 'keep' } : { kind: 'unlink' };
    return { kind: 'link', asset: match.asset, serial: match.serial };
  }
  return current === undefined ? { kind: 'keep' } : { kind: 'unlink' };
}
