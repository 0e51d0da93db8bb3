-- The life of asset records: evidence, approvals, obligations, custody.

-- Evidence is kept by its content, in pieces: base64 text, in the transaction that speaks of it.
CREATE TABLE evidence_piece (
  sha256 TEXT NOT NULL,
  piece INTEGER NOT NULL,
  octets TEXT NOT NULL,
  PRIMARY KEY (sha256, piece)
) STRICT;
CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  asset_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  -- the state that was reached by it
  used_for TEXT
) STRICT;
CREATE INDEX evidence_of_asset ON evidence (asset_id);

-- An act that waits for another person, with its input as JSON.
CREATE TABLE approval (
  id INTEGER PRIMARY KEY,
  act TEXT NOT NULL,
  asset_id INTEGER NOT NULL,
  input TEXT NOT NULL,
  what TEXT NOT NULL,
  reason TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  approver TEXT,
  state TEXT NOT NULL,
  decided_by TEXT,
  decided_at INTEGER,
  verdict TEXT
) STRICT;
CREATE INDEX approval_of_asset ON approval (asset_id);
CREATE INDEX approval_pending ON approval (id) WHERE state = 'pending';

CREATE TABLE obligation (
  asset_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  -- RFC 3339 full-dates
  due_on TEXT,
  done_on TEXT,
  PRIMARY KEY (asset_id, kind)
) STRICT;
CREATE INDEX obligation_by_due ON obligation (due_on) WHERE due_on IS NOT NULL;
CREATE INDEX asset_by_support ON asset (support_until) WHERE support_until IS NOT NULL;

-- With whom and where an asset is from a time on, until the next row of the same asset.
CREATE TABLE custody (
  asset_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  custodian TEXT,
  site TEXT,
  location TEXT,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  approver TEXT,
  reason TEXT,
  due_on TEXT,
  accepted_at INTEGER,
  PRIMARY KEY (asset_id, at)
) STRICT;
INSERT INTO custody (asset_id, at, custodian, site, location, kind, actor)
  SELECT id, updated_at, custodian, site, location, 'stated', 'migration' FROM asset
  WHERE custodian IS NOT NULL OR site IS NOT NULL OR location IS NOT NULL;
