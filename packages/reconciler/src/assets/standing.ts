/** What speaks for an asset record when its next steps are judged, read in or outside a transaction. */
import type { EvidenceKind } from '@muster/facts/lifecycle';
import type { DeviceClass } from '@muster/facts/observation';
import { normalizeSerial } from '@muster/facts/serial';
import type { Kysely } from 'kysely';
import type { AssetRecord } from '../commit/change-set.ts';
import { formatId } from '../commit/ids.ts';
import type { Tables } from '../read/schema.ts';
import type { NeededField, Standing } from './steps.ts';

export type Judged = Pick<AssetRecord, NeededField | 'id' | 'serialKey'>;

export interface AssetStanding extends Standing {
  /** As the linked CI is known. */
  readonly class?: DeviceClass;
}

export async function readStanding(db: Kysely<Tables>, asset: Judged): Promise<AssetStanding> {
  const { id, serialKey, tag, serial, orderNumber, custodian, location, site, owner } = asset;
  const ci = await db
    .selectFrom('link')
    .innerJoin('ci', 'ci.id', 'link.ci_id')
    .select(['ci.serial', 'ci.class'])
    .where('link.asset_id', '=', id)
    .where('link.unlinked_at', 'is', null)
    .executeTakeFirst();
  const files = await db
    .selectFrom('evidence')
    .select('kind')
    .distinct()
    .where('asset_id', '=', id)
    .where('used_for', 'is', null)
    .execute();
  const told = { tag, serial, orderNumber, custodian, location, site, owner };
  return {
    name: tag ?? formatId('asset', id),
    fields: Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)),
    files: new Set<EvidenceKind>(files.map(({ kind }) => kind)),
    serialValidated:
      serialKey !== undefined && ci?.serial != null && normalizeSerial(ci.serial) === serialKey,
    ...(ci?.class != null && { class: ci.class }),
  };
}
