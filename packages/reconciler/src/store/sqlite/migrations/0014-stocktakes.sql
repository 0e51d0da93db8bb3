CREATE TABLE stocktake (
  id INTEGER PRIMARY KEY,
  site TEXT,
  location TEXT,
  started_at INTEGER NOT NULL,
  started_by TEXT NOT NULL,
  closed_at INTEGER,
  closed_by TEXT,
  -- when it was closed; before, it is counted
  expected INTEGER
) STRICT;
CREATE TABLE stocktake_scan (
  id INTEGER PRIMARY KEY,
  stocktake_id INTEGER NOT NULL,
  code TEXT NOT NULL,
  serial TEXT,
  location TEXT,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  verdict TEXT NOT NULL,
  says TEXT NOT NULL,
  asset_id INTEGER,
  tag TEXT
) STRICT;
CREATE INDEX stocktake_scan_of ON stocktake_scan (stocktake_id, asset_id, id);
CREATE INDEX stocktake_scan_in_order ON stocktake_scan (stocktake_id, id);
-- What nobody had scanned when it was closed.
CREATE TABLE stocktake_missing (
  stocktake_id INTEGER NOT NULL,
  asset_id INTEGER NOT NULL,
  PRIMARY KEY (stocktake_id, asset_id)
) STRICT, WITHOUT ROWID;
