/**
 * The whole inventory as text that does not depend on how rows are numbered: equal inventories
 * give equal text. CIs are named by the keys of their records.
 */
import type { DatabaseSync } from 'node:sqlite';

export function inventoryText(database: DatabaseSync): string {
  const names = new Map<unknown, string>();
  const records = database
    .prepare(
      `SELECT s.ci_id AS ci, r.source || ' ' || r.key AS name, s.first_seen_at AS first, r.class,
         s.digest, s.last_seen_at AS seen, s.presence, s.attention, r.votes, r.volatile
       FROM record r JOIN record_state s ON s.record_id = r.id ORDER BY name`,
    )
    .all();
  for (const { ci, name } of records) {
    names.set(ci, names.has(ci) ? `${names.get(ci)} + ${name}` : String(name));
  }
  const cis = database
    .prepare(
      `SELECT c.id, c.class, c.vendor, c.model, c.serial, c.hostname, c.firmware, c.macs, c.addresses,
         c.sources, w.words, c.first_seen_at, s.last_seen_at, s.presence, a.tag
       FROM ci c JOIN ci_state s ON s.ci_id = c.id
         JOIN ci_words w ON w.ci_id = c.id LEFT JOIN asset a ON a.id = c.asset_id
       WHERE c.merged_into IS NULL`,
    )
    .all()
    .map(({ id, ...row }) => `${names.get(id)}: ${JSON.stringify(row)}`);
  const findings = database
    .prepare(`SELECT ci_id, kind, severity FROM finding WHERE state = 'open'`)
    .all()
    .map(({ ci_id: ci, ...row }) => `${names.get(ci)}: ${JSON.stringify(row)}`);
  const identifiers = database
    .prepare(
      `SELECT i.scheme, i.value, i.scope, i.trust, r.source, r.key
       FROM identifier i JOIN record r ON r.id = i.record_id`,
    )
    .all()
    .map((row) => JSON.stringify(row));
  return [
    ...records.map(({ ci, ...row }) => `record ${names.get(ci)}: ${JSON.stringify(row)}`),
    ...cis.sort(),
    ...findings.sort(),
    ...identifiers.sort(),
  ].join('\n');
}
