-- Addresses that a record stated before: [{value, scope, until}, …] (JSON).
ALTER TABLE record ADD COLUMN former TEXT;
