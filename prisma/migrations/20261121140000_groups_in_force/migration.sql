-- For how long groups count that the identity service told, decided here for everything that acts without a login:
-- staging tokens, permits, launches that are looked after in the background.

-- The groups while they count; none when they are older than p_hold_sec (the time to the next check, and the grace while
-- the identity service is unreachable), were never told, or were told in the future: a clock has jumped, and nobody
-- knows how old they are. Clocks of two machines may differ by the half minute.
CREATE FUNCTION embargo.groups_in_force(p_groups text[], p_checked_at timestamptz, p_hold_sec int) RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN p_checked_at > now() - make_interval(secs => p_hold_sec) AND p_checked_at <= now() + interval '30 seconds' THEN coalesce(p_groups, '{}') ELSE '{}' END
$$;
GRANT EXECUTE ON FUNCTION embargo.groups_in_force(text[], timestamptz, int) TO airshower_web, airshower_system, airshower_embargo;

-- For how long that answer holds, seconds, unless groups are told again; NULL: no groups count.
CREATE FUNCTION embargo.groups_hold_on(p_checked_at timestamptz, p_hold_sec int) RETURNS float8
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN p_checked_at + make_interval(secs => p_hold_sec) > now() THEN extract(epoch FROM p_checked_at + make_interval(secs => p_hold_sec) - now())::float8 END
$$;
GRANT EXECUTE ON FUNCTION embargo.groups_hold_on(timestamptz, int) TO airshower_web, airshower_system, airshower_embargo;

-- As before, with groups that count, and for how long all of it is certain, seconds.
DROP FUNCTION embargo.staging_viewer(text);
CREATE FUNCTION embargo.staging_viewer(p_token_hash text, p_hold_sec int)
RETURNS TABLE (launch_id uuid, manifest_id uuid, sub text, username text, groups text[], certain_sec float8)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT l.id, l.manifest_id, l.owner_sub, l.username, embargo.groups_in_force(u.groups, u.groups_checked_at, p_hold_sec),
    least(extract(epoch FROM t.expires_at - now())::float8, embargo.groups_hold_on(u.groups_checked_at, p_hold_sec))
  FROM public.staging_token t
  JOIN public.launch l ON l.id = t.launch_id
  LEFT JOIN public."user" u ON u.sub = l.owner_sub
  WHERE t.hash = p_token_hash AND t.revoked_at IS NULL AND t.expires_at > now()
    AND l.state IN ('requested', 'staging', 'starting', 'ready')
$$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.staging_viewer(text, int) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.staging_viewer(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.staging_viewer(text, int) TO airshower_web, airshower_system;
RESET ROLE;

-- What else can end a right, and was not called out yet.
CREATE TRIGGER collection_told AFTER UPDATE ON collection FOR EACH ROW
  WHEN ((OLD.iam_group, OLD.shared_irfs_public) IS DISTINCT FROM (NEW.iam_group, NEW.shared_irfs_public)) EXECUTE FUNCTION embargo.tell_change();
CREATE TRIGGER observation_gone_told AFTER DELETE ON observation FOR EACH STATEMENT EXECUTE FUNCTION embargo.tell_change();
CREATE TRIGGER launch_over_told AFTER UPDATE OF state ON launch FOR EACH ROW
  WHEN (OLD.state IN ('requested', 'staging', 'starting', 'ready') AND NEW.state NOT IN ('requested', 'staging', 'starting', 'ready')) EXECUTE FUNCTION embargo.tell_change();
CREATE TRIGGER user_gone_told AFTER DELETE ON "user" FOR EACH STATEMENT EXECUTE FUNCTION embargo.tell_change();
