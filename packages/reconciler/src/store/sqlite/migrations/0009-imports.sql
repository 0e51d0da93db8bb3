-- Imports of asset records, each a thing of its own that can be looked at and undone.
CREATE TABLE asset_import (
  id INTEGER PRIMARY KEY,
  file_name TEXT,
  file_sha256 TEXT,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  mode TEXT NOT NULL,
  -- rows by disposition (JSON)
  counts TEXT NOT NULL,
  -- of its last entry about an asset record: later ones tell what was changed since
  ledger_seq INTEGER NOT NULL,
  undone_at INTEGER,
  undone_by TEXT,
  undone_reason TEXT,
  -- removed, restored, kept (JSON)
  undone_counts TEXT
) STRICT;

-- What became of the rows of a file. Rows that changed nothing are only counted: an export that is
-- imported each night says for the most part what it said the night before.
CREATE TABLE asset_import_row (
  import_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  disposition TEXT NOT NULL,
  reason TEXT NOT NULL,
  asset_id INTEGER,
  -- the asset record before it was updated (JSON)
  before TEXT,
  -- the row itself where it waits for a person (JSON)
  said TEXT,
  -- create, update, skip; withdrawn with the import
  resolved_as TEXT,
  resolved_at INTEGER,
  resolved_by TEXT,
  resolved_reason TEXT,
  -- what undoing the import did with its record: removed, restored, kept
  undone TEXT,
  kept_reason TEXT,
  PRIMARY KEY (import_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX asset_import_review ON asset_import_row (import_id, line)
  WHERE disposition = 'review' AND resolved_as IS NULL;

-- Asset records that were taken away again: never real, so not retired. What they said is in the
-- ledger; their ids are not given to others.
CREATE TABLE asset_removed (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
