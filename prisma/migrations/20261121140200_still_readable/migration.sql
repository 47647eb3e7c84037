-- Asks again for files whose bytes flow. p_askers: `[{"asker", "sub", "groups", "releases", "manifests", "paths"}]`, the
-- last two naming generated files; for each the ids of what may still be read, and for how long that is certain unless a
-- change is called out: until the first of the asker's grants ends. Each is asked under its own policies, one after the
-- other, in one go; the transaction is the last asker's when it ends, and nothing else should be done in it.
CREATE FUNCTION embargo.still_readable(p_askers jsonb) RETURNS TABLE (asker int, releases bigint[], generated text[], certain_sec float8)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  a record;
BEGIN
  FOR a IN SELECT x.* FROM jsonb_to_recordset(p_askers) AS x(asker int, sub text, groups text[], releases bigint[], manifests uuid[], paths text[])
  LOOP
    PERFORM embargo.begin_viewer(a.sub, a.groups);
    RETURN QUERY SELECT a.asker,
      ARRAY(SELECT r.id FROM public.product_release r WHERE r.id = ANY (a.releases)),
      ARRAY(SELECT f.manifest_id || '/' || f.path FROM unnest(a.manifests, a.paths) AS w(manifest_id, path)
        JOIN public.manifest_file f ON f.manifest_id = w.manifest_id AND f.path = w.path AND f.content IS NOT NULL),
      (SELECT extract(epoch FROM min(g.valid_until) - clock_timestamp())::float8 FROM public.access_grant g
        WHERE a.sub IS NOT NULL AND g.revoked_at IS NULL AND g.valid_until > now()
          AND ((g.grantee_kind = 'person' AND g.grantee = a.sub) OR (g.grantee_kind = 'group' AND g.grantee = ANY (a.groups))));
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION embargo.still_readable(jsonb) TO airshower_web;
