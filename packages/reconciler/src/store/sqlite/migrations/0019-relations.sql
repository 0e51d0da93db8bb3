-- What people say of how things hang together: a blade in its chassis, a guest on its host, a part of
-- another thing. What is part of something recorded needs no asset record of its own.
CREATE TABLE ci_relation (
  id INTEGER PRIMARY KEY,
  ci_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  to_ci_id INTEGER,
  to_asset_id INTEGER,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  ended_at INTEGER,
  ended_by TEXT,
  ended_reason TEXT
) STRICT;
-- A thing is in one chassis, on one host, part of one other.
CREATE UNIQUE INDEX ci_relation_in_force ON ci_relation (ci_id, kind) WHERE ended_at IS NULL;
CREATE INDEX ci_relation_to_ci ON ci_relation (to_ci_id) WHERE to_ci_id IS NOT NULL AND ended_at IS NULL;
CREATE INDEX ci_relation_to_asset ON ci_relation (to_asset_id)
  WHERE to_asset_id IS NOT NULL AND ended_at IS NULL;
