-- When an observer was not heard for long: from the last word before to the first word after. Under no
-- name: when nobody was heard at all. What was not looked at cannot be said to be missing.
CREATE TABLE observer_outage (
  observer_id TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  PRIMARY KEY (observer_id, from_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX observer_outage_by_end ON observer_outage (to_at);

-- On which of the last 49 days (UTC) a CI was seen: bit 0 is `day`, bit 1 the day before it, …
CREATE TABLE ci_presence (
  ci_id INTEGER PRIMARY KEY,
  day INTEGER NOT NULL,
  days INTEGER NOT NULL
) STRICT;

-- What the timer goes on from: how far it went through the CIs, when anybody was heard last.
CREATE TABLE judge_state (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a finding says beside its reason: place, likely kind, risk tier, proposed action (JSON).
ALTER TABLE finding ADD COLUMN particulars TEXT;

-- CIs that have to be judged although nothing happens: a time of grace ends. NULL: not any more.
CREATE TABLE ci_due (
  ci_id INTEGER PRIMARY KEY,
  due_at INTEGER
) STRICT;
CREATE INDEX ci_due_by_time ON ci_due (due_at) WHERE due_at IS NOT NULL;
