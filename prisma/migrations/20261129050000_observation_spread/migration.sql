-- How the observations spread over the sky and over time, kept while rows change like `observation_tally`: a map or a
-- timeline of the whole archive is a sum over some hundred thousand rows at ten million observations.
--
-- `axis` sky: `bin` is the HEALPix pixel of order 5, nested; NULL for what has no position. Time: 32 days from MJD 0 on.
-- Rows of one sum are released in one month (UTC), and `opens_by` is its end. Where clocks follow observations, days
-- would make ten times as many rows; what was released in the current month is counted one by one.
CREATE TABLE "observation_spread" (
    "id" BIGSERIAL NOT NULL,
    "collection_id" INTEGER NOT NULL,
    "project_id" INTEGER,
    "opens_by" TIMESTAMPTZ(3),
    "instrument" TEXT,
    "hold" SMALLINT NOT NULL DEFAULT 0,
    "axis" TEXT NOT NULL CHECK ("axis" IN ('sky', 'time')),
    "bin" INTEGER,
    "observation_count" INTEGER NOT NULL,

    CONSTRAINT "observation_spread_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "observation_spread_key" ON "observation_spread" ("collection_id", "project_id", "opens_by", "instrument", "hold", "axis", "bin") NULLS NOT DISTINCT;
CREATE INDEX "observation_spread_project_id_idx" ON "observation_spread" ("project_id", "axis");
CREATE INDEX "observation_spread_empty_idx" ON "observation_spread" ("id") WHERE "observation_count" = 0;

GRANT SELECT ON observation_spread TO airshower_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON observation_spread TO airshower_system, airshower_embargo;
GRANT USAGE ON SEQUENCE observation_spread_id_seq TO airshower_system, airshower_embargo;
ALTER TABLE observation_spread ENABLE ROW LEVEL SECURITY;
ALTER TABLE observation_spread FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON observation_spread TO airshower_system USING (true) WITH CHECK (true);
CREATE POLICY embargo ON observation_spread TO airshower_embargo USING (true) WITH CHECK (true);
DO $$
BEGIN
  EXECUTE format('CREATE POLICY discover ON observation_spread FOR SELECT TO airshower_web USING (%s)', embargo.discover_rule(NULL, 'opens_by'));
END $$;

-- EXECUTE: planned each time for the number of rows that changed.
CREATE FUNCTION embargo.spread_observations() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  v_counted text := 'SELECT collection_id, project_id, date_trunc(''month'', meta_release_at) + interval ''1 month'' AS opens_by, instrument, CASE hold WHEN 2 THEN 2 ELSE 0 END AS hold, hpx >> 14 AS cell, floor(start_mjd / 32)::int AS span';
  v_changes text := CASE TG_OP
    WHEN 'INSERT' THEN v_counted || ', 1 AS change FROM new_rows'
    WHEN 'DELETE' THEN v_counted || ', -1 AS change FROM old_rows'
    ELSE v_counted || ', 1 AS change FROM new_rows UNION ALL ' || v_counted || ', -1 FROM old_rows' END;
BEGIN
  EXECUTE format($sql$
    INSERT INTO public.observation_spread AS t (collection_id, project_id, opens_by, instrument, hold, axis, bin, observation_count)
    SELECT c.collection_id, c.project_id, c.opens_by, c.instrument, c.hold, a.axis, a.bin, sum(c.change)
    FROM (%s) c CROSS JOIN LATERAL (VALUES ('sky', c.cell), ('time', c.span)) AS a(axis, bin)
    GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(c.change) <> 0 ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (collection_id, project_id, opens_by, instrument, hold, axis, bin)
    DO UPDATE SET observation_count = t.observation_count + excluded.observation_count $sql$, v_changes);
  DELETE FROM public.observation_spread t WHERE t.observation_count = 0;
  RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION embargo.spread_observations() TO airshower_system, airshower_embargo;

CREATE TRIGGER observation_spread_inserted AFTER INSERT ON observation REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.spread_observations();
CREATE TRIGGER observation_spread_updated AFTER UPDATE ON observation REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.spread_observations();
CREATE TRIGGER observation_spread_deleted AFTER DELETE ON observation REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.spread_observations();

-- What is loaded already. The owner is bound by row-level security too, and would count nothing.
ALTER TABLE observation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE observation_spread NO FORCE ROW LEVEL SECURITY;
INSERT INTO observation_spread (collection_id, project_id, opens_by, instrument, hold, axis, bin, observation_count)
SELECT o.collection_id, o.project_id, (date_trunc('month', o.meta_release_at AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC', o.instrument,
  CASE o.hold WHEN 2 THEN 2 ELSE 0 END, a.axis, a.bin, count(*)
FROM observation o CROSS JOIN LATERAL (VALUES ('sky', o.hpx >> 14), ('time', floor(o.start_mjd / 32)::int)) AS a(axis, bin)
GROUP BY 1, 2, 3, 4, 5, 6, 7;
ALTER TABLE observation FORCE ROW LEVEL SECURITY;
ALTER TABLE observation_spread FORCE ROW LEVEL SECURITY;
