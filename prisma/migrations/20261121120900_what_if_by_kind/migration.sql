-- A change of many projects is weighed for each of their groups: over kinds of rows, not over each row, of which there can
-- be a hundred thousand (500 groups took 48 s).
DROP VIEW visible_observation_proposed;
ALTER TABLE "observation_proposed" ADD COLUMN "row_count" INTEGER NOT NULL DEFAULT 1;
DO $$
BEGIN
  EXECUTE format('CREATE VIEW visible_observation_proposed WITH (security_invoker = true) AS
    SELECT p.*, coalesce(%s, false) AS readable FROM observation_proposed p', embargo.read_rule('id', 'data_release_at'));
END $$;
GRANT SELECT ON visible_observation_proposed TO airshower_web;

-- Writes what a change would do into observation_proposed, and tells of it. Only rows that change; of changes that
-- concern one person all, each for itself, since there the person's rights change and not the rows.
CREATE OR REPLACE FUNCTION embargo.propose_change(p_change uuid, OUT observation_count int, OUT observation_ids text[], OUT fingerprint text, OUT projects text[], OUT openings jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_personal boolean;
BEGIN
  IF NOT embargo.manages_change(p_change) THEN RAISE EXCEPTION USING ERRCODE = 'AE404', MESSAGE = 'absent'; END IF;
  SELECT c.person IS NOT NULL INTO v_personal FROM public.embargo_change c WHERE c.id = p_change;
  WITH r AS MATERIALIZED (
    SELECT x.* FROM embargo.proposed_rows(p_change, false) x WHERE v_personal OR (x.hold0, x.meta0, x.data0) IS DISTINCT FROM (x.hold1, x.meta1, x.data1)),
  -- Rows that nobody can hold one by one, of the same project, collection and state, are one kind: everybody's rights on
  -- them are the same.
  singled AS MATERIALIZED (
    SELECT DISTINCT s.observation_id AS id FROM public.selection_observation s JOIN r ON r.id = s.observation_id
    WHERE EXISTS (SELECT 1 FROM public.access_grant a WHERE a.selection_id = s.selection_id AND a.revoked_at IS NULL)
       OR EXISTS (SELECT 1 FROM public.denial d WHERE d.selection_id = s.selection_id AND d.lifted_at IS NULL)),
  kind AS MATERIALIZED (
    SELECT min(r.id) AS id, r.collection_id, r.project_id, r.hold0, r.hold1, min(r.meta0) AS meta0, min(r.data0) AS data0, min(r.meta1) AS meta1, min(r.data1) AS data1, count(*)::int AS n
    FROM r LEFT JOIN singled s ON s.id = r.id
    GROUP BY CASE WHEN v_personal OR s.id IS NOT NULL THEN r.id END, r.collection_id, r.project_id, r.hold0, r.hold1,
      coalesce(r.meta0 <= now(), false), coalesce(r.data0 <= now(), false), coalesce(r.meta1 <= now(), false), coalesce(r.data1 <= now(), false)),
  kept AS (
    INSERT INTO public.observation_proposed (id, collection_id, project_id, meta_release_at, data_release_at, hold, phase, row_count)
    SELECT k.id, k.collection_id, k.project_id, k.meta0, k.data0, k.hold0, 0, k.n FROM kind k
    UNION ALL SELECT k.id, k.collection_id, k.project_id, k.meta1, k.data1, k.hold1, 1, k.n FROM kind k WHERE NOT v_personal),
  moved AS (
    SELECT m.sort, m."right", m.direction, count(*) AS n, min(m.was) AS planned_from, CASE WHEN count(*) = count(m.was) THEN max(m.was) END AS planned_to,
      min(m.becomes) AS opens_from, CASE WHEN count(*) = count(m.becomes) THEN max(m.becomes) END AS opens_to
    FROM (
      SELECT y.*, CASE WHEN coalesce(y.was <= now(), false) THEN CASE WHEN coalesce(y.becomes <= now(), false) THEN NULL ELSE 'closes-now' END
        WHEN y.becomes <= now() THEN 'opens-now' WHEN y.becomes < coalesce(y.was, 'infinity') THEN 'earlier' WHEN y.was < coalesce(y.becomes, 'infinity') THEN 'later' END AS direction
      FROM (SELECT 0 AS sort, 'discover' AS "right", r.meta0 AS was, r.meta1 AS becomes FROM r UNION ALL SELECT 1, 'read', r.data0, r.data1 FROM r) y) m
    WHERE m.direction IS NOT NULL GROUP BY 1, 2, 3)
  SELECT (SELECT count(*)::int FROM r),
    ARRAY(SELECT c.name || ':' || o.obs_id FROM (SELECT r.id FROM r ORDER BY r.collection_id, r.id LIMIT 100) f JOIN public.observation o ON o.id = f.id JOIN public.collection c ON c.id = o.collection_id
      ORDER BY c.name COLLATE "C", o.obs_id),
    -- Of what is, and what would be: the same change of another world has another.
    (SELECT md5(coalesce(sum(hashtextextended(concat_ws('|', r.id, r.project_id, r.hold0, extract(epoch FROM r.meta0), extract(epoch FROM r.data0), r.hold1, extract(epoch FROM r.meta1), extract(epoch FROM r.data1)), 0)), 0)::text) FROM r),
    (SELECT coalesce(array_agg(p.code ORDER BY p.code COLLATE "C"), '{}') FROM public.project p
      WHERE p.id IN (SELECT r.project_id FROM r) OR p.id IN (SELECT x.project_id FROM public.embargo_change_project x WHERE x.change_id = p_change)),
    (SELECT coalesce(jsonb_agg(jsonb_build_object('right', m."right", 'direction', m.direction, 'observationCount', m.n, 'plannedFrom', m.planned_from, 'plannedTo', m.planned_to,
      'opensFrom', m.opens_from, 'opensTo', m.opens_to) ORDER BY m.sort, m.direction), '[]') FROM moved m)
  INTO observation_count, observation_ids, fingerprint, projects, openings;
END $$;
