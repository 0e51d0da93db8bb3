/** Enrolment tokens and observers on PostgreSQL. */
import { OUTAGE_MIN_MS } from '../../judge/watch.ts';
import type { RegistryWrites, StoredToken } from '../port.ts';
import { present } from '../rows.ts';
import type { Session } from './connection.ts';

export function registryOver(session: Session): RegistryWrites {
  return { ...tokenWrites(session), ...observerWrites(session) };
}

type TokenWrites = Pick<
  RegistryWrites,
  'tokenByHash' | 'insertToken' | 'spendToken' | 'revokeToken'
>;

function tokenWrites(session: Session): TokenWrites {
  return {
    tokenByHash: async (tokenHash) => {
      const [row] = await session.all(
        `SELECT id, expires_at AS "expiresAt", max_uses AS "maxUses", uses,
           revoked_at AS "revokedAt"
         FROM enrolment_token WHERE token_hash = $1`,
        [tokenHash],
      );
      return row && present<StoredToken>(row);
    },
    insertToken: async ({ id, tokenHash, expiresAt, maxUses, uses, createdAt, createdBy }) => {
      await session.run(
        `INSERT INTO enrolment_token
           (id, token_hash, expires_at, max_uses, uses, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [id, tokenHash, expiresAt, maxUses, uses, createdAt, createdBy],
      );
    },
    spendToken: async (id) => {
      await session.run('UPDATE enrolment_token SET uses = uses + 1 WHERE id = $1', [id]);
    },
    revokeToken: async (id, at) =>
      (await session.run(
        'UPDATE enrolment_token SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL',
        [at, id],
      )) === 1,
  };
}

function observerWrites(session: Session): Omit<RegistryWrites, keyof TokenWrites> {
  return {
    insertObserver: async ({ id, kind, name, version, publicKeyX, tokenId, enrolledAt }) => {
      await session.run(
        `INSERT INTO observer (id, kind, name, version, public_key_x, token_id, enrolled_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [id, kind, name, version, publicKeyX, tokenId, enrolledAt],
      );
    },
    observerAdmitted: async (publicKeyX, tokenId) => {
      const [row] = await session.all(
        'SELECT id FROM observer WHERE public_key_x = $1 AND token_id = $2 AND revoked_at IS NULL',
        [publicKeyX, tokenId],
      );
      return row && present<{ readonly id: string }>(row).id;
    },
    revokeObserver: async (id, at) =>
      (await session.run(
        'UPDATE observer SET revoked_at = $1, connected = 0 WHERE id = $2 AND revoked_at IS NULL',
        [at, id],
      )) === 1,
    noteObserver: async (id, { at, connected, version, coverage, health }) =>
      (await session.run(
        // Every part of the statement sees the observer as it was before.
        `WITH outage AS (
           INSERT INTO observer_outage (observer_id, from_at, to_at)
           SELECT id, last_seen_at, $1::bigint FROM observer
           WHERE id = $6::text AND kind = 'collector' AND last_seen_at < $1::bigint - ${OUTAGE_MIN_MS}
           ON CONFLICT DO NOTHING)
         UPDATE observer SET last_seen_at = greatest(coalesce(last_seen_at, 0), $1::bigint),
           connected = coalesce($2, connected), version = coalesce($3, version),
           coverage = coalesce($4, coverage), health = coalesce($5, health)
         WHERE id = $6::text`,
        [
          at,
          connected === undefined ? null : Number(connected),
          version ?? null,
          coverage === undefined ? null : JSON.stringify(coverage),
          health === undefined ? null : JSON.stringify(health),
          id,
        ],
      )) === 1,
    disconnectAll: async () => {
      await session.run('UPDATE observer SET connected = 0 WHERE connected <> 0');
    },
    disconnectUnheard: async (since) => {
      const rows = await session.places(
        'UPDATE observer SET connected = 0 WHERE connected <> 0 AND last_seen_at < $1 RETURNING id',
        [since],
      );
      return rows.map(([id]) => String(id));
    },
  };
}
