/**
 * The whole inventory as text that does not depend on how rows are numbered: equal inventories
 * give equal text, on whichever database. CIs are named by the keys of their records.
 */
import type { DatabaseSync } from 'node:sqlite';

type Rows = readonly Readonly<Record<string, unknown>>[];

const RECORDS = `SELECT s.ci_id AS ci, r.source || ' ' || r.key AS name, s.first_seen_at AS first, r.class,
     s.digest, s.last_seen_at AS seen, s.presence, s.attention, r.votes, r.volatile
   FROM record r JOIN record_state s ON s.record_id = r.id ORDER BY name`;
const CIS = `SELECT c.id, c.class, c.vendor, c.model, c.serial, c.hostname, c.firmware, c.macs, c.addresses,
     c.sources, w.words, c.first_seen_at, s.last_seen_at, s.presence, a.tag
   FROM ci c JOIN ci_state s ON s.ci_id = c.id
     JOIN ci_words w ON w.ci_id = c.id LEFT JOIN asset a ON a.id = c.asset_id
   WHERE c.merged_into IS NULL`;
const FINDINGS = `SELECT ci_id, kind, severity FROM finding WHERE state = 'open'`;
const IDENTIFIERS = `SELECT i.scheme, i.value, i.scope, i.trust, r.source, r.key
   FROM identifier i JOIN record r ON r.id = i.record_id`;

export function inventoryText(database: DatabaseSync): string {
  const all = (sql: string): Rows => database.prepare(sql).all();
  return textOf(all(RECORDS), all(CIS), all(FINDINGS), all(IDENTIFIERS));
}

export async function readInventoryText(readAll: (sql: string) => Promise<Rows>): Promise<string> {
  return textOf(
    await readAll(RECORDS),
    await readAll(CIS),
    await readAll(FINDINGS),
    await readAll(IDENTIFIERS),
  );
}

function textOf(records: Rows, cis: Rows, findings: Rows, identifiers: Rows): string {
  const names = new Map<unknown, string>();
  for (const { ci, name } of records) {
    names.set(ci, names.has(ci) ? `${names.get(ci)} + ${name}` : String(name));
  }
  const json = (row: Rows[number]): string => JSON.stringify(row);
  return [
    ...records.map(({ ci, ...row }) => `record ${names.get(ci)}: ${json(row)}`),
    ...cis.map(({ id, ...row }) => `${names.get(id)}: ${json(row)}`).sort(),
    ...findings.map(({ ci_id: ci, ...row }) => `${names.get(ci)}: ${json(row)}`).sort(),
    ...identifiers.map(json).sort(),
  ].join('\n');
}
