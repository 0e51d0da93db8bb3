-- Rules put in force by people, under the id of the decision (also of the one that took it back); the
-- last one counts. Without rules: those that the reconciler was started with.
CREATE TABLE rule_set (
  id INTEGER PRIMARY KEY,
  version TEXT NOT NULL,
  rules TEXT,
  -- all records up to this one were compared anew
  settled_to INTEGER NOT NULL DEFAULT 0,
  settled_at INTEGER
) STRICT;
