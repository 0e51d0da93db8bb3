-- What people decided about identity (DESIGN §6). A ruling has the id of the decision that made it.
CREATE TABLE ruling (
  id INTEGER PRIMARY KEY,
  -- together: all its records are one CI; apart: none of one side is in a CI with one of the other
  kind TEXT NOT NULL,
  lifted_at INTEGER
) STRICT;
CREATE TABLE ruling_record (
  ruling_id INTEGER NOT NULL,
  record_id INTEGER NOT NULL,
  side INTEGER NOT NULL,
  PRIMARY KEY (record_id, ruling_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ruling_record_by_ruling ON ruling_record (ruling_id);

-- A value that a person holds an attribute at, under the id of its decision. It belongs to the CI it
-- was made for, and counts for the CI into which that one was merged.
CREATE TABLE attribute_lock (
  id INTEGER PRIMARY KEY,
  ci_id INTEGER NOT NULL,
  attribute TEXT NOT NULL,
  value TEXT NOT NULL,
  reason TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  until INTEGER,
  ended_at INTEGER
) STRICT;
CREATE INDEX attribute_lock_by_ci ON attribute_lock (ci_id) WHERE ended_at IS NULL;
CREATE INDEX ci_by_merger ON ci (merged_into) WHERE merged_into IS NOT NULL;

-- Values that a person, or the configuration, says many devices share: they never identify.
CREATE TABLE shared_value (
  id INTEGER PRIMARY KEY,
  scheme TEXT NOT NULL,
  value TEXT NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX shared_value_in_force ON shared_value (value, scheme) WHERE ended_at IS NULL;

ALTER TABLE decision ADD COLUMN other_ci_id INTEGER;
ALTER TABLE decision ADD COLUMN undoes INTEGER;
CREATE UNIQUE INDEX decision_by_undone ON decision (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX decision_by_other_ci ON decision (other_ci_id) WHERE other_ci_id IS NOT NULL;

-- Findings about a value that many devices state ("mac 00:1a:7d:da:71:13").
ALTER TABLE finding ADD COLUMN value_key TEXT;
CREATE UNIQUE INDEX finding_of_value ON finding (value_key, kind)
  WHERE state <> 'resolved' AND value_key IS NOT NULL;
