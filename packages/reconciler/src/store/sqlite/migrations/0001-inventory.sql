-- The inventory (DESIGN §2). Times are milliseconds since the Unix epoch. Absent is NULL.
-- Tables that every check-in moves (record_state, ci_state) are kept narrow and apart from what
-- changes rarely, so that a check-in touches few pages.

CREATE TABLE record (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  key TEXT NOT NULL,
  profile TEXT NOT NULL,
  class TEXT,
  -- the identifiers of the current version that may vote: [[scheme, value, scope, trust], …] (JSON)
  votes TEXT NOT NULL,
  -- what the digest leaves out, as last observed: addresses, port states, battery (JSON)
  volatile TEXT
) STRICT;
CREATE UNIQUE INDEX record_by_key ON record (key, source);

CREATE TABLE record_state (
  record_id INTEGER PRIMARY KEY REFERENCES record (id),
  ci_id INTEGER NOT NULL,
  version_id INTEGER NOT NULL,
  digest TEXT NOT NULL,
  volatile_hash TEXT NOT NULL,
  -- of the latest observation that stated the current version; touches state nothing
  observed_at INTEGER NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  presence TEXT NOT NULL,
  presence_at INTEGER NOT NULL,
  joined_at INTEGER NOT NULL,
  observer_id TEXT NOT NULL,
  -- the last item that moved presence: how an acknowledged touch can be found
  last_item_id TEXT NOT NULL,
  -- not 0: the next check-in must be judged although nothing changed (see judge/attention.ts)
  attention INTEGER NOT NULL DEFAULT 0,
  power TEXT
) STRICT;
CREATE INDEX record_state_by_ci ON record_state (ci_id);

-- Where records were joined before (DESIGN §6: joins are edges). The present edge is in record_state.
CREATE TABLE past_join (
  id INTEGER PRIMARY KEY,
  record_id INTEGER NOT NULL,
  ci_id INTEGER NOT NULL,
  joined_at INTEGER NOT NULL,
  left_at INTEGER NOT NULL,
  decision_id INTEGER
) STRICT;
CREATE INDEX past_join_by_record ON past_join (record_id);
CREATE INDEX past_join_by_ci ON past_join (ci_id);

CREATE TABLE record_version (
  id INTEGER PRIMARY KEY,
  record_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  observed_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  observation_id TEXT NOT NULL,
  presence TEXT NOT NULL,
  -- who spoke, as it described itself (JSON)
  observer TEXT NOT NULL,
  digest TEXT NOT NULL,
  -- the very text that the digest covers: SHA-256 over it is the digest
  body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX record_version_by_record ON record_version (record_id, version);

-- How each observation ended, by its id. Touches leave no row here: they are in record_state.
CREATE TABLE fate (
  id TEXT PRIMARY KEY,
  disposition TEXT NOT NULL,
  at INTEGER NOT NULL,
  observer_id TEXT NOT NULL,
  record_id INTEGER,
  version_id INTEGER,
  reason TEXT,
  -- what was parked, as it came (JSON, cut at a bound)
  body TEXT
) STRICT, WITHOUT ROWID;

-- Who holds a value by which records are found: of the votes of all records' current versions those
-- whose scheme finds (identify/rules.json). One tree, no more: values come in no order, and each
-- tree they go into costs a page written.
CREATE TABLE identifier (
  value TEXT NOT NULL,
  scheme TEXT NOT NULL,
  record_id INTEGER NOT NULL,
  scope TEXT NOT NULL,
  trust TEXT NOT NULL,
  PRIMARY KEY (value, scheme, record_id, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE ci (
  id INTEGER PRIMARY KEY,
  class TEXT,
  vendor TEXT,
  model TEXT,
  serial TEXT,
  hostname TEXT,
  firmware TEXT,
  macs TEXT NOT NULL,
  addresses TEXT NOT NULL,
  sources TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  asset_id INTEGER,
  -- set when its records all went into another CI, which answers under this id
  merged_into INTEGER
) STRICT;
-- Sorted lists and counts walk these alone; what was merged is in none of them.
CREATE INDEX ci_by_class ON ci (class) WHERE merged_into IS NULL;
CREATE INDEX ci_by_vendor ON ci (vendor) WHERE merged_into IS NULL;
CREATE INDEX ci_by_model ON ci (model) WHERE merged_into IS NULL;
CREATE INDEX ci_by_serial ON ci (serial) WHERE merged_into IS NULL;
CREATE INDEX ci_by_hostname ON ci (hostname) WHERE merged_into IS NULL;
CREATE INDEX ci_by_first_seen ON ci (first_seen_at) WHERE merged_into IS NULL;

-- Of CIs that were not merged: what every check-in moves.
CREATE TABLE ci_state (
  ci_id INTEGER PRIMARY KEY REFERENCES ci (id),
  last_seen_at INTEGER NOT NULL,
  presence TEXT NOT NULL,
  presence_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ci_state_by_last_seen ON ci_state (last_seen_at);

-- Lower-case text in which free words are looked for, apart so that a search reads nothing else.
CREATE TABLE ci_words (
  ci_id INTEGER PRIMARY KEY REFERENCES ci (id),
  words TEXT NOT NULL
) STRICT;

CREATE TABLE decision (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  rule_version TEXT,
  ci_id INTEGER NOT NULL,
  record_id INTEGER,
  asset_id INTEGER,
  reason TEXT NOT NULL,
  evidence_for TEXT NOT NULL,
  evidence_against TEXT NOT NULL,
  runner_up_ci_id INTEGER,
  runner_up_weight REAL
) STRICT;
CREATE INDEX decision_by_ci ON decision (ci_id);
CREATE INDEX decision_by_record ON decision (record_id) WHERE record_id IS NOT NULL;

CREATE TABLE sighting (
  id INTEGER PRIMARY KEY,
  mac TEXT NOT NULL,
  by_record_id INTEGER NOT NULL,
  port TEXT,
  vlan INTEGER,
  address TEXT,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX sighting_by_place
  ON sighting (mac, by_record_id, coalesce(port, ''), coalesce(vlan, -1));
CREATE INDEX sighting_by_port ON sighting (by_record_id, port);

CREATE TABLE asset (
  id INTEGER PRIMARY KEY,
  tag TEXT,
  serial TEXT,
  serial_key TEXT,
  maker_key TEXT NOT NULL DEFAULT '',
  vendor TEXT,
  model TEXT,
  state TEXT NOT NULL,
  owner TEXT,
  custodian TEXT,
  site TEXT,
  purchased_on TEXT,
  -- an accepted duplicate: the audited override that lifts the uniqueness below
  duplicate_accepted INTEGER NOT NULL DEFAULT 0,
  words TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  retired_at INTEGER
) STRICT;
-- A canonical serial is unique within its maker among living assets.
CREATE UNIQUE INDEX asset_living_serial ON asset (serial_key, maker_key)
  WHERE serial_key IS NOT NULL AND duplicate_accepted = 0
    AND state NOT IN ('retired', 'sanitised', 'disposed');
CREATE INDEX asset_by_serial ON asset (serial_key) WHERE serial_key IS NOT NULL;
CREATE UNIQUE INDEX asset_by_tag ON asset (tag) WHERE tag IS NOT NULL;
CREATE INDEX asset_by_state ON asset (state);

CREATE TABLE link (
  id INTEGER PRIMARY KEY,
  ci_id INTEGER NOT NULL,
  asset_id INTEGER NOT NULL,
  method TEXT NOT NULL,
  actor TEXT NOT NULL,
  linked_at INTEGER NOT NULL,
  unlinked_at INTEGER,
  decision_id INTEGER
) STRICT;
CREATE UNIQUE INDEX link_of_ci ON link (ci_id) WHERE unlinked_at IS NULL;
CREATE UNIQUE INDEX link_of_asset ON link (asset_id) WHERE unlinked_at IS NULL;
CREATE INDEX link_history_of_ci ON link (ci_id);

CREATE TABLE finding (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  severity TEXT NOT NULL,
  ci_id INTEGER,
  asset_id INTEGER,
  observer_id TEXT,
  subject TEXT NOT NULL,
  reason TEXT NOT NULL,
  evidence TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  resolved_at INTEGER,
  assignee TEXT,
  due_at INTEGER
) STRICT;
-- One unresolved finding of a kind about one subject.
CREATE UNIQUE INDEX finding_of_ci ON finding (ci_id, kind)
  WHERE state <> 'resolved' AND ci_id IS NOT NULL;
CREATE UNIQUE INDEX finding_of_asset ON finding (asset_id, kind)
  WHERE state <> 'resolved' AND ci_id IS NULL AND asset_id IS NOT NULL;
CREATE UNIQUE INDEX finding_of_observer ON finding (observer_id, kind)
  WHERE state <> 'resolved' AND ci_id IS NULL AND asset_id IS NULL;
CREATE INDEX finding_by_state ON finding (state, opened_at);
CREATE INDEX finding_by_kind ON finding (state, kind, opened_at, ci_id);

CREATE TABLE observer (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  version TEXT,
  public_key_x TEXT NOT NULL,
  -- the enrolment token that admitted it: the same token and key enrol once
  token_id TEXT NOT NULL,
  enrolled_at INTEGER NOT NULL,
  revoked_at INTEGER,
  last_seen_at INTEGER,
  connected INTEGER NOT NULL DEFAULT 0,
  coverage TEXT,
  health TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment_token (
  id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  expires_at INTEGER NOT NULL,
  max_uses INTEGER NOT NULL,
  uses INTEGER NOT NULL DEFAULT 0,
  revoked_at INTEGER,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Append-only and hash-chained: see ledger/chain.ts. The triggers stop mistakes; the chain shows malice.
CREATE TABLE ledger (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  payload TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER ledger_is_not_updated BEFORE UPDATE ON ledger
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_is_not_deleted BEFORE DELETE ON ledger
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
