-- What an asset record says beside the columns that matching needs. Custom fields are one JSON object
-- of texts.
ALTER TABLE asset ADD COLUMN technical_owner TEXT;
ALTER TABLE asset ADD COLUMN location TEXT;
ALTER TABLE asset ADD COLUMN supplier TEXT;
ALTER TABLE asset ADD COLUMN order_number TEXT;
ALTER TABLE asset ADD COLUMN price TEXT;
ALTER TABLE asset ADD COLUMN warranty_until TEXT;
ALTER TABLE asset ADD COLUMN support_until TEXT;
ALTER TABLE asset ADD COLUMN fields TEXT;

-- An accepted finding: until when (absent: for good is not possible), and who bears the risk.
ALTER TABLE finding ADD COLUMN excepted_until INTEGER;
ALTER TABLE finding ADD COLUMN risk_owner TEXT;
-- When it was last passed on because nobody had dealt with it in time.
ALTER TABLE finding ADD COLUMN escalated_at INTEGER;

-- Everything that the ledger tells of an asset record, not only what it was and became.
DROP INDEX ledger_of_assets;
CREATE INDEX ledger_about_assets ON ledger (subject, seq)
  WHERE subject >= 'asset-' AND subject < 'asset.';
