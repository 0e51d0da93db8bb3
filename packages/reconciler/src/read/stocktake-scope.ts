/** Which asset records a stocktake expects, and which of them nobody has scanned. */
import type { LifecycleState } from '@muster/facts/assets';
import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { Tables } from './schema.ts';

/** What is on its way in, on its way elsewhere or gone is not expected anywhere. */
const EXPECTED: readonly LifecycleState[] = ['received', 'provisioned', 'deployed', 'repair'];

type Stocktake = Pick<Tables['stocktake'], 'id' | 'site' | 'location'>;
type Assets = SelectQueryBuilder<Tables, 'asset', Record<never, never>>;

export function expectedIn(db: Kysely<Tables>, { site, location }: Stocktake): Assets {
  let asked = db.selectFrom('asset').where('asset.state', 'in', EXPECTED);
  if (site !== null) asked = asked.where('asset.site', '=', site);
  if (location !== null) asked = asked.where('asset.location', '=', location);
  return asked;
}

export function missingOf(db: Kysely<Tables>, stocktake: Stocktake): Assets {
  return expectedIn(db, stocktake).where(({ not, exists, selectFrom }) =>
    not(
      exists(
        selectFrom('stocktake_scan as scan')
          .select('scan.id')
          .where('scan.stocktake_id', '=', stocktake.id)
          .whereRef('scan.asset_id', '=', 'asset.id'),
      ),
    ),
  );
}
