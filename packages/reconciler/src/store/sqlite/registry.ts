/** Enrolment tokens and observers on SQLite. */

import type { DatabaseSync } from 'node:sqlite';
import { OUTAGE_MIN_MS } from '../../judge/watch.ts';
import type { RegistryWrites, StoredToken } from '../port.ts';
import { present } from '../rows.ts';

export function prepareRegistry(database: DatabaseSync): RegistryWrites {
  return { ...prepareTokens(database), ...prepareObservers(database) };
}

type TokenWrites = Pick<
  RegistryWrites,
  'tokenByHash' | 'insertToken' | 'spendToken' | 'revokeToken'
>;

function prepareTokens(database: DatabaseSync): TokenWrites {
  const byHash = database.prepare(
    `SELECT id, expires_at AS expiresAt, max_uses AS maxUses, uses, revoked_at AS revokedAt
     FROM enrolment_token WHERE token_hash = ?`,
  );
  const insert = database.prepare(
    `INSERT INTO enrolment_token (id, token_hash, expires_at, max_uses, uses, created_at, created_by)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const spend = database.prepare('UPDATE enrolment_token SET uses = uses + 1 WHERE id = ?');
  const revoke = database.prepare(
    'UPDATE enrolment_token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL',
  );
  return {
    tokenByHash: async (tokenHash) => {
      const row = byHash.get(tokenHash);
      return row && present<StoredToken>(row);
    },
    insertToken: async ({ id, tokenHash, expiresAt, maxUses, uses, createdAt, createdBy }) => {
      insert.run(id, tokenHash, expiresAt, maxUses, uses, createdAt, createdBy);
    },
    spendToken: async (id) => {
      spend.run(id);
    },
    revokeToken: async (id, at) => revoke.run(at, id).changes === 1,
  };
}

type ObserverWrites = Omit<RegistryWrites, keyof TokenWrites>;

function prepareObservers(database: DatabaseSync): ObserverWrites {
  const insert = database.prepare(
    `INSERT INTO observer (id, kind, name, version, public_key_x, token_id, enrolled_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const admitted = database.prepare(
    'SELECT id FROM observer WHERE public_key_x = ? AND token_id = ? AND revoked_at IS NULL',
  );
  const revoke = database.prepare(
    'UPDATE observer SET revoked_at = ?, connected = 0 WHERE id = ? AND revoked_at IS NULL',
  );
  const outage = database.prepare(
    `INSERT INTO observer_outage (observer_id, from_at, to_at)
     SELECT id, last_seen_at, ?1 FROM observer
     WHERE id = ?2 AND kind = 'collector' AND last_seen_at < ?1 - ${OUTAGE_MIN_MS}
     ON CONFLICT DO NOTHING`,
  );
  const note = database.prepare(
    `UPDATE observer SET last_seen_at = max(coalesce(last_seen_at, 0), ?),
       connected = coalesce(?, connected), version = coalesce(?, version),
       coverage = coalesce(?, coverage), health = coalesce(?, health)
     WHERE id = ?`,
  );
  const disconnectAll = database.prepare('UPDATE observer SET connected = 0 WHERE connected <> 0');
  const disconnectUnheard = database.prepare(
    'UPDATE observer SET connected = 0 WHERE connected <> 0 AND last_seen_at < ? RETURNING id',
  );
  return {
    insertObserver: async ({ id, kind, name, version, publicKeyX, tokenId, enrolledAt }) => {
      insert.run(id, kind, name, version, publicKeyX, tokenId, enrolledAt);
    },
    observerAdmitted: async (publicKeyX, tokenId) => {
      const row = admitted.get(publicKeyX, tokenId);
      return row && present<{ readonly id: string }>(row).id;
    },
    revokeObserver: async (id, at) => revoke.run(at, id).changes === 1,
    noteObserver: async (id, { at, connected, version, coverage, health }) => {
      outage.run(at, id);
      const { changes } = note.run(
        at,
        connected === undefined ? null : Number(connected),
        version ?? null,
        coverage === undefined ? null : JSON.stringify(coverage),
        health === undefined ? null : JSON.stringify(health),
        id,
      );
      return changes === 1;
    },
    disconnectAll: async () => {
      disconnectAll.run();
    },
    disconnectUnheard: async (since) => disconnectUnheard.all(since).map(({ id }) => String(id)),
  };
}
