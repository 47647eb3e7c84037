-- A project by its code, in the same steps whether it is hidden or absent: under the policy alone a hidden row was judged
-- and an absent one was not, and 2,000 pairs of requests told them apart by a quarter of a millisecond.

-- What the judgement needs to know of a code; of one that nobody has, a key that no project has.
CREATE FUNCTION embargo.project_key(p_code text, OUT id int, OUT public_from timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT p.id, p.public_from INTO id, public_from FROM public.project p WHERE p.code = p_code;
  id := coalesce(id, 0);
END $$;

-- The key of a project that the viewer may know of, else NULL: the policy of `project`, asked of a row or of none.
CREATE FUNCTION embargo.project_named(p_code text) RETURNS int
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  k record;
BEGIN
  SELECT * INTO k FROM embargo.project_key(p_code);
  IF (k.public_from <= now() AND nullif(current_setting('app.denied_any', true), '') IS NULL) OR embargo.sees_project(k.id, true) THEN RETURN k.id; END IF;
  RETURN NULL;
END $$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.project_key(text) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.project_key(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.project_key(text) TO airshower_web, airshower_system;
RESET ROLE;
GRANT EXECUTE ON FUNCTION embargo.project_named(text) TO airshower_web, airshower_system;
