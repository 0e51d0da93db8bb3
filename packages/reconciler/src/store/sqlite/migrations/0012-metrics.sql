-- What was counted on each day (UTC, RFC 3339 full-date), by site and class ("" where there is none):
-- today's rows are counted anew now and then, those of days gone by stay as they are.
CREATE TABLE metric_day (
  day TEXT NOT NULL,
  site TEXT NOT NULL,
  class TEXT NOT NULL,
  name TEXT NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (day, site, class, name)
) STRICT, WITHOUT ROWID;
