-- Lifecycles that people put in force; the latest counts. Without one, the shipped one.
CREATE TABLE lifecycle (
  id INTEGER PRIMARY KEY,
  body TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL
) STRICT;
