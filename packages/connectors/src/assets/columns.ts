/** Which headers of an asset file mean which field: data, so that a new spelling is one word here. */
import type { AssetRow } from '@muster/facts/assets';

export type AssetField = Exclude<keyof AssetRow, 'line' | 'fields'>;

/**
 * Headers by field, in the folded form of `foldHeader`, best first. The first header of a field
 * that the file has is read; further ones are reported as unused.
 */
export const ASSET_COLUMNS: Readonly<Record<AssetField, readonly string[]>> = {
  tag: ['assettag', 'tag', 'inventorynumber', 'assetnumber', 'assetid'],
  serial: ['serialnumber', 'serial', 'serialno', 'sn', 'servicetag'],
  vendor: ['manufacturer', 'vendor', 'maker', 'make', 'brand'],
  model: ['model', 'modelname', 'product', 'productname', 'modelnumber'],
  state: ['lifecyclestate', 'lifecycle', 'status', 'state'],
  owner: ['owner', 'businessowner', 'department', 'costcenter', 'costcentre', 'company'],
  custodian: ['custodian', 'assignedto', 'username', 'checkedouttousername', 'user', 'fullname'],
  site: ['site', 'office', 'building', 'location'],
  purchasedOn: ['purchasedate', 'purchasedon', 'purchased', 'orderdate'],
  technicalOwner: ['technicalowner', 'managedby', 'supportgroup'],
  location: ['room', 'rack', 'place', 'position'],
  supplier: ['supplier', 'reseller', 'dealer'],
  orderNumber: ['ordernumber', 'purchaseorder', 'ponumber', 'po'],
  price: ['price', 'purchasecost', 'purchaseprice', 'cost'],
  warrantyUntil: ['warrantyuntil', 'warrantyexpires', 'warrantyexpiration', 'warrantyend'],
  supportUntil: ['supportuntil', 'endofsupport', 'eosdate', 'supportend', 'eoldate'],
};

/** Case, blanks and punctuation do not tell headers apart: "Serial No." is "serialno". */
export function foldHeader(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
