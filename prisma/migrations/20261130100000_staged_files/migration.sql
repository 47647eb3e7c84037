-- Which release each file of a manifest is, for its owner: joined with product_release the policy of releases is asked once for
-- each file, where manifest_file's own asks it before the join does. It says nothing of whether a file may be read.
CREATE FUNCTION embargo.staged_files(p_manifest uuid) RETURNS TABLE (path text, release_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp ROWS 1000 AS $$
  SELECT f.path, f.release_id FROM public.manifest_file f JOIN public.manifest m ON m.id = f.manifest_id
  WHERE f.manifest_id = p_manifest AND f.release_id IS NOT NULL AND m.owner_sub = embargo.me()
$$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.staged_files(uuid) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.staged_files(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.staged_files(uuid) TO airshower_web;
RESET ROLE;
