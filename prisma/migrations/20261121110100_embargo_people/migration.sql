-- Accounts belong to the identity part; what giving rights needs to know of them is told here, and no more.

-- The account of a name, for who leads or manages anything: others have nobody to give rights to.
CREATE FUNCTION embargo.person_named(p_username text) RETURNS TABLE (sub text, username text, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp ROWS 1 AS $$
  SELECT u.sub, u.username, u.name FROM public."user" u
  WHERE u.username = p_username AND (coalesce(nullif(current_setting('app.led', true), ''), '{}') <> '{}' OR coalesce(nullif(current_setting('app.managed', true), ''), '{}') <> '{}')
$$;

-- Names to subjects that the caller, who is somebody, has from rows that the caller may see.
CREATE FUNCTION embargo.people(p_subs text[]) RETURNS TABLE (sub text, username text, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp ROWS 10 AS $$
  SELECT u.sub, u.username, u.name FROM public."user" u WHERE embargo.me() IS NOT NULL AND u.sub = ANY (p_subs)
$$;

-- A project's people as the IAM last said, for who leads or manages it. A PI or deputy who left the group stands there too.
CREATE FUNCTION embargo.team(p_project int) RETURNS TABLE (sub text, username text, name text, is_pi boolean, is_deputy boolean, is_member boolean, checked_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT u.sub, u.username, u.name, u.username = p.pi_username, d.sub IS NOT NULL, p.iam_group = ANY (u.groups), u.groups_checked_at
  FROM public.project p CROSS JOIN public."user" u LEFT JOIN public.project_deputy d ON d.project_id = p.id AND d.sub = u.sub
  WHERE p.id = p_project AND (p.iam_group = ANY (u.groups) OR u.username = p.pi_username OR d.sub IS NOT NULL)
    AND (SELECT embargo.leads_project(p_project) OR embargo.manages_project(p_project))
$$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.person_named(text) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.people(text[]) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.team(int) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.person_named(text), embargo.people(text[]), embargo.team(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.person_named(text), embargo.people(text[]), embargo.team(int) TO airshower_web, airshower_system;
RESET ROLE;
