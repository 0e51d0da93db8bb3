-- What the ledger says of an asset, by which it is known as of any past time. Few entries are about assets.
CREATE INDEX ledger_of_assets ON ledger (subject, seq)
  WHERE kind IN ('asset.created', 'asset.updated');
