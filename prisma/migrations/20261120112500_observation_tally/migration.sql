-- How many observations there are of each project, instrument and target, kept while rows change: facets of the whole
-- archive are sums over some thousand rows, and need not read millions (0.6 s at one million observations).

-- Rows of one tally are released on one day (UTC); `opens_by` is its end. From then on all may see the tally, before
-- it those to whom the project or collection is open. On the day itself the rows are counted one by one: a clock is
-- exact to its second, and no job moves anything when it strikes.
CREATE TABLE "observation_tally" (
    "id" BIGSERIAL NOT NULL,
    "collection_id" INTEGER NOT NULL,
    "project_id" INTEGER,
    "opens_by" TIMESTAMPTZ(3),
    "instrument" TEXT,
    "target_key" TEXT,
    "target_name" TEXT,
    "observation_count" INTEGER NOT NULL,

    CONSTRAINT "observation_tally_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "observation_tally_key" ON "observation_tally" ("collection_id", "project_id", "opens_by", "instrument", "target_key", "target_name") NULLS NOT DISTINCT;
CREATE INDEX "observation_tally_project_id_idx" ON "observation_tally" ("project_id");
CREATE INDEX "observation_tally_empty_idx" ON "observation_tally" ("id") WHERE "observation_count" = 0;
CREATE INDEX "observation_meta_release_at_idx" ON "observation" ("meta_release_at");

GRANT SELECT ON observation_tally TO airshower_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON observation_tally TO airshower_system;
GRANT USAGE ON SEQUENCE observation_tally_id_seq TO airshower_system;
ALTER TABLE observation_tally ENABLE ROW LEVEL SECURITY;
ALTER TABLE observation_tally FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON observation_tally TO airshower_system USING (true) WITH CHECK (true);
CREATE POLICY discover ON observation_tally FOR SELECT TO airshower_web USING (
     opens_by <= now()
  OR project_id = ANY ((SELECT nullif(current_setting('app.projects', true), '')::int[])::int[])
  OR (project_id IS NULL AND collection_id = ANY ((SELECT nullif(current_setting('app.collections', true), '')::int[])::int[])));

-- EXECUTE: planned each time for the number of rows that changed.
CREATE FUNCTION embargo.tally_observations() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_counted text := 'SELECT collection_id, project_id, date_trunc(''day'', meta_release_at, ''UTC'') + interval ''1 day'' AS opens_by, instrument, target_key, target_name';
  v_changes text := CASE TG_OP
    WHEN 'INSERT' THEN v_counted || ', 1 AS change FROM new_rows'
    WHEN 'DELETE' THEN v_counted || ', -1 AS change FROM old_rows'
    ELSE v_counted || ', 1 AS change FROM new_rows UNION ALL ' || v_counted || ', -1 FROM old_rows' END;
BEGIN
  EXECUTE format($sql$
    INSERT INTO public.observation_tally AS t (collection_id, project_id, opens_by, instrument, target_key, target_name, observation_count)
    SELECT c.collection_id, c.project_id, c.opens_by, c.instrument, c.target_key, c.target_name, sum(c.change) FROM (%s) c
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(c.change) <> 0 ORDER BY 1, 2, 3, 4, 5, 6
    ON CONFLICT (collection_id, project_id, opens_by, instrument, target_key, target_name)
    DO UPDATE SET observation_count = t.observation_count + excluded.observation_count $sql$, v_changes);
  DELETE FROM public.observation_tally t WHERE t.observation_count = 0;
  RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION embargo.tally_observations() TO airshower_system;

CREATE TRIGGER observation_tally_inserted AFTER INSERT ON observation REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.tally_observations();
CREATE TRIGGER observation_tally_updated AFTER UPDATE ON observation REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.tally_observations();
CREATE TRIGGER observation_tally_deleted AFTER DELETE ON observation REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.tally_observations();

-- What is loaded already. The owner is bound by row-level security too, and would count nothing.
ALTER TABLE observation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE observation_tally NO FORCE ROW LEVEL SECURITY;
INSERT INTO observation_tally (collection_id, project_id, opens_by, instrument, target_key, target_name, observation_count)
SELECT collection_id, project_id, date_trunc('day', meta_release_at, 'UTC') + interval '1 day', instrument, target_key, target_name, count(*)
FROM observation GROUP BY 1, 2, 3, 4, 5, 6;
ALTER TABLE observation FORCE ROW LEVEL SECURITY;
ALTER TABLE observation_tally FORCE ROW LEVEL SECURITY;

-- The dates of a project, with its counts, from the index alone.
DROP INDEX "observation_project_id_start_mjd_id_idx";
CREATE INDEX "observation_project_id_start_mjd_id_idx" ON "observation" ("project_id", "start_mjd", "id") INCLUDE ("meta_release_at", "data_release_at", "collection_id", "size_bytes");
