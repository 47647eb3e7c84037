-- The scope 'load' opened nothing: no route takes data in. A token that had it and others keeps the others; one that had it
-- alone never opened anything, and goes.
ALTER TABLE api_token NO FORCE ROW LEVEL SECURITY;
DELETE FROM api_token WHERE scopes <@ ARRAY['load'];
UPDATE api_token SET scopes = array_remove(scopes, 'load') WHERE 'load' = ANY (scopes);
ALTER TABLE api_token FORCE ROW LEVEL SECURITY;
ALTER TABLE api_token DROP CONSTRAINT api_token_scopes_check;
ALTER TABLE api_token ADD CONSTRAINT api_token_scopes_check CHECK (scopes <> '{}' AND scopes <@ ARRAY['search', 'read', 'stage']);
