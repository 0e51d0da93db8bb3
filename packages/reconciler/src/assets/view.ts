/** An asset record as it is shown, from what is stored of it and from what the ledger tells. */
import type { AssetView } from '@muster/facts/assets';
import type { AssetRecord } from '../commit/change-set.ts';
import { formatId } from '../commit/ids.ts';
import type { Tables } from '../read/schema.ts';
import { parseStored } from '../store/json.ts';

/** What an asset record may say of itself, in plain texts. */
export const ASSET_TEXTS = [
  'tag',
  'serial',
  'vendor',
  'model',
  'owner',
  'custodian',
  'site',
  'purchasedOn',
  'technicalOwner',
  'location',
  'supplier',
  'orderNumber',
  'price',
  'warrantyUntil',
  'supportUntil',
] as const;
export type AssetText = (typeof ASSET_TEXTS)[number];

type Told = Pick<AssetRecord, AssetText | 'state' | 'fields' | 'duplicateAccepted'>;

/** @param ciId of the CI it is linked to */
export function assetView(id: number, told: Told, ciId?: number): AssetView {
  const view: { -readonly [K in AssetText]?: string } = {};
  for (const name of ASSET_TEXTS) {
    const value = told[name];
    if (value !== undefined) view[name] = value;
  }
  return {
    id: formatId('asset', id),
    state: told.state,
    ...view,
    ...(told.fields === undefined ? {} : { fields: told.fields }),
    ...(told.duplicateAccepted === true ? { duplicateAccepted: true } : {}),
    ...(ciId === undefined ? {} : { ciId: formatId('ci', ciId) }),
  };
}

/** As Kysely reads it. */
export function assetViewOf(row: Tables['asset'], ciId: number | null): AssetView {
  const texts: Record<AssetText, string | null> = {
    tag: row.tag,
    serial: row.serial,
    vendor: row.vendor,
    model: row.model,
    owner: row.owner,
    custodian: row.custodian,
    site: row.site,
    purchasedOn: row.purchased_on,
    technicalOwner: row.technical_owner,
    location: row.location,
    supplier: row.supplier,
    orderNumber: row.order_number,
    price: row.price,
    warrantyUntil: row.warranty_until,
    supportUntil: row.support_until,
  };
  const told: { -readonly [K in AssetText]?: string } = {};
  for (const name of ASSET_TEXTS) {
    const value = texts[name];
    if (value !== null) told[name] = value;
  }
  return assetView(
    row.id,
    {
      ...told,
      state: row.state,
      duplicateAccepted: row.duplicate_accepted === 1,
      ...(row.fields === null ? {} : { fields: parseStored(row.fields) }),
    },
    ciId ?? undefined,
  );
}
