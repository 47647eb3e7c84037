-- What was released in the current month was counted one by one until it was over: at the end of a month that is most of what the facets
-- and the map of a large archive take. Open sums tell a month that has begun in two parts now, so that only the last days are counted.
--
-- A row counts observations that are released from `opens_from` on, before `opens_by`: of one month (UTC), or of all that are over
-- (-infinity). Into which parts a month is told need not be the same for all rows: readers find out up to when all of them
-- tell what is released before (`embargo.summed_until`), and count one by one from there on.
ALTER TABLE "open_sum" ADD COLUMN "opens_from" TIMESTAMPTZ(3);
ALTER TABLE open_sum NO FORCE ROW LEVEL SECURITY;
UPDATE open_sum SET opens_from = CASE WHEN opens_by = '-infinity' THEN opens_by ELSE (opens_by AT TIME ZONE 'UTC' - interval '1 month') AT TIME ZONE 'UTC' END;
ALTER TABLE open_sum FORCE ROW LEVEL SECURITY;
ALTER TABLE "open_sum" ALTER COLUMN "opens_from" SET NOT NULL;
DROP INDEX "open_sum_key";
CREATE UNIQUE INDEX "open_sum_key" ON "open_sum" ("axis", "opens_by", "opens_from", "collection_id", "instrument", "bin", "target_key", "target_name") NULLS NOT DISTINCT WHERE "folded";
DROP INDEX "open_sum_axis_opens_by_idx";
CREATE INDEX "open_sum_axis_opens_by_opens_from_idx" ON "open_sum" ("axis", "opens_by", "opens_from");

-- Where a month is parted that has begun: days that have ended for a day come before. For a day readers may be older than what they read.
CREATE FUNCTION embargo.open_split() RETURNS timestamptz LANGUAGE sql STABLE
RETURN date_trunc('day', now(), 'UTC') - interval '24 hours';

-- Where the part of a month begins and ends that something is counted in that is released before the split, or not. The month is told by its
-- end. Whoever asks is in UTC: functions that say so themselves are not taken apart by the planner, and cost more than the rest of a sum.
CREATE FUNCTION embargo.part_from(p_end timestamptz, p_split timestamptz, p_is_before boolean) RETURNS timestamptz LANGUAGE sql STABLE
RETURN CASE WHEN p_end <= now() - interval '1 day' THEN '-infinity' WHEN p_split > p_end - interval '1 month' AND p_split < p_end AND NOT p_is_before THEN p_split ELSE p_end - interval '1 month' END;
CREATE FUNCTION embargo.part_by(p_end timestamptz, p_split timestamptz, p_is_before boolean) RETURNS timestamptz LANGUAGE sql STABLE
RETURN CASE WHEN p_end <= now() - interval '1 day' THEN '-infinity' WHEN p_split > p_end - interval '1 month' AND p_split < p_end AND p_is_before THEN p_split ELSE p_end END;
GRANT EXECUTE ON FUNCTION embargo.open_split(), embargo.part_from(timestamptz, timestamptz, boolean), embargo.part_by(timestamptz, timestamptz, boolean) TO airshower_system, airshower_embargo;
DROP FUNCTION embargo.open_month(timestamptz);

-- As before, and which part of its month.
CREATE OR REPLACE FUNCTION embargo.tally_observations() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  v_counted text := 'SELECT collection_id, project_id, date_trunc(''month'', meta_release_at) + interval ''1 month'' AS opens_by, meta_release_at < $1 AS is_before, instrument, target_key, target_name, CASE hold WHEN 2 THEN 2 ELSE 0 END AS hold';
  v_changes text := CASE TG_OP
    WHEN 'INSERT' THEN v_counted || ', 1 AS change FROM new_rows'
    WHEN 'DELETE' THEN v_counted || ', -1 AS change FROM old_rows'
    ELSE v_counted || ', 1 AS change FROM new_rows UNION ALL ' || v_counted || ', -1 FROM old_rows' END;
BEGIN
  EXECUTE format($sql$
    WITH parted AS MATERIALIZED (
      SELECT c.collection_id, c.project_id, c.opens_by, c.is_before, c.instrument, c.target_key, c.target_name, c.hold, sum(c.change) AS change FROM (%s) c
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(c.change) <> 0
    ), opened AS (
      INSERT INTO public.open_sum (collection_id, opens_from, opens_by, instrument, axis, bin, target_key, target_name, observation_count)
      SELECT c.collection_id, embargo.part_from(c.opens_by, $1, c.is_before), embargo.part_by(c.opens_by, $1, c.is_before), c.instrument, a.axis, a.bin, a.target_key, a.target_name, sum(c.change)
      FROM parted c CROSS JOIN LATERAL (VALUES ('project', c.project_id, NULL, NULL), ('target', NULL, c.target_key, c.target_name)) AS a(axis, bin, target_key, target_name)
      WHERE c.opens_by IS NOT NULL
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(c.change) <> 0
    ), changed AS (
      SELECT c.collection_id, c.project_id, c.opens_by, c.instrument, c.target_key, c.target_name, c.hold, sum(c.change) AS change FROM parted c
      GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(c.change) <> 0
    )
    INSERT INTO public.observation_tally AS t (collection_id, project_id, opens_by, instrument, target_key, target_name, hold, observation_count)
    SELECT * FROM changed ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (collection_id, project_id, opens_by, instrument, target_key, target_name, hold)
    DO UPDATE SET observation_count = t.observation_count + excluded.observation_count $sql$, v_changes) USING embargo.open_split();
  DELETE FROM public.observation_tally t WHERE t.observation_count = 0;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION embargo.spread_observations() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  v_counted text := 'SELECT collection_id, project_id, date_trunc(''month'', meta_release_at) + interval ''1 month'' AS opens_by, meta_release_at < $1 AS is_before, instrument, CASE hold WHEN 2 THEN 2 ELSE 0 END AS hold, hpx >> 14 AS cell, floor(start_mjd / 32)::int AS span';
  v_changes text := CASE TG_OP
    WHEN 'INSERT' THEN v_counted || ', 1 AS change FROM new_rows'
    WHEN 'DELETE' THEN v_counted || ', -1 AS change FROM old_rows'
    ELSE v_counted || ', 1 AS change FROM new_rows UNION ALL ' || v_counted || ', -1 FROM old_rows' END;
BEGIN
  EXECUTE format($sql$
    WITH parted AS MATERIALIZED (
      SELECT c.collection_id, c.project_id, c.opens_by, c.is_before, c.instrument, c.hold, a.axis, a.bin, sum(c.change) AS change
      FROM (%s) c CROSS JOIN LATERAL (VALUES ('sky', c.cell), ('time', c.span)) AS a(axis, bin)
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(c.change) <> 0
    ), opened AS (
      INSERT INTO public.open_sum (collection_id, opens_from, opens_by, instrument, axis, bin, observation_count)
      SELECT c.collection_id, embargo.part_from(c.opens_by, $1, c.is_before), embargo.part_by(c.opens_by, $1, c.is_before), c.instrument, c.axis, c.bin, sum(c.change)
      FROM parted c WHERE c.opens_by IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(c.change) <> 0
    ), changed AS (
      SELECT c.collection_id, c.project_id, c.opens_by, c.instrument, c.hold, c.axis, c.bin, sum(c.change) AS change FROM parted c
      GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(c.change) <> 0
    )
    INSERT INTO public.observation_spread AS t (collection_id, project_id, opens_by, instrument, hold, axis, bin, observation_count)
    SELECT * FROM changed ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (collection_id, project_id, opens_by, instrument, hold, axis, bin)
    DO UPDATE SET observation_count = t.observation_count + excluded.observation_count $sql$, v_changes) USING embargo.open_split();
  DELETE FROM public.observation_spread t WHERE t.observation_count = 0;
  RETURN NULL;
END $$;

-- Tells the month of p_at in two parts, before and after it, or, where that is its beginning, as a whole: counted anew from the rows, in one
-- statement, so that what others add meanwhile is in neither.
CREATE FUNCTION embargo.split_open_sums(p_at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  v_from timestamptz := date_trunc('month', p_at);
  v_end timestamptz := date_trunc('month', p_at) + interval '1 month';
BEGIN
  -- One at a time, as whoever folds.
  PERFORM pg_advisory_xact_lock(hashtextextended('fold open sums', 0));
  WITH gone AS (
    DELETE FROM public.open_sum WHERE axis IN ('sky', 'time', 'target', 'project') AND opens_by > v_from AND opens_by <= v_end AND opens_from < v_end RETURNING 1
  )
  INSERT INTO public.open_sum (collection_id, opens_from, opens_by, instrument, axis, bin, target_key, target_name, observation_count, folded)
  SELECT o.collection_id, CASE WHEN o.meta_release_at < p_at THEN v_from ELSE p_at END, CASE WHEN o.meta_release_at < p_at THEN p_at ELSE v_end END,
    o.instrument, a.axis, a.bin, a.target_key, a.target_name, count(*), true
  FROM public.observation o CROSS JOIN LATERAL (VALUES
    ('project', o.project_id, NULL, NULL), ('target', NULL, o.target_key, o.target_name), ('sky', o.hpx >> 14, NULL, NULL), ('time', floor(o.start_mjd / 32)::int, NULL, NULL)) AS a(axis, bin, target_key, target_name)
  WHERE o.meta_release_at >= v_from AND o.meta_release_at < v_end
  -- Before the first row is added the others are gone.
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING (SELECT count(*) FROM gone) >= 0;
END $$;
REVOKE ALL ON FUNCTION embargo.split_open_sums(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.split_open_sums(timestamptz) TO airshower_system;

-- As before; and the current month in the parts that changes are told in today.
CREATE OR REPLACE FUNCTION embargo.fold_open_sums() RETURNS int
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  v_month timestamptz := date_trunc('month', now());
  v_end timestamptz := date_trunc('month', now()) + interval '1 month';
  v_split timestamptz := greatest(embargo.open_split(), v_month);
  v_taken int;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('fold open sums', 0)) THEN RETURN 0; END IF;
  IF EXISTS (SELECT 1 FROM public.open_sum WHERE axis IN ('sky', 'time', 'target', 'project') AND opens_by > v_month AND opens_by <= v_end
      AND (opens_from, opens_by) NOT IN ((v_month, v_split), (v_split, v_end))) THEN
    PERFORM embargo.split_open_sums(v_split);
  END IF;
  WITH taken AS (
    DELETE FROM public.open_sum
    WHERE NOT folded OR (axis IN ('sky', 'time', 'target', 'project') AND opens_by > '-infinity' AND opens_by <= now() - interval '1 day' AND opens_from < date_trunc('month', now() - interval '1 day')) RETURNING *
  ), kept AS (
    INSERT INTO public.open_sum AS t (axis, opens_from, opens_by, collection_id, instrument, bin, target_key, target_name, observation_count, folded)
    SELECT axis, CASE WHEN is_over THEN '-infinity' ELSE opens_from END, CASE WHEN is_over THEN '-infinity' ELSE opens_by END, collection_id, instrument, bin, target_key, target_name, sum(observation_count), true
    FROM (SELECT taken.*, opens_from < date_trunc('month', now() - interval '1 day') AS is_over FROM taken) told
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(observation_count) <> 0 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
    ON CONFLICT (axis, opens_by, opens_from, collection_id, instrument, bin, target_key, target_name) WHERE folded
    DO UPDATE SET observation_count = t.observation_count + excluded.observation_count
  )
  SELECT count(*) INTO v_taken FROM taken;
  DELETE FROM public.open_sum WHERE observation_count = 0;
  RETURN v_taken;
END $$;

-- Until when what was released is told by open sums: all of what is released before it, and nothing else, stands in rows that end by then.
-- From there on it is counted one by one, to the second. It says nothing of what anybody may see, nor does it ask who the viewer is but for
-- one thing: who may discover whole collections is told the beginning of the month, since of what is theirs most is in no
-- other sum than that of the month (`own_summed`).
CREATE FUNCTION embargo.summed_until() RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  v_month timestamptz := date_trunc('month', now());
  v_end timestamptz := date_trunc('month', now()) + interval '1 month';
  v_rest timestamptz;
BEGIN
  IF coalesce(nullif(current_setting('app.seen_collections', true), ''), '{}') <> '{}' THEN RETURN v_month; END IF;
  -- Where the earliest part begins that reaches to the end of the month …
  SELECT min(rest.opens_from) INTO v_rest FROM unnest('{project,sky,target,time}'::text[]) AS a(axis)
    CROSS JOIN LATERAL (SELECT s.opens_from FROM public.open_sum s WHERE s.axis = a.axis AND s.opens_by = v_end ORDER BY s.opens_from LIMIT 1) rest;
  IF v_rest IS NULL OR v_rest > now() THEN RETURN v_month; END IF;
  -- … unless another one ends behind it: then they do not fit.
  IF EXISTS (SELECT 1 FROM unnest('{project,sky,target,time}'::text[]) AS a(axis)
      CROSS JOIN LATERAL (SELECT 1 FROM public.open_sum s WHERE s.axis = a.axis AND s.opens_by > v_rest AND s.opens_by < v_end LIMIT 1) other) THEN RETURN v_month; END IF;
  RETURN v_rest;
END $$;
GRANT SELECT ON open_sum TO airshower_embargo;
CREATE POLICY embargo_read ON open_sum FOR SELECT TO airshower_embargo USING (true);
GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.summed_until() OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.summed_until() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.summed_until() TO airshower_web, airshower_system;
RESET ROLE;

ALTER POLICY discover ON open_sum USING (opens_by <= (SELECT embargo.summed_until()) AND (SELECT nullif(current_setting('app.denied_any', true), '') IS NULL));

-- What is in open sums and in the viewer's own sums of the month as well, since these are whole months.
DO $$
BEGIN
  EXECUTE format($view$CREATE VIEW own_summed WITH (security_invoker = true) AS SELECT * FROM visible_observation
    WHERE meta_release_at >= date_trunc('month', now(), 'UTC') AND meta_release_at < (SELECT embargo.summed_until())
      AND (project_id = ANY (%s) OR (project_id IS NULL AND collection_id = ANY (%s)))$view$, embargo.list('app.projects', 'int'), embargo.list('app.collections', 'int'));
END $$;
GRANT SELECT ON own_summed TO airshower_web, airshower_system;
