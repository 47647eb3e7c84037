-- What grants, holds and denials rest on must not be moved from under them by whoever made the selection: that would
-- give rights on others' observations, lift holds, or answer what was never asked.

-- May the viewer put this observation into the selection, or take it out? Only who made it; without a name only in the
-- transaction that makes it; never once it was asked about; and under a live grant, hold or denial only by who may give
-- or place that on this observation, and never to oneself. It holds the selection's row until the transaction ends, and
-- looks after it got it, so that no grant comes into being in between.
CREATE FUNCTION embargo.may_choose(p_selection uuid, p_observation bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  s public.selection%ROWTYPE;
  v_manages boolean;
  v_leads boolean;
BEGIN
  SELECT * INTO s FROM public.selection x WHERE x.id = p_selection FOR UPDATE;
  IF s.made_by IS DISTINCT FROM embargo.me() OR (s.name IS NULL AND s.made_at <> now()::timestamptz(3)) THEN RETURN false; END IF;
  SELECT embargo.manages_collection(o.collection_id), coalesce(embargo.leads_project(o.project_id), false) INTO v_manages, v_leads
  FROM public.observation o WHERE o.id = p_observation;
  RETURN NOT EXISTS (SELECT 1 FROM public.request r WHERE r.selection_id = p_selection)
    AND NOT EXISTS (SELECT 1 FROM public.access_grant a
      WHERE a.selection_id = p_selection AND a.revoked_at IS NULL AND (a.valid_until IS NULL OR a.valid_until > now())
        AND (a.emergency OR NOT (v_manages OR v_leads) OR (a.grantee_kind = 'person' AND a.grantee = s.made_by)
          OR (a.grantee_kind = 'group' AND a.grantee = ANY (embargo.my_groups()) AND NOT v_leads)))
    AND (v_manages OR NOT EXISTS (SELECT 1 FROM public.hold h WHERE h.selection_id = p_selection AND h.lifted_at IS NULL
      UNION ALL SELECT 1 FROM public.denial d WHERE d.selection_id = p_selection AND d.lifted_at IS NULL));
END $$;

-- The same lock from the other side: a selection is judged as it is once nobody can change it any more.
CREATE FUNCTION embargo.may_grant_on(p_selection uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM 1 FROM public.selection x WHERE x.id = p_selection FOR UPDATE;
  RETURN embargo.governs_selection(p_selection, true);
END $$;

-- Does the viewer lead the projects of all its observations?
CREATE FUNCTION embargo.leads_selection(p_selection uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(bool_and(o.project_id IS NOT NULL AND embargo.leads_project(o.project_id)), false)
  FROM public.selection_observation s JOIN public.observation o ON o.id = s.observation_id WHERE s.selection_id = p_selection
$$;

-- A request for access is about observations of one project, or of one collection that belong to none.
CREATE FUNCTION embargo.may_ask(p_selection uuid, p_project int) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT count(*) > 0 AND bool_and(o.project_id IS NOT DISTINCT FROM p_project) AND (p_project IS NOT NULL OR count(DISTINCT o.collection_id) = 1)
  FROM public.selection_observation s JOIN public.observation o ON o.id = s.observation_id WHERE s.selection_id = p_selection
$$;

-- The observations of a selection, for who made it, governs it, or holds a grant on it; which of them the caller sees is
-- for the observations' own policy to say.
CREATE FUNCTION embargo.chosen(p_selection uuid) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp ROWS 100 AS $$
  SELECT c.observation_id FROM public.selection_observation c
  WHERE c.selection_id = p_selection AND (SELECT
       EXISTS (SELECT 1 FROM public.selection s WHERE s.id = p_selection AND s.made_by = embargo.me())
    OR EXISTS (SELECT 1 FROM public.access_grant a WHERE a.selection_id = p_selection AND a.revoked_at IS NULL AND (a.valid_until IS NULL OR a.valid_until > now())
         AND ((a.grantee_kind = 'person' AND a.grantee = embargo.me()) OR (a.grantee_kind = 'group' AND a.grantee = ANY (embargo.my_groups()))))
    OR embargo.governs_selection(p_selection, true))
$$;

-- Keys of the grants on a project (partners and selections of its observations included) or a collection. Which of them
-- the caller sees is for the grants' own policy to say.
CREATE FUNCTION embargo.grants_on(p_project int, p_collection int) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp ROWS 100 AS $$
  SELECT a.id FROM public.access_grant a WHERE a.project_id = ANY (embargo.with_partners(ARRAY[p_project]))
  UNION ALL SELECT a.id FROM public.access_grant a WHERE a.collection_id = p_collection
  UNION SELECT a.id FROM public.access_grant a JOIN public.selection_observation c ON c.selection_id = a.selection_id JOIN public.observation o ON o.id = c.observation_id
    WHERE o.project_id = ANY (embargo.with_partners(ARRAY[p_project]))
  UNION SELECT a.id FROM public.access_grant a WHERE p_collection IS NOT NULL AND EXISTS (
    SELECT 1 FROM public.selection_observation c JOIN public.observation o ON o.id = c.observation_id WHERE c.selection_id = a.selection_id AND o.collection_id = p_collection)
$$;

-- Why its end was moved last.
ALTER TABLE access_grant ADD COLUMN "change_reason" TEXT;
GRANT UPDATE (change_reason) ON access_grant TO airshower_web;
-- A grant that was given is shortened, prolonged or revoked; whoever does so is written down, and nobody does it to
-- one's own profit. What two managers opened together, nobody prolongs alone. What is over stays over.
CREATE FUNCTION embargo.guard_grant() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF embargo.me() IS NULL THEN RETURN NEW; END IF;
  IF NEW.revoked_at IS NOT NULL THEN
    NEW.revoked_at := now();
    NEW.revoked_by := embargo.me();
  ELSIF OLD.valid_until IS NOT NULL AND (NEW.valid_until IS NULL OR NEW.valid_until > OLD.valid_until) THEN
    IF OLD.emergency OR OLD.valid_until <= now()
      OR (OLD.grantee_kind = 'person' AND OLD.grantee = embargo.me())
      OR (OLD.grantee_kind = 'group' AND OLD.grantee = ANY (embargo.my_groups()) AND NOT CASE
          WHEN OLD.project_id IS NOT NULL THEN embargo.leads_project(OLD.project_id)
          WHEN OLD.selection_id IS NOT NULL THEN embargo.leads_selection(OLD.selection_id) ELSE false END) THEN
      RAISE insufficient_privilege USING MESSAGE = 'this grant can not be prolonged by this viewer';
    END IF;
  END IF;
  RETURN NEW;
END $$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.may_choose(uuid, bigint) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.may_grant_on(uuid) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.leads_selection(uuid) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.may_ask(uuid, int) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.chosen(uuid) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.grants_on(int, int) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.may_choose(uuid, bigint), embargo.may_grant_on(uuid), embargo.leads_selection(uuid), embargo.may_ask(uuid, int), embargo.chosen(uuid), embargo.grants_on(int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.may_choose(uuid, bigint), embargo.may_grant_on(uuid), embargo.leads_selection(uuid), embargo.may_ask(uuid, int), embargo.chosen(uuid), embargo.grants_on(int, int)
  TO airshower_web, airshower_system;
RESET ROLE;
GRANT EXECUTE ON FUNCTION embargo.guard_grant() TO airshower_web, airshower_system, airshower_embargo;
CREATE TRIGGER grant_guarded BEFORE UPDATE ON access_grant FOR EACH ROW EXECUTE FUNCTION embargo.guard_grant();

ALTER POLICY choose ON selection_observation WITH CHECK (EXISTS (SELECT 1 FROM observation o WHERE o.id = observation_id) AND embargo.may_choose(selection_id, observation_id));
ALTER POLICY drop_chosen ON selection_observation USING (EXISTS (SELECT 1 FROM observation o WHERE o.id = observation_id) AND embargo.may_choose(selection_id, observation_id));

-- A saved selection gets another name, or goes, by who made it; on what rests on it the database insists.
GRANT UPDATE (name), DELETE ON selection TO airshower_web;
CREATE POLICY rename ON selection FOR UPDATE TO airshower_web USING (made_by = embargo.me() AND name IS NOT NULL) WITH CHECK (made_by = embargo.me());
CREATE POLICY discard ON selection FOR DELETE TO airshower_web USING (made_by = embargo.me() AND name IS NOT NULL);

ALTER POLICY give ON access_grant WITH CHECK (
  given_by = embargo.me() AND NOT emergency AND revoked_at IS NULL
  AND CASE WHEN selection_id IS NULL THEN embargo.governs(collection_id, project_id, NULL) ELSE embargo.may_grant_on(selection_id) END
  AND NOT (grantee_kind = 'person' AND grantee = embargo.me())
  AND NOT (grantee_kind = 'group' AND grantee = ANY (embargo.my_groups()) AND NOT CASE
    WHEN project_id IS NOT NULL THEN embargo.leads_project(project_id)
    WHEN selection_id IS NOT NULL THEN embargo.leads_selection(selection_id) ELSE false END));

ALTER POLICY ask ON request WITH CHECK (
  asked_by = embargo.me() AND state = 'open' AND CASE kind
    WHEN 'access' THEN embargo.may_ask(selection_id, project_id) AND EXISTS (SELECT 1 FROM selection s WHERE s.id = selection_id AND s.made_by = embargo.me() AND s.name IS NULL)
    ELSE embargo.leads_project(project_id) END);
-- Access is granted by a grant to who asked, on what was asked for.
ALTER POLICY answer ON request WITH CHECK (
  (asked_by = embargo.me() AND state = 'withdrawn')
  OR (asked_by <> embargo.me() AND state IN ('granted', 'refused') AND answered_by = embargo.me()
    AND (kind <> 'access' OR state = 'refused'
      OR EXISTS (SELECT 1 FROM access_grant g WHERE g.id = grant_id AND g.selection_id = request.selection_id AND g.grantee_kind = 'person' AND g.grantee = asked_by AND g.given_by = embargo.me()))));
