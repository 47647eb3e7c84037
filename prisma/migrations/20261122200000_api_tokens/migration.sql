-- API tokens: by which somebody lets scripts act in their name. Kept as hashes; what one may is worked out at each use
-- from its owner's rights at that moment, and its scopes only narrow that.
CREATE TABLE "api_token" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "owner_sub" TEXT NOT NULL,
    "name" TEXT NOT NULL CHECK (char_length("name") BETWEEN 1 AND 100),
    -- SHA-256 of the secret, hexadecimal.
    "hash" TEXT NOT NULL CHECK ("hash" ~ '^[0-9a-f]{64}$'),
    -- The secret's last four letters, by which its owner knows it again.
    "hint" TEXT NOT NULL CHECK (char_length("hint") = 4),
    "scopes" TEXT[] NOT NULL CHECK ("scopes" <> '{}' AND "scopes" <@ ARRAY['search', 'read', 'stage', 'load']),
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    -- The last use, to the minute; the address where it is known.
    "last_used_at" TIMESTAMPTZ(3),
    "last_used_from" TEXT,
    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "api_token_hash_key" ON "api_token" ("hash");
CREATE INDEX "api_token_owner_sub_idx" ON "api_token" ("owner_sub", "made_at");

ALTER TABLE "api_token" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "api_token" FORCE ROW LEVEL SECURITY;
REVOKE ALL ON "api_token" FROM airshower_web, airshower_system, airshower_embargo;
-- The web writes hashes and reads none: which one fits is for the function below to say.
GRANT SELECT ("id", "owner_sub", "name", "hint", "scopes", "made_at", "expires_at", "revoked_at", "last_used_at", "last_used_from"),
  INSERT ("owner_sub", "name", "hash", "hint", "scopes", "expires_at"), UPDATE ("revoked_at") ON "api_token" TO airshower_web;
GRANT SELECT, UPDATE ("last_used_at", "last_used_from") ON "api_token" TO airshower_embargo;
GRANT SELECT ("id", "owner_sub", "expires_at", "revoked_at"), DELETE ON "api_token" TO airshower_system;
CREATE POLICY own ON "api_token" FOR SELECT TO airshower_web USING (owner_sub = embargo.me());
CREATE POLICY make ON "api_token" FOR INSERT TO airshower_web WITH CHECK (owner_sub = embargo.me() AND revoked_at IS NULL AND expires_at > now());
-- Once, and for good.
CREATE POLICY revoke ON "api_token" FOR UPDATE TO airshower_web USING (owner_sub = embargo.me() AND revoked_at IS NULL) WITH CHECK (owner_sub = embargo.me() AND revoked_at IS NOT NULL);
CREATE POLICY embargo ON "api_token" TO airshower_embargo USING (true) WITH CHECK (true);
CREATE POLICY system ON "api_token" TO airshower_system USING (true) WITH CHECK (true);

-- Whether groups of somebody can still be asked for: a login whose own tokens are kept.
GRANT SELECT ("user_id", "iam_tokens") ON "session" TO airshower_embargo;

-- For whom an API token acts, named by its hash or, once it was shown, by its id. `state`: 'live', 'revoked', 'ended', or
-- 'unconfirmed' when the identity service no longer vouches for the owner's groups: such a token must fail, and not find
-- less than there is. `certain_sec`: for how long the answer holds unless a change is called out.
CREATE FUNCTION embargo.api_token_viewer(p_hash text, p_id uuid, p_hold_sec int)
RETURNS TABLE (id uuid, state text, sub text, username text, name text, groups text[], scopes text[], certain_sec float8)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT t.id,
    CASE WHEN t.revoked_at IS NOT NULL THEN 'revoked' WHEN t.expires_at <= now() THEN 'ended'
      WHEN embargo.groups_hold_on(u.groups_checked_at, p_hold_sec) IS NULL OR u.groups_checked_at > now() + interval '30 seconds'
        OR NOT EXISTS (SELECT 1 FROM public.session s WHERE s.user_id = u.id AND s.iam_tokens IS NOT NULL) THEN 'unconfirmed'
      ELSE 'live' END,
    u.sub, u.username, u.name, embargo.groups_in_force(u.groups, u.groups_checked_at, p_hold_sec), t.scopes,
    least(extract(epoch FROM t.expires_at - now())::float8, embargo.groups_hold_on(u.groups_checked_at, p_hold_sec))
  FROM public.api_token t JOIN public."user" u ON u.sub = t.owner_sub
  WHERE t.hash = p_hash OR t.id = p_id
$$;

-- Notes that a token was used, from where. Once a minute is enough for whoever looks.
CREATE FUNCTION embargo.api_token_used(p_id uuid, p_from text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE public.api_token SET last_used_at = now(), last_used_from = left(p_from, 64)
  WHERE id = p_id AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute' OR last_used_from IS DISTINCT FROM left(p_from, 64))
$$;

-- Whether somebody has a token that is alive: then the identity service is asked for their groups after the browser's
-- session has ended, too.
CREATE FUNCTION embargo.has_api_token(p_sub text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM public.api_token t WHERE t.owner_sub = p_sub AND t.revoked_at IS NULL AND t.expires_at > now())
$$;

-- Told to the portal's chain: a token is about no project. Its name is the owner's own text and stays out.
CREATE FUNCTION embargo.audit_api_token() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM embargo.audit_by(ARRAY['portal'], CASE TG_OP WHEN 'INSERT' THEN 'token.made' ELSE 'token.revoked' END, 'ok',
    jsonb_build_object('token', NEW.id, 'scopes', NEW.scopes, 'until', embargo.audit_time(NEW.expires_at)));
  RETURN NULL;
END $$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.api_token_viewer(text, uuid, int) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.api_token_used(uuid, text) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.has_api_token(text) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.audit_api_token() OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.api_token_viewer(text, uuid, int), embargo.api_token_used(uuid, text), embargo.has_api_token(text), embargo.audit_api_token() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.api_token_viewer(text, uuid, int), embargo.api_token_used(uuid, text), embargo.has_api_token(text) TO airshower_web;
GRANT EXECUTE ON FUNCTION embargo.audit_api_token() TO airshower_web, airshower_system;
RESET ROLE;

CREATE TRIGGER api_token_made_audited AFTER INSERT ON api_token FOR EACH ROW EXECUTE FUNCTION embargo.audit_api_token();
CREATE TRIGGER api_token_revoked_audited AFTER UPDATE OF revoked_at ON api_token FOR EACH ROW
  WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION embargo.audit_api_token();
-- What is under way by a token that is revoked or gone asks again. Its last use is no change of rights.
CREATE TRIGGER api_token_told AFTER UPDATE OF revoked_at, expires_at OR DELETE ON api_token FOR EACH STATEMENT EXECUTE FUNCTION embargo.tell_change();
