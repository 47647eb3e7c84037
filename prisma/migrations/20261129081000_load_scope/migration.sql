-- The scope 'load' is back, and opens something: to ask for a load of a collection that one manages, and to see what came of it.
ALTER TABLE api_token DROP CONSTRAINT api_token_scopes_check;
ALTER TABLE api_token ADD CONSTRAINT api_token_scopes_check CHECK (scopes <> '{}' AND scopes <@ ARRAY['search', 'read', 'stage', 'load']);
