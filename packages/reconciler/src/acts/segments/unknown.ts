/** Devices of a segment that no asset record stands for. */
import type { FindingPlace } from '@muster/facts/inventory';
import type { Kysely } from 'kysely';
import { isInSegment, type PolicySubject, policyOf, withRiskTier } from '../../judge/fitting.ts';
import type { Policies } from '../../judge/policies.ts';
import type { Tables } from '../../read/schema.ts';
import { parseStored } from '../../store/json.ts';

export interface UnknownDevice {
  readonly ciId: number;
  readonly subject: PolicySubject;
  readonly serial?: string;
  readonly place?: FindingPlace;
}

/** Read at once, whether they are in the segment or not. */
const PAGE = 2000;

/**
 * @param limit of devices; the search goes on where it ended, `next`
 * @returns only what would be rogue: guests and parts need no asset record of their own
 */
export async function findUnknown(
  tables: Kysely<Tables>,
  policies: Policies,
  segment: string,
  { after = 0, limit }: { readonly after?: number; readonly limit: number },
): Promise<{ readonly devices: readonly UnknownDevice[]; readonly next?: number }> {
  const devices: UnknownDevice[] = [];
  let last = after;
  for (;;) {
    const rows = await readPage(tables, last);
    for (const row of rows) {
      last = row.id;
      const device = deviceOf(row);
      const { subject } = device;
      if (!isInSegment(segment, subject)) continue;
      if (policyOf(policies, 'rogue', withRiskTier(policies, subject)) === undefined) continue;
      devices.push(device);
      if (devices.length === limit) return { devices, next: last };
    }
    if (rows.length < PAGE) return { devices };
  }
}

function readPage(tables: Kysely<Tables>, after: number) {
  return tables
    .selectFrom('ci')
    .leftJoin('ci_place', 'ci_place.ci_id', 'ci.id')
    .select(['ci.id', 'ci.class', 'ci.vendor', 'ci.model', 'ci.serial', 'ci.addresses'])
    .select('ci_place.place')
    .where('ci.id', '>', after)
    .where('ci.asset_id', 'is', null)
    .where('ci.merged_into', 'is', null)
    .orderBy('ci.id')
    .limit(PAGE)
    .execute();
}

function deviceOf(row: Awaited<ReturnType<typeof readPage>>[number]): UnknownDevice {
  const place = row.place === null ? undefined : parseStored<FindingPlace>(row.place);
  const segments = [
    ...(place?.segment === undefined ? [] : [place.segment]),
    ...(place?.vlan === undefined ? [] : [`vlan ${place.vlan}`]),
  ];
  return {
    ciId: row.id,
    subject: {
      addresses: parseStored<readonly string[]>(row.addresses),
      segments,
      ...(place?.site === undefined ? {} : { sites: [place.site] }),
      ...(row.class === null ? {} : { class: row.class }),
      ...(row.vendor === null ? {} : { vendor: row.vendor }),
      ...(row.model === null ? {} : { model: row.model }),
    },
    ...(row.serial === null ? {} : { serial: row.serial }),
    ...(place === undefined ? {} : { place }),
  };
}
