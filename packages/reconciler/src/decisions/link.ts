/** Links that people make and take away: they count whatever the serials say, until they are taken back. */
import type { Evidence } from '@muster/facts/inventory';
import { findAsset } from '../assets/find.ts';
import { isLiving } from '../assets/lifecycle.ts';
import { isMatch, serialsIn } from '../assets/match.ts';
import type { AssetRecord, DecisionRow, LinkRow } from '../commit/change-set.ts';
import { formatId } from '../commit/ids.ts';
import { fetchKnownCis, type Known } from '../commit/known.ts';
import type { Transaction } from '../store/port.ts';
import type { DecisionInput, Prepared } from './decide.ts';
import { type Found, findCi, refuse, survivorsOf } from './find.ts';

export async function prepareLink(
  transaction: Transaction,
  { ci: id, asset: named, replace = false, reason }: Extract<DecisionInput, { kind: 'link' }>,
): Promise<Found<Prepared>> {
  const ci = await findCi(transaction, id);
  if (ci.kind !== 'found') return ci;
  const asset = await findAsset(transaction, named);
  if (asset.kind !== 'found') return asset;
  const ends = await endsOf(transaction, ci.value, asset.value);
  const refused = refusalOf(id, asset.value, ends, replace);
  if (refused !== undefined) return refuse(refused);
  const assets = [asset.value, ...(await assetsOf(transaction, ends))];
  const known = await fetchConcerned(transaction, [ci.value], assets);
  const against = discrepancyOf(known, ci.value, asset.value);
  return {
    kind: 'found',
    value: {
      ...ruled(known, { kind: 'link', ciId: ci.value, assetId: asset.value.id, reason }),
      row: () => ({
        kind: 'link',
        ciId: ci.value,
        assetId: asset.value.id,
        for: [{ rule: 'person', weight: 100, says: reason }],
        against,
      }),
      payload: {
        asset: formatId('asset', asset.value.id),
        method: 'manual',
        ...(against.length === 0 ? {} : { differs: against.map(({ says }) => says) }),
      },
    },
  };
}

export async function prepareUnlink(
  transaction: Transaction,
  { ci: id, reason }: Extract<DecisionInput, { kind: 'unlink' }>,
): Promise<Found<Prepared>> {
  const ci = await findCi(transaction, id);
  if (ci.kind !== 'found') return ci;
  const [link] = await transaction.linksOf([ci.value]);
  if (link === undefined) return refuse(`${id} is linked to no asset record`);
  const { assetId, method } = link;
  const assets = await transaction.assets([assetId]);
  const known = await fetchConcerned(transaction, [ci.value], assets);
  return {
    kind: 'found',
    value: {
      ...ruled(known, { kind: 'unlink', ciId: ci.value, assetId, reason }),
      row: () => ({ kind: 'unlink', ciId: ci.value, assetId }),
      payload: { asset: formatId('asset', assetId), method },
    },
  };
}

/** Taking back what was said of a link: all is then as the other decisions and the rules have it. */
export async function takenLink(
  transaction: Transaction,
  { id, ciId, assetId = 0 }: DecisionRow,
): Promise<Pick<Prepared, 'known' | 'apply'>> {
  const ciIds = await survivorsOf(transaction, [ciId]);
  const links = await transaction.linksOf(ciIds);
  const assets = await transaction.assets([
    ...new Set([assetId, ...links.map((link) => link.assetId)]),
  ]);
  const known = await fetchConcerned(transaction, ciIds, assets);
  return {
    known,
    apply: (work) => {
      work.linkRulings = work.linkRulings.filter((ruling) => ruling.id !== id);
      for (const each of known.inventory.cis.keys()) work.dirtyCis.add(each);
    },
  };
}

interface Ends {
  readonly ofCi?: LinkRow;
  readonly ofAsset?: LinkRow;
}

async function endsOf(transaction: Transaction, ciId: number, asset: AssetRecord): Promise<Ends> {
  const [ofCi] = await transaction.linksOf([ciId]);
  const [ofAsset] = await transaction.linksOfAssets([asset.id]);
  return { ...(ofCi && { ofCi }), ...(ofAsset && { ofAsset }) };
}

function refusalOf(
  id: string,
  asset: AssetRecord,
  { ofCi, ofAsset }: Ends,
  replace: boolean,
): string | undefined {
  const name = formatId('asset', asset.id);
  if (!isLiving(asset)) return `${name} is ${asset.state}: what answers to it is a zombie`;
  if (ofCi?.assetId === asset.id) {
    return ofCi.method === 'manual'
      ? `${id} is linked to ${name} by hand already (${formatId('decision', ofCi.decisionId ?? 0)})`
      : undefined;
  }
  if (replace) return undefined;
  const how = `say that it changes (muster ci relink ${id} ${name})`;
  if (ofCi !== undefined) return `${id} is linked to ${formatId('asset', ofCi.assetId)}: ${how}`;
  if (ofAsset !== undefined) return `${name} is linked to ${formatId('ci', ofAsset.ciId)}: ${how}`;
  return undefined;
}

function assetsOf(transaction: Transaction, { ofCi }: Ends): Promise<readonly AssetRecord[]> {
  return transaction.assets(ofCi === undefined ? [] : [ofCi.assetId]);
}

/** The CIs, those that have one of the assets, and those that may have it by their serial. */
async function fetchConcerned(
  transaction: Transaction,
  ciIds: readonly number[],
  assets: readonly AssetRecord[],
): Promise<Known> {
  const assetIds = assets.map(({ id }) => id);
  const holders = await transaction.linksOfAssets(assetIds);
  const byHand = await transaction.ciIdsLinkedByHand(assetIds);
  const concerned = new Set([
    ...ciIds,
    ...holders.map(({ ciId }) => ciId),
    ...(await survivorsOf(transaction, byHand)),
    ...(await transaction.ciIdsBySerial(assets.flatMap(({ serialKey }) => serialKey ?? []))),
  ]);
  const known = await fetchKnownCis(transaction, [...concerned]);
  const all = new Map([...known.inventory.assets, ...assets].map((asset) => [asset.id, asset]));
  return { ...known, inventory: { ...known.inventory, assets: [...all.values()] } };
}

function ruled(
  known: Known,
  ruling: {
    readonly kind: 'link' | 'unlink';
    readonly ciId: number;
    readonly assetId: number;
    readonly reason: string;
  },
): Pick<Prepared, 'known' | 'apply'> {
  return {
    known,
    apply: (work, id) => {
      work.linkRulings = [...work.linkRulings, { ...ruling, id, countsFor: ruling.ciId }];
      for (const ciId of known.inventory.cis.keys()) work.dirtyCis.add(ciId);
    },
  };
}

/** What a person should know who links them all the same. */
function discrepancyOf(known: Known, ciId: number, asset: AssetRecord): readonly Evidence[] {
  const votes = [...known.records.values()]
    .filter(({ state }) => state.ciId === ciId)
    .flatMap(({ row }) => row.votes);
  const serials = serialsIn(votes);
  if (asset.serialKey === undefined || serials.length === 0) return [];
  if (serials.some((serial) => isMatch(serial, asset))) return [];
  return serials.map(({ key }) => ({
    rule: 'serial',
    weight: 0,
    scheme: 'serial.system',
    value: key,
    says: `the CI states ${key}, the asset record ${asset.serial}`,
  }));
}
