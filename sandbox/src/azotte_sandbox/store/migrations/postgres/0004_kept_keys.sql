-- The first tenant's development keys, unencrypted, so that each start can show them (`kept_keys`); no other key, ever.

ALTER TABLE api_key ADD COLUMN secret TEXT CHECK (secret IS NULL OR environment = 'development');
