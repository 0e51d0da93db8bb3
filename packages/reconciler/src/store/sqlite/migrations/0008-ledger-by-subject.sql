-- All that the ledger tells of one CI, asset, finding or observer, for evidence: a ledger of years is
-- long to read through. It serves for assets too.
DROP INDEX ledger_about_assets;
CREATE INDEX ledger_by_subject ON ledger (subject, seq);
