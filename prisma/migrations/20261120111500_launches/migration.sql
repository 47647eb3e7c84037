-- What the life of a launch needs of the database.

-- The number of the last event: counted on the launch's own row, so that two writers at once never take the same one.
ALTER TABLE "launch" ADD COLUMN "last_seq" INTEGER NOT NULL DEFAULT 0;
-- When its server was known to be gone and its tokens revoked; NULL: there may be something to clear away.
ALTER TABLE "launch" ADD COLUMN "cleared_at" TIMESTAMPTZ(3);

-- When somebody came with it and another key: if the session that was meant to have it is silent then, this is why.
ALTER TABLE "staging_ticket" ADD COLUMN "refused_at" TIMESTAMPTZ(3);

-- Never two servers for one work folder: of the launches that live, one has it.
CREATE UNIQUE INDEX "launch_living_key" ON "launch" ("owner_sub", "service", "work_folder")
  WHERE "state" IN ('requested', 'staging', 'starting', 'ready');
-- What the worker has still to do; small, however many launches there were.
CREATE INDEX "launch_unfinished_idx" ON "launch" ("state") WHERE "cleared_at" IS NULL;

-- Is a token that opens nothing (any more) one of a launch that is over? Tells the session why, and nothing to others:
-- who asks has the token.
CREATE FUNCTION embargo.staging_token_is_over(p_token_hash text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM public.staging_token t JOIN public.launch l ON l.id = t.launch_id
    WHERE t.hash = p_token_hash AND l.state NOT IN ('requested', 'staging', 'starting', 'ready'))
$$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.staging_token_is_over(text) OWNER TO airshower_embargo;
SET ROLE airshower_embargo;
-- As before, and a ticket that comes with another key is noted.
CREATE OR REPLACE FUNCTION embargo.redeem_ticket(p_ticket_hash text, p_key_hash text, p_token_hash text)
RETURNS TABLE (outcome text, launch_id uuid, token_expires_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  t public.staging_ticket%ROWTYPE;
  l public.launch%ROWTYPE;
BEGIN
  SELECT * INTO t FROM public.staging_ticket s WHERE s.hash = p_ticket_hash FOR UPDATE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'unknown', NULL::uuid, NULL::timestamptz; RETURN;
  END IF;
  SELECT * INTO l FROM public.launch x WHERE x.id = t.launch_id;
  IF l.state NOT IN ('requested', 'staging', 'starting', 'ready') OR t.expires_at <= now() THEN
    RETURN QUERY SELECT 'over', l.id, NULL::timestamptz; RETURN;
  END IF;
  IF t.key_hash IS NOT NULL AND t.key_hash <> p_key_hash THEN
    UPDATE public.staging_ticket s SET refused_at = now() WHERE s.hash = t.hash;
    RETURN QUERY SELECT 'used', l.id, NULL::timestamptz; RETURN;
  END IF;
  UPDATE public.staging_ticket s SET key_hash = p_key_hash, redeemed_at = coalesce(s.redeemed_at, now()) WHERE s.hash = t.hash;
  INSERT INTO public.staging_token (hash, launch_id, expires_at) VALUES (p_token_hash, l.id, coalesce(l.until, now() + interval '30 days'));
  RETURN QUERY SELECT 'redeemed', l.id, coalesce(l.until, now() + interval '30 days');
END $$;
REVOKE ALL ON FUNCTION embargo.staging_token_is_over(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.staging_token_is_over(text) TO airshower_web, airshower_system;
RESET ROLE;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
