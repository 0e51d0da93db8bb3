-- Where a CI is, as its sources say (JSON), and where it was before, until a person accepts that it moved.
CREATE TABLE ci_place (
  ci_id INTEGER PRIMARY KEY,
  place TEXT NOT NULL,
  before TEXT,
  moved_at INTEGER
) STRICT;

-- The version of a record whose parts are accepted, while those of the present one differ.
CREATE TABLE component_baseline (
  record_id INTEGER PRIMARY KEY,
  version_id INTEGER,
  since INTEGER NOT NULL,
  -- whether all of its parts could be read
  is_whole INTEGER NOT NULL
) STRICT;

-- Segments whose devices are only listed, not accused, until a time.
CREATE TABLE segment_learning (
  segment TEXT PRIMARY KEY,
  since INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
