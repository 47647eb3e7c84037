-- How many observations everybody may discover, told apart by all that a map, a timeline and facets ask for but the project:
-- `observation_tally` and `observation_spread` have a row for each project, so that sums over them grow with the archive.
--
-- `axis` sky, time: `bin` as in `observation_spread`. Target: by key and name. Project: `bin` is its key.
-- Rows of one sum are released in one month (UTC), and `opens_by` is its end; of all months that ended a day ago or earlier
-- it is '-infinity'. What was added to a month may be taken from '-infinity' later: by then whoever sees one sees the other. The
-- day is for readers whose now() is older than what they read.
--
-- Writers only add rows, so that none waits for another; `embargo.fold_open_sums` makes one of those that belong together.
CREATE TABLE "open_sum" (
    "id" BIGSERIAL NOT NULL,
    "collection_id" INTEGER NOT NULL,
    "opens_by" TIMESTAMPTZ(3) NOT NULL,
    "instrument" TEXT,
    "axis" TEXT NOT NULL CHECK ("axis" IN ('sky', 'time', 'target', 'project')),
    "bin" INTEGER,
    "target_key" TEXT,
    "target_name" TEXT,
    "observation_count" INTEGER NOT NULL,
    "folded" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "open_sum_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "open_sum_key" ON "open_sum" ("axis", "opens_by", "collection_id", "instrument", "bin", "target_key", "target_name") NULLS NOT DISTINCT WHERE "folded";
CREATE INDEX "open_sum_axis_opens_by_idx" ON "open_sum" ("axis", "opens_by");
CREATE INDEX "open_sum_target_key_idx" ON "open_sum" ("target_key" COLLATE "C") WHERE "axis" = 'target';
CREATE INDEX "open_sum_loose_idx" ON "open_sum" ("id") WHERE NOT "folded";
CREATE INDEX "open_sum_empty_idx" ON "open_sum" ("id") WHERE "observation_count" = 0;

GRANT SELECT ON open_sum TO airshower_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON open_sum TO airshower_system;
GRANT INSERT ON open_sum TO airshower_embargo;
GRANT USAGE ON SEQUENCE open_sum_id_seq TO airshower_system, airshower_embargo;
ALTER TABLE open_sum ENABLE ROW LEVEL SECURITY;
ALTER TABLE open_sum FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON open_sum TO airshower_system USING (true) WITH CHECK (true);
CREATE POLICY embargo ON open_sum FOR INSERT TO airshower_embargo WITH CHECK (true);
-- To whom anything is denied it says nothing, since nobody can tell what of it is theirs.
CREATE POLICY discover ON open_sum FOR SELECT TO airshower_web USING (opens_by <= now() AND (SELECT nullif(current_setting('app.denied_any', true), '') IS NULL));

-- Whether open_sum counts for the viewer.
CREATE FUNCTION embargo.open_sums_count() RETURNS boolean LANGUAGE sql STABLE
RETURN nullif(current_setting('app.denied_any', true), '') IS NULL;
GRANT EXECUTE ON FUNCTION embargo.open_sums_count() TO airshower_web, airshower_system;

-- The sums that are not open to all and may be the viewer's, found by index; whether they are is said by the policies of the tables.
DO $$
DECLARE
  v_own text := format('(opens_by > now() OR opens_by IS NULL) AND (project_id = ANY (%s) OR collection_id = ANY (%s) OR collection_id = ANY (%s))',
    embargo.list('app.projects', 'int'), embargo.list('app.collections', 'int'), embargo.list('app.seen_collections', 'int'));
BEGIN
  EXECUTE format('CREATE VIEW own_tally WITH (security_invoker = true) AS SELECT * FROM observation_tally WHERE %s', v_own);
  EXECUTE format('CREATE VIEW own_spread WITH (security_invoker = true) AS SELECT * FROM observation_spread WHERE %s', v_own);
END $$;
GRANT SELECT ON own_tally, own_spread TO airshower_web, airshower_system;

-- Since when a month is one of those that are over.
CREATE FUNCTION embargo.open_month(p_opens_by timestamptz) RETURNS timestamptz LANGUAGE sql STABLE
RETURN CASE WHEN p_opens_by <= now() - interval '1 day' THEN '-infinity' ELSE p_opens_by END;
GRANT EXECUTE ON FUNCTION embargo.open_month(timestamptz) TO airshower_system, airshower_embargo;

-- As before, and the same changes in open_sum.
CREATE OR REPLACE FUNCTION embargo.tally_observations() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  v_counted text := 'SELECT collection_id, project_id, date_trunc(''month'', meta_release_at) + interval ''1 month'' AS opens_by, instrument, target_key, target_name, CASE hold WHEN 2 THEN 2 ELSE 0 END AS hold';
  v_changes text := CASE TG_OP
    WHEN 'INSERT' THEN v_counted || ', 1 AS change FROM new_rows'
    WHEN 'DELETE' THEN v_counted || ', -1 AS change FROM old_rows'
    ELSE v_counted || ', 1 AS change FROM new_rows UNION ALL ' || v_counted || ', -1 FROM old_rows' END;
BEGIN
  EXECUTE format($sql$
    WITH changed AS MATERIALIZED (
      SELECT c.collection_id, c.project_id, c.opens_by, c.instrument, c.target_key, c.target_name, c.hold, sum(c.change) AS change FROM (%s) c
      GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(c.change) <> 0
    ), opened AS (
      INSERT INTO public.open_sum (collection_id, opens_by, instrument, axis, bin, target_key, target_name, observation_count)
      SELECT c.collection_id, embargo.open_month(c.opens_by), c.instrument, a.axis, a.bin, a.target_key, a.target_name, sum(c.change)
      FROM changed c CROSS JOIN LATERAL (VALUES ('project', c.project_id, NULL, NULL), ('target', NULL, c.target_key, c.target_name)) AS a(axis, bin, target_key, target_name)
      WHERE c.opens_by IS NOT NULL
      GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(c.change) <> 0
    )
    INSERT INTO public.observation_tally AS t (collection_id, project_id, opens_by, instrument, target_key, target_name, hold, observation_count)
    SELECT * FROM changed ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (collection_id, project_id, opens_by, instrument, target_key, target_name, hold)
    DO UPDATE SET observation_count = t.observation_count + excluded.observation_count $sql$, v_changes);
  DELETE FROM public.observation_tally t WHERE t.observation_count = 0;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION embargo.spread_observations() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  v_counted text := 'SELECT collection_id, project_id, date_trunc(''month'', meta_release_at) + interval ''1 month'' AS opens_by, instrument, CASE hold WHEN 2 THEN 2 ELSE 0 END AS hold, hpx >> 14 AS cell, floor(start_mjd / 32)::int AS span';
  v_changes text := CASE TG_OP
    WHEN 'INSERT' THEN v_counted || ', 1 AS change FROM new_rows'
    WHEN 'DELETE' THEN v_counted || ', -1 AS change FROM old_rows'
    ELSE v_counted || ', 1 AS change FROM new_rows UNION ALL ' || v_counted || ', -1 FROM old_rows' END;
BEGIN
  EXECUTE format($sql$
    WITH changed AS MATERIALIZED (
      SELECT c.collection_id, c.project_id, c.opens_by, c.instrument, c.hold, a.axis, a.bin, sum(c.change) AS change
      FROM (%s) c CROSS JOIN LATERAL (VALUES ('sky', c.cell), ('time', c.span)) AS a(axis, bin)
      GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(c.change) <> 0
    ), opened AS (
      INSERT INTO public.open_sum (collection_id, opens_by, instrument, axis, bin, observation_count)
      SELECT c.collection_id, embargo.open_month(c.opens_by), c.instrument, c.axis, c.bin, sum(c.change)
      FROM changed c WHERE c.opens_by IS NOT NULL GROUP BY 1, 2, 3, 4, 5 HAVING sum(c.change) <> 0
    )
    INSERT INTO public.observation_spread AS t (collection_id, project_id, opens_by, instrument, hold, axis, bin, observation_count)
    SELECT * FROM changed ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (collection_id, project_id, opens_by, instrument, hold, axis, bin)
    DO UPDATE SET observation_count = t.observation_count + excluded.observation_count $sql$, v_changes);
  DELETE FROM public.observation_spread t WHERE t.observation_count = 0;
  RETURN NULL;
END $$;

-- Makes one row of those that belong together; how many it took up. One at a time: a second one has nothing to do. It alone changes
-- rows, and only folded ones, so that nobody who changes observations waits for it.
CREATE FUNCTION embargo.fold_open_sums() RETURNS int
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_taken int;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('fold open sums', 0)) THEN RETURN 0; END IF;
  WITH taken AS (
    DELETE FROM public.open_sum
    WHERE NOT folded OR (axis IN ('sky', 'time', 'target', 'project') AND opens_by > '-infinity' AND opens_by <= now() - interval '1 day') RETURNING *
  ), kept AS (
    INSERT INTO public.open_sum AS t (axis, opens_by, collection_id, instrument, bin, target_key, target_name, observation_count, folded)
    SELECT axis, embargo.open_month(opens_by), collection_id, instrument, bin, target_key, target_name, sum(observation_count), true
    FROM taken GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(observation_count) <> 0 ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (axis, opens_by, collection_id, instrument, bin, target_key, target_name) WHERE folded
    DO UPDATE SET observation_count = t.observation_count + excluded.observation_count
  )
  SELECT count(*) INTO v_taken FROM taken;
  DELETE FROM public.open_sum WHERE observation_count = 0;
  RETURN v_taken;
END $$;
REVOKE ALL ON FUNCTION embargo.fold_open_sums() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.fold_open_sums() TO airshower_system;

-- What is loaded already. The owner is bound by row-level security too, and would count nothing.
ALTER TABLE observation_tally NO FORCE ROW LEVEL SECURITY;
ALTER TABLE observation_spread NO FORCE ROW LEVEL SECURITY;
ALTER TABLE open_sum NO FORCE ROW LEVEL SECURITY;
INSERT INTO open_sum (collection_id, opens_by, instrument, axis, bin, target_key, target_name, observation_count, folded)
SELECT t.collection_id, embargo.open_month(t.opens_by), t.instrument, a.axis, a.bin, a.target_key, a.target_name, sum(t.observation_count), true
FROM observation_tally t CROSS JOIN LATERAL (VALUES ('project', t.project_id, NULL, NULL), ('target', NULL, t.target_key, t.target_name)) AS a(axis, bin, target_key, target_name)
WHERE t.opens_by IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 4, 2;
INSERT INTO open_sum (collection_id, opens_by, instrument, axis, bin, observation_count, folded)
SELECT s.collection_id, embargo.open_month(s.opens_by), s.instrument, s.axis, s.bin, sum(s.observation_count), true
FROM observation_spread s WHERE s.opens_by IS NOT NULL GROUP BY 1, 2, 3, 4, 5 ORDER BY 4, 2;
ALTER TABLE observation_tally FORCE ROW LEVEL SECURITY;
ALTER TABLE observation_spread FORCE ROW LEVEL SECURITY;
ALTER TABLE open_sum FORCE ROW LEVEL SECURITY;

-- As before, and what a load changes here.
CREATE OR REPLACE FUNCTION embargo.refresh_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  ANALYZE public.observation, public.observation_index_row, public.product, public.product_release, public.observation_product, public.hdu, public.project, public.collection,
    public.observation_tally, public.observation_spread, public.open_sum, public.search_bound;
END $$;
