-- How entries are written. Everything here belongs to airshower_embargo: who and when are never the caller's to say.

-- The person of an IAM subject, made known at the first entry.
CREATE FUNCTION embargo.audit_person_of(p_sub text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_id uuid;
  v_username text;
BEGIN
  IF p_sub IS NULL THEN RETURN NULL; END IF;
  SELECT a.id INTO v_id FROM public.audit_person a WHERE a.sub = p_sub;
  IF v_id IS NULL THEN
    SELECT u.username INTO v_username FROM public."user" u WHERE u.sub = p_sub;
    -- Known by name so far, as a PI who had not logged in yet.
    UPDATE public.audit_person a SET sub = p_sub
    WHERE a.sub IS NULL AND a.id = (SELECT x.id FROM public.audit_person x WHERE x.username = v_username AND x.sub IS NULL LIMIT 1) RETURNING a.id INTO v_id;
  END IF;
  IF v_id IS NULL THEN
    INSERT INTO public.audit_person (sub, username) VALUES (p_sub, v_username) ON CONFLICT (sub) DO NOTHING;
    SELECT a.id INTO v_id FROM public.audit_person a WHERE a.sub = p_sub;
  END IF;
  RETURN v_id;
END $$;

-- The same for somebody who is known by an account name only, such as a PI who never logged in.
CREATE FUNCTION embargo.audit_person_named(p_username text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_id uuid := embargo.audit_person_of((SELECT u.sub FROM public."user" u WHERE u.username = p_username));
BEGIN
  IF v_id IS NULL THEN
    SELECT a.id INTO v_id FROM public.audit_person a WHERE a.username = p_username AND a.sub IS NULL LIMIT 1;
  END IF;
  IF v_id IS NULL THEN
    INSERT INTO public.audit_person (username) VALUES (p_username) RETURNING id INTO v_id;
  END IF;
  RETURN v_id;
END $$;

-- The one place where rows are made. p_chains: each gets an entry of its own.
CREATE FUNCTION embargo.audit_write(p_chains text[], p_actor text, p_person uuid, p_action text, p_outcome text, p_subject jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  WITH written AS (
    INSERT INTO public.audit_entry (at, scope, chain, actor, person, action, outcome, subject, request_id)
    SELECT clock_timestamp(), split_part(c.chain, ':managers', 1), c.chain, p_actor, p_person, p_action, p_outcome, p_subject,
      left(nullif(current_setting('app.request_id', true), ''), 128)
    FROM unnest(p_chains) AS c(chain)
    RETURNING id, chain)
  INSERT INTO public.audit_pending (entry_id, chain) SELECT w.id, w.chain FROM written w;
END $$;

-- Who acts: the viewer of this transaction; else nobody known (the portal asks for an anonymous visitor), or the system.
CREATE FUNCTION embargo.audit_by(p_chains text[], p_action text, p_outcome text, p_subject jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_sub text := nullif(current_setting('app.sub', true), '');
BEGIN
  PERFORM embargo.audit_write(p_chains, CASE WHEN v_sub IS NOT NULL THEN 'person' WHEN session_user = 'airshower_web' THEN 'anonymous' ELSE 'system' END,
    embargo.audit_person_of(v_sub), p_action, p_outcome, p_subject);
END $$;

-- A joint project's matters are both projects' matters: each chain is whole by itself.
CREATE FUNCTION embargo.project_chains(p_project int, p_suffix text DEFAULT '') RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT array_agg('project:' || id || p_suffix ORDER BY id) FROM unnest(embargo.with_partners(ARRAY[p_project])) AS id
$$;

-- Which chains tell of these observations, and under which names: a project's, else the collection's. At most a thousand
-- names in one piece.
CREATE FUNCTION embargo.audit_pieces(p_observations bigint[], p_suffix text DEFAULT '') RETURNS TABLE (chain text, names jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT n.chain, jsonb_agg(n.name ORDER BY n.place) FROM (
    SELECT k.chain, c.name || ':' || o.obs_id AS name, row_number() OVER w AS place, (row_number() OVER w - 1) / 1000 AS piece
    FROM public.observation o JOIN public.collection c ON c.id = o.collection_id
    LEFT JOIN public.project p ON p.id = o.project_id
    CROSS JOIN LATERAL unnest(CASE WHEN p.id IS NULL THEN ARRAY['collection:' || o.collection_id]
      WHEN p.is_joint THEN embargo.project_chains(p.id, p_suffix) ELSE ARRAY['project:' || p.id || p_suffix] END) AS k(chain)
    WHERE o.id = ANY (p_observations)
    WINDOW w AS (PARTITION BY k.chain ORDER BY c.name, o.obs_id)) n
  GROUP BY n.chain, n.piece ORDER BY n.chain, n.piece
$$;

-- One entry per chain, each naming its own observations only. p_named false: how many, for what was named before.
CREATE FUNCTION embargo.audit_observations(p_observations bigint[], p_action text, p_outcome text, p_subject jsonb, p_suffix text DEFAULT '', p_named boolean DEFAULT true) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_named THEN
    PERFORM embargo.audit_by(ARRAY[x.chain], p_action, p_outcome, p_subject || jsonb_build_object('observations', x.names)) FROM embargo.audit_pieces(p_observations, p_suffix) x;
  ELSE
    PERFORM embargo.audit_by(ARRAY[x.chain], p_action, p_outcome, p_subject || jsonb_build_object('observationCount', x.total))
    FROM (SELECT y.chain, sum(jsonb_array_length(y.names)) AS total FROM embargo.audit_pieces(p_observations, p_suffix) y GROUP BY y.chain ORDER BY y.chain) x;
  END IF;
END $$;

-- About a collection, a project or a selection, whichever is given; about the portal if none is.
CREATE FUNCTION embargo.audit_scope(p_collection int, p_project int, p_selection uuid, p_action text, p_subject jsonb, p_suffix text DEFAULT '') RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_selection IS NOT NULL THEN
    PERFORM embargo.audit_observations((SELECT array_agg(s.observation_id) FROM public.selection_observation s WHERE s.selection_id = p_selection), p_action, 'ok', p_subject, p_suffix);
  ELSIF p_project IS NOT NULL THEN
    PERFORM embargo.audit_by(embargo.project_chains(p_project, p_suffix), p_action, 'ok', p_subject);
  ELSE
    PERFORM embargo.audit_by(ARRAY[coalesce('collection:' || p_collection, 'portal')], p_action, 'ok', p_subject);
  END IF;
END $$;

-- What the chains of a product are: its observations' ones; of files that many observations share, the collection's.
CREATE FUNCTION embargo.product_chains(p_product bigint) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE
    WHEN p.sharing = 'combined' THEN (SELECT array_agg(DISTINCT x.chain) FROM embargo.audit_pieces((SELECT array_agg(l.observation_id) FROM public.observation_product l WHERE l.product_id = p.id)) x)
    WHEN p.project_id IS NULL THEN ARRAY['collection:' || p.collection_id]
    WHEN j.is_joint THEN embargo.project_chains(p.project_id)
    ELSE ARRAY['project:' || p.project_id] END
  FROM public.product p LEFT JOIN public.project j ON j.id = p.project_id WHERE p.id = p_product
$$;

GRANT SELECT ON manifest TO airshower_embargo;
CREATE POLICY audit ON manifest FOR SELECT TO airshower_embargo USING (true);

DO $$
DECLARE
  f regprocedure;
BEGIN
  GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'embargo'::regnamespace
    AND p.proname IN ('audit_person_of', 'audit_person_named', 'audit_write', 'audit_by', 'project_chains', 'audit_pieces', 'audit_observations', 'audit_scope', 'product_chains')
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO airshower_embargo', f);
  END LOOP;
  REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
END $$;
