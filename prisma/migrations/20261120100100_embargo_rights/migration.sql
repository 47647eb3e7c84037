-- Who may what. One function works it out for a viewer at the beginning of a transaction and leaves it in
-- transaction-local settings, which the policies read. It belongs to airshower_embargo, a role that can not log in:
-- under FORCE ROW LEVEL SECURITY the owner of a SECURITY DEFINER function sees only what policies of its own show.

CREATE SCHEMA embargo;
REVOKE ALL ON SCHEMA embargo FROM PUBLIC;
GRANT USAGE ON SCHEMA embargo TO airshower_web, airshower_system, airshower_embargo;

-- p_sub NULL: anonymous. The groups were verified by the caller (lib/auth) and are compared exactly: membership of a
-- child group does not imply the parent.
CREATE FUNCTION embargo.begin_viewer(p_sub text, p_groups text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_projects int[] := '{}';
  v_collections int[] := '{}';
BEGIN
  IF p_sub IS NOT NULL THEN
    SELECT coalesce(array_agg(p.id), '{}') INTO v_projects FROM public.project p WHERE p.iam_group = ANY (p_groups);
    SELECT coalesce(array_agg(c.id), '{}') INTO v_collections FROM public.collection c WHERE c.iam_group = ANY (p_groups);
  END IF;
  PERFORM set_config('app.sub', coalesce(p_sub, ''), true);
  -- Projects whose observations the viewer may DISCOVER, and those whose bytes the viewer may READ.
  PERFORM set_config('app.projects', v_projects::text, true);
  PERFORM set_config('app.read_projects', v_projects::text, true);
  -- Collections whose observations without a project the viewer may discover and read.
  PERFORM set_config('app.collections', v_collections::text, true);
END $$;

-- Exchanges a ticket for a staging token. Only hashes come in; nothing is told of tickets that do not fit.
-- The same ticket with the same key may be exchanged again while its launch is staging: a lost answer strands nothing.
CREATE FUNCTION embargo.redeem_ticket(p_ticket_hash text, p_key_hash text, p_token_hash text)
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
    RETURN QUERY SELECT 'used', l.id, NULL::timestamptz; RETURN;
  END IF;
  UPDATE public.staging_ticket s SET key_hash = p_key_hash, redeemed_at = coalesce(s.redeemed_at, now()) WHERE s.hash = t.hash;
  INSERT INTO public.staging_token (hash, launch_id, expires_at) VALUES (p_token_hash, l.id, coalesce(l.until, now() + interval '30 days'));
  RETURN QUERY SELECT 'redeemed', l.id, coalesce(l.until, now() + interval '30 days');
END $$;

-- For whom a staging token acts, with that person's groups as the IAM last told them.
CREATE FUNCTION embargo.staging_viewer(p_token_hash text)
RETURNS TABLE (launch_id uuid, manifest_id uuid, sub text, username text, groups text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT l.id, l.manifest_id, l.owner_sub, l.username, coalesce(u.groups, '{}')
  FROM public.staging_token t
  JOIN public.launch l ON l.id = t.launch_id
  LEFT JOIN public."user" u ON u.sub = l.owner_sub
  WHERE t.hash = p_token_hash AND t.revoked_at IS NULL AND t.expires_at > now()
    AND l.state IN ('requested', 'staging', 'starting', 'ready')
$$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.begin_viewer(text, text[]) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.redeem_ticket(text, text, text) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.staging_viewer(text) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;

SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.begin_viewer(text, text[]), embargo.redeem_ticket(text, text, text), embargo.staging_viewer(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.begin_viewer(text, text[]), embargo.redeem_ticket(text, text, text), embargo.staging_viewer(text) TO airshower_web, airshower_system;
RESET ROLE;
