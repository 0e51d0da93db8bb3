-- Asset tags by a scheme. The latest scheme is in force.
CREATE TABLE tag_scheme (
  id INTEGER PRIMARY KEY,
  template TEXT NOT NULL,
  types TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL
) STRICT;
-- One sequence for each expansion of a scheme but for its number, which is a # here.
CREATE TABLE tag_sequence (
  around TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tag_reserved (
  tag TEXT PRIMARY KEY,
  around TEXT NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL
) STRICT, WITHOUT ROWID;
