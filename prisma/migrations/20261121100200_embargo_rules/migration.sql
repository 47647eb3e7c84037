-- The rules, with holds, denials, grants and offices. Each is written once, as text with the names of the columns that it
-- reads, and becomes the policies of every table that carries those columns: observations, products, tallies, and what
-- else later migrations make (a change shown before it is made is judged by these same texts).

-- A list of a setting, cast inside the sub-select: parsed once per query.
CREATE FUNCTION embargo.list(p_setting text, p_type text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN format('(SELECT nullif(current_setting(%L, true), '''')::%s[])::%s[]', p_setting, p_type, p_type);
-- `IN (SELECT unnest(…))` is hashed, `= ANY` over a long list is not.
CREATE FUNCTION embargo.among(p_setting text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN format('IN (SELECT unnest(nullif(current_setting(%L, true), '''')::bigint[]))', p_setting);

-- p_id NULL: rows that stand for several observations (tallies).
CREATE FUNCTION embargo.denied_rule(p_id text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN format('(SELECT nullif(current_setting(''app.denied_any'', true), '''') IS NOT NULL) AND (coalesce(project_id = ANY (%s), false) OR coalesce(collection_id = ANY (%s), false)%s)',
  embargo.list('app.denied_projects', 'int'), embargo.list('app.denied_collections', 'int'),
  CASE WHEN p_id IS NULL THEN '' ELSE format(' OR coalesce(%s %s, false)', p_id, embargo.among('app.denied')) END);

-- Held through membership or a grant.
CREATE FUNCTION embargo.own_rule(p_id text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN format('project_id = ANY (%s) OR (project_id IS NULL AND collection_id = ANY (%s)) OR collection_id = ANY (%s)%s',
  embargo.list('app.projects', 'int'), embargo.list('app.collections', 'int'), embargo.list('app.granted_collections', 'int'),
  CASE WHEN p_id IS NULL THEN '' ELSE format(' OR %s %s', p_id, embargo.among('app.granted')) END);

CREATE FUNCTION embargo.managed_rule() RETURNS text LANGUAGE sql IMMUTABLE
RETURN format('collection_id = ANY (%s)', embargo.list('app.managed', 'int'));

-- A denial first, then holds, then the clock, then what is held. A manager sees descriptions, held ones too.
CREATE FUNCTION embargo.discover_rule(p_id text, p_opens text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN format('NOT (%s) AND ((hold < 2 AND (%s <= now() OR %s)) OR %s)', embargo.denied_rule(p_id), p_opens, embargo.own_rule(p_id), embargo.managed_rule());

-- For rows that are visible, so that denials have been heard.
CREATE FUNCTION embargo.read_rule(p_id text, p_opens text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN format('hold = 0 AND (%s <= now() OR project_id = ANY (%s) OR (project_id IS NULL AND collection_id = ANY (%s)) OR collection_id = ANY (%s) OR %s %s)',
  p_opens, embargo.list('app.read_projects', 'int'), embargo.list('app.collections', 'int'), embargo.list('app.read_collections', 'int'), p_id, embargo.among('app.read_granted'));

-- READ of products of one role, where the viewer may not read them all.
CREATE FUNCTION embargo.read_role_rule(p_id text, p_role text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN format('hold = 0 AND (%2$s || '':p'' || project_id = ANY (%3$s) OR %2$s || '':c'' || collection_id = ANY (%3$s) OR %2$s || '':o'' || %1$s = ANY (%3$s))',
  p_id, p_role, embargo.list('app.read_roles', 'text'));

DROP POLICY read ON product_release;
DROP POLICY read ON manifest_file;
DROP VIEW visible_observation;

DO $$
BEGIN
  EXECUTE format('ALTER POLICY discover ON observation USING (%s)', embargo.discover_rule('id', 'meta_release_at'));

  -- What the viewer may do with each visible row. `mine`: by membership or grant. `in_own_tally`: its tally is visible
  -- before the day of its release is over, so that facets count it there.
  EXECUTE format('CREATE VIEW visible_observation WITH (security_invoker = true) AS
    SELECT o.*, coalesce(%s, false) AS readable, coalesce(%s, false) AS mine, coalesce((hold < 2 AND (%s)) OR %s, false) AS in_own_tally
    FROM observation o', embargo.read_rule('id', 'data_release_at'), embargo.own_rule('id'), embargo.own_rule(NULL), embargo.managed_rule());

  -- A product made from several observations needs all of them; its clock is the latest of theirs, so nothing else opens it.
  EXECUTE format('ALTER POLICY discover ON product USING (CASE sharing
    WHEN ''single'' THEN %s
    WHEN ''shared-irf'' THEN meta_release_at <= now() OR EXISTS (SELECT 1 FROM observation_product l WHERE l.product_id = product.id)
    WHEN ''combined'' THEN (SELECT count(*) FROM observation_product l WHERE l.product_id = product.id) = observation_count
    WHEN ''store'' THEN EXISTS (SELECT 1 FROM collection c WHERE c.id = collection_id)
    ELSE false END)', embargo.discover_rule('observation_id', 'meta_release_at'));

  EXECUTE format('CREATE POLICY read ON product_release FOR SELECT TO airshower_web USING (
    EXISTS (SELECT 1 FROM product p WHERE p.id = product_id AND CASE p.sharing
      WHEN ''single'' THEN (%1$s) OR (%2$s)
      WHEN ''shared-irf'' THEN p.data_release_at <= now()
        OR EXISTS (SELECT 1 FROM observation_product l JOIN visible_observation o ON o.id = l.observation_id WHERE l.product_id = p.id AND (o.readable OR (%3$s)))
      WHEN ''combined'' THEN
        (SELECT count(*) FROM observation_product l JOIN visible_observation o ON o.id = l.observation_id WHERE l.product_id = p.id AND (o.readable OR (%3$s))) = p.observation_count
      WHEN ''store'' THEN true
      ELSE false END))',
    regexp_replace(embargo.read_rule('p.observation_id', 'p.data_release_at'), '\m(hold|project_id|collection_id)\M', 'p.\1', 'g'),
    regexp_replace(embargo.read_role_rule('p.observation_id', 'p.role'), '\m(hold|project_id|collection_id)\M', 'p.\1', 'g'),
    regexp_replace(embargo.read_role_rule('o.id', 'p.role'), '\m(hold|project_id|collection_id)\M', 'o.\1', 'g'));
END $$;

GRANT SELECT ON visible_observation TO airshower_web, airshower_system;

CREATE POLICY read ON manifest_file FOR SELECT TO airshower_web USING (
  CASE WHEN release_id IS NOT NULL THEN
    EXISTS (SELECT 1 FROM manifest m WHERE m.id = manifest_id) AND EXISTS (SELECT 1 FROM product_release r WHERE r.id = release_id)
  ELSE
    EXISTS (SELECT 1 FROM manifest m WHERE m.id = manifest_id
      AND (SELECT count(*) FROM visible_observation o WHERE o.id = ANY (m.observation_ids) AND o.readable) = cardinality(m.observation_ids))
  END);

-- A collection or project is found by its first visible observation, by index (see the migration discover_by_index), or
-- because the viewer holds it as a whole. The inner queries are under the observations' own policy.
ALTER POLICY discover ON collection USING (
  NOT ((SELECT nullif(current_setting('app.denied_any', true), '') IS NOT NULL) AND coalesce(id = ANY ((SELECT nullif(current_setting('app.denied_collections', true), '')::int[])::int[]), false))
  AND (
     (SELECT true FROM observation o WHERE o.collection_id = collection.id AND o.meta_release_at <= now() ORDER BY o.meta_release_at LIMIT 1)
  OR EXISTS (SELECT 1 FROM unnest((SELECT nullif(current_setting('app.projects', true), '')::int[])::int[]) AS own(project_id)
             WHERE (SELECT true FROM observation o WHERE o.project_id = own.project_id AND o.collection_id = collection.id ORDER BY o.start_mjd LIMIT 1))
  OR EXISTS (SELECT 1 FROM unnest((SELECT nullif(current_setting('app.granted', true), '')::bigint[])::bigint[]) AS own(observation_id)
             JOIN observation o ON o.id = own.observation_id WHERE o.collection_id = collection.id)
  OR id = ANY ((SELECT nullif(current_setting('app.collections', true), '')::int[])::int[])
  OR id = ANY ((SELECT nullif(current_setting('app.granted_collections', true), '')::int[])::int[])
  OR id = ANY ((SELECT nullif(current_setting('app.managed', true), '')::int[])::int[])));

-- A joint project is found under both codes, whichever its observations are kept under.
ALTER POLICY discover ON project USING (
  NOT ((SELECT nullif(current_setting('app.denied_any', true), '') IS NOT NULL) AND coalesce(id = ANY ((SELECT nullif(current_setting('app.denied_projects', true), '')::int[])::int[]), false))
  AND (
     id = ANY ((SELECT nullif(current_setting('app.projects', true), '')::int[])::int[])
  OR (SELECT true FROM observation o WHERE o.project_id = project.id AND o.meta_release_at <= now() ORDER BY o.meta_release_at LIMIT 1)
  OR EXISTS (SELECT 1 FROM unnest((SELECT nullif(current_setting('app.granted', true), '')::bigint[])::bigint[]) AS own(observation_id)
             JOIN observation o ON o.id = own.observation_id WHERE o.project_id = project.id)
  OR EXISTS (SELECT 1 FROM unnest((SELECT nullif(current_setting('app.granted_collections', true), '')::int[] || nullif(current_setting('app.managed', true), '')::int[])::int[]) AS own(collection_id)
             WHERE (SELECT true FROM observation o WHERE o.project_id = project.id AND o.collection_id = own.collection_id ORDER BY o.start_mjd LIMIT 1))
  OR (is_joint AND EXISTS (SELECT 1 FROM joint_project j WHERE j.project_id = project.id
      AND (SELECT true FROM observation o WHERE o.project_id = j.partner_id ORDER BY o.start_mjd LIMIT 1)))));

-- Keys of projects only; their rows are under the policy above.
GRANT SELECT ON joint_project TO airshower_web;
CREATE POLICY discover ON joint_project FOR SELECT TO airshower_web USING (true);

-- Grants, holds, denials. Who gives and who places is written by the policy's own comparison, not by the caller.
GRANT SELECT, INSERT ON selection, selection_observation, access_grant, hold, denial, request, project_deputy TO airshower_web;
GRANT DELETE ON selection_observation, project_deputy TO airshower_web;
GRANT UPDATE (valid_until, revoked_at, revoked_by, revoke_reason) ON access_grant TO airshower_web;
GRANT UPDATE (lifted_at, lifted_by, lift_reason) ON hold, denial TO airshower_web;
GRANT UPDATE (state, answered_by, answered_at, answer, grant_id) ON request TO airshower_web;
GRANT SELECT, INSERT ON notice TO airshower_web;
GRANT UPDATE (read_at) ON notice TO airshower_web;
GRANT SELECT ON collection_manager TO airshower_web;

CREATE FUNCTION embargo.me() RETURNS text LANGUAGE sql STABLE
RETURN nullif(current_setting('app.sub', true), '');
CREATE FUNCTION embargo.my_groups() RETURNS text[] LANGUAGE sql STABLE
RETURN coalesce(nullif(current_setting('app.groups', true), '')::text[], '{}');
GRANT EXECUTE ON FUNCTION embargo.me(), embargo.my_groups() TO airshower_web, airshower_system, airshower_embargo;

CREATE POLICY manage ON collection_manager FOR SELECT TO airshower_web USING (embargo.manages_collection(collection_id));
CREATE POLICY lead ON project_deputy FOR SELECT TO airshower_web USING (sub = embargo.me() OR embargo.leads_project(project_id) OR embargo.manages_project(project_id));
-- Deputies are named by the PI, not by each other; the caller's name is looked up below.
CREATE FUNCTION embargo.is_pi(p_project int) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT embargo.leads_project(p_project) AND EXISTS (SELECT 1 FROM public.project p JOIN public."user" u ON u.username = p.pi_username WHERE p.id = p_project AND u.sub = embargo.me())
$$;
CREATE POLICY name_deputy ON project_deputy FOR INSERT TO airshower_web WITH CHECK (named_by = embargo.me() AND sub <> embargo.me() AND embargo.is_pi(project_id));
CREATE POLICY drop_deputy ON project_deputy FOR DELETE TO airshower_web USING (embargo.is_pi(project_id));

-- A selection is seen by who made it and by who governs all of it; its rows only where the observation is visible.
CREATE POLICY own ON selection FOR SELECT TO airshower_web USING (made_by = embargo.me() OR embargo.governs_selection(id, true));
CREATE POLICY make ON selection FOR INSERT TO airshower_web WITH CHECK (made_by = embargo.me());
CREATE POLICY own ON selection_observation FOR SELECT TO airshower_web USING (
  EXISTS (SELECT 1 FROM selection s WHERE s.id = selection_id) AND EXISTS (SELECT 1 FROM observation o WHERE o.id = observation_id));
CREATE POLICY choose ON selection_observation FOR INSERT TO airshower_web WITH CHECK (
  EXISTS (SELECT 1 FROM selection s WHERE s.id = selection_id AND s.made_by = embargo.me()) AND EXISTS (SELECT 1 FROM observation o WHERE o.id = observation_id));
CREATE POLICY drop_chosen ON selection_observation FOR DELETE TO airshower_web USING (
  EXISTS (SELECT 1 FROM selection s WHERE s.id = selection_id AND s.made_by = embargo.me()) AND EXISTS (SELECT 1 FROM observation o WHERE o.id = observation_id));

-- Nobody grants to oneself: not by name, and not through a group, unless the project is the giver's own anyway.
CREATE POLICY see ON access_grant FOR SELECT TO airshower_web USING (
     (grantee_kind = 'person' AND grantee = embargo.me()) OR (grantee_kind = 'group' AND grantee = ANY (embargo.my_groups()))
  OR embargo.governs(collection_id, project_id, selection_id));
CREATE POLICY give ON access_grant FOR INSERT TO airshower_web WITH CHECK (
  given_by = embargo.me() AND NOT emergency AND revoked_at IS NULL
  AND embargo.governs(collection_id, project_id, selection_id)
  AND NOT (grantee_kind = 'person' AND grantee = embargo.me())
  AND NOT (grantee_kind = 'group' AND grantee = ANY (embargo.my_groups()) AND NOT (project_id IS NOT NULL AND embargo.leads_project(project_id))));
CREATE POLICY change ON access_grant FOR UPDATE TO airshower_web USING (revoked_at IS NULL AND embargo.governs(collection_id, project_id, selection_id))
  WITH CHECK (embargo.governs(collection_id, project_id, selection_id) AND NOT (grantee_kind = 'person' AND grantee = embargo.me() AND revoked_at IS NULL));

CREATE POLICY see ON hold FOR SELECT TO airshower_web USING (embargo.manages(NULL, project_id, selection_id) OR (project_id IS NOT NULL AND embargo.leads_project(project_id)));
CREATE POLICY place ON hold FOR INSERT TO airshower_web WITH CHECK (placed_by = embargo.me() AND lifted_at IS NULL AND embargo.manages(NULL, project_id, selection_id));
CREATE POLICY lift ON hold FOR UPDATE TO airshower_web USING (lifted_at IS NULL AND embargo.manages(NULL, project_id, selection_id)) WITH CHECK (lifted_by = embargo.me());
CREATE POLICY see ON denial FOR SELECT TO airshower_web USING (embargo.manages(collection_id, project_id, selection_id));
CREATE POLICY place ON denial FOR INSERT TO airshower_web WITH CHECK (placed_by = embargo.me() AND lifted_at IS NULL AND embargo.manages(collection_id, project_id, selection_id));
-- A manager can not lift a denial of one's own.
CREATE POLICY lift ON denial FOR UPDATE TO airshower_web USING (lifted_at IS NULL AND sub <> embargo.me() AND embargo.manages(collection_id, project_id, selection_id)) WITH CHECK (lifted_by = embargo.me());

-- Requests for access go to who leads the project of all observations asked for; others to its managers.
CREATE POLICY see ON request FOR SELECT TO airshower_web USING (
  asked_by = embargo.me() OR embargo.manages(NULL, project_id, selection_id) OR (project_id IS NOT NULL AND embargo.leads_project(project_id)) OR (selection_id IS NOT NULL AND embargo.governs_selection(selection_id, true)));
CREATE POLICY ask ON request FOR INSERT TO airshower_web WITH CHECK (
  asked_by = embargo.me() AND state = 'open' AND CASE kind
    WHEN 'access' THEN EXISTS (SELECT 1 FROM selection s WHERE s.id = selection_id AND s.made_by = embargo.me() AND s.name IS NULL)
    ELSE embargo.leads_project(project_id) END);
CREATE POLICY answer ON request FOR UPDATE TO airshower_web
  USING (state = 'open' AND (asked_by = embargo.me() OR CASE kind WHEN 'access' THEN embargo.governs(NULL, NULL, selection_id) ELSE embargo.manages_project(project_id) END))
  WITH CHECK ((asked_by = embargo.me() AND state = 'withdrawn') OR (asked_by <> embargo.me() AND state IN ('granted', 'refused') AND answered_by = embargo.me()));

CREATE POLICY own ON notice FOR SELECT TO airshower_web USING (sub = embargo.me());
CREATE POLICY read ON notice FOR UPDATE TO airshower_web USING (sub = embargo.me()) WITH CHECK (sub = embargo.me());
-- Written by who acts, for whom it concerns; never read back.
CREATE POLICY tell ON notice FOR INSERT TO airshower_web WITH CHECK (embargo.me() IS NOT NULL AND read_at IS NULL AND mailed_at IS NULL);

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.is_pi(int) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.is_pi(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.is_pi(int) TO airshower_web, airshower_system;
RESET ROLE;
