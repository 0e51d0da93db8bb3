-- What people say of links: their decisions in force are looked up by CI and by asset record.
CREATE INDEX decision_on_link_by_ci ON decision (ci_id)
  WHERE actor <> 'rule' AND kind IN ('link', 'unlink');
CREATE INDEX decision_on_link_by_asset ON decision (asset_id)
  WHERE actor <> 'rule' AND kind IN ('link', 'unlink');
