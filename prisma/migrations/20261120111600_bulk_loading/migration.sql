-- The clocks again, with the same meaning, for stores of a million observations. What took hours: a plan that a trigger
-- had kept from an empty statement joined n changed rows with n changed rows row by row, and the last observation of a
-- project was looked for among all of its observations, once for each of them.

-- The last observation of a project, read off the end of an index.
CREATE INDEX "observation_project_id_end_mjd_idx" ON "observation" ("project_id", "end_mjd");

-- Bodies that are parsed here and now need no search path of their own, and become part of the statement that calls them.
CREATE OR REPLACE FUNCTION embargo.clock(p_kind text, p_date timestamptz, p_months int, p_observed timestamptz, p_delivered timestamptz, p_last timestamptz)
RETURNS timestamptz LANGUAGE sql STABLE
RETURN CASE p_kind
  WHEN 'fixed' THEN p_date
  WHEN 'observation' THEN p_observed + make_interval(months => p_months)
  WHEN 'delivery' THEN p_delivered + make_interval(months => p_months)
  WHEN 'last-observation' THEN greatest(p_last, p_observed) + make_interval(months => p_months)
END;

CREATE OR REPLACE FUNCTION embargo.mjd_to_timestamp(p_mjd double precision) RETURNS timestamptz LANGUAGE sql IMMUTABLE
RETURN to_timestamp((p_mjd - 40587) * 86400);

-- Only what a clock is made of works it out again; a changed size or title does not.
DROP TRIGGER observation_clocks ON observation;
CREATE TRIGGER observation_clocks
  BEFORE INSERT OR UPDATE OF project_id, end_mjd, delivered_at, meta_release_at, data_release_at, meta_release_override, data_release_override ON observation
  FOR EACH ROW EXECUTE FUNCTION embargo.set_observation_clocks();
DROP TRIGGER product_clocks ON product;
CREATE TRIGGER product_clocks
  BEFORE INSERT OR UPDATE OF collection_id, sharing, observation_id, observation_count, project_id, meta_release_at, data_release_at, current_release ON product
  FOR EACH ROW EXECUTE FUNCTION embargo.set_product_clocks();

-- Statements over the changed rows are planned for their number each time: EXECUTE.
CREATE OR REPLACE FUNCTION embargo.follow_last_observation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF pg_trigger_depth() > 1 THEN RETURN NULL; END IF;
  EXECUTE $sql$
    UPDATE public.observation o SET delivered_at = o.delivered_at
    FROM public.project p
    WHERE p.id = o.project_id AND 'last-observation' IN (p.meta_clock, p.data_clock)
      AND p.id IN (SELECT c.project_id FROM changed c) $sql$;
  RETURN NULL;
END $$;

-- An observation that moved to another project is the last one of neither any more, or of both projects anew.
CREATE FUNCTION embargo.follow_moved_observation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF pg_trigger_depth() > 1 THEN RETURN NULL; END IF;
  EXECUTE $sql$
    UPDATE public.observation o SET delivered_at = o.delivered_at
    FROM public.project p
    WHERE p.id = o.project_id AND 'last-observation' IN (p.meta_clock, p.data_clock)
      AND p.id IN (SELECT unnest(ARRAY[n.project_id, b.project_id]) FROM new_rows n JOIN old_rows b USING (id)
                   WHERE (n.project_id, n.end_mjd) IS DISTINCT FROM (b.project_id, b.end_mjd)) $sql$;
  RETURN NULL;
END $$;

DROP TRIGGER observation_last_updated ON observation;
CREATE TRIGGER observation_last_updated AFTER UPDATE ON observation REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.follow_moved_observation();

CREATE OR REPLACE FUNCTION embargo.follow_observation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE $sql$
    WITH moved AS MATERIALIZED (
      SELECT n.id FROM new_rows n JOIN old_rows b USING (id)
      WHERE (n.project_id, n.meta_release_at, n.data_release_at) IS DISTINCT FROM (b.project_id, b.meta_release_at, b.data_release_at))
    UPDATE public.product p SET current_release = p.current_release
    WHERE p.id IN (SELECT s.id FROM moved m JOIN public.product s ON s.observation_id = m.id
                   UNION ALL
                   SELECT l.product_id FROM moved m JOIN public.observation_product l ON l.observation_id = m.id
                   JOIN public.product c ON c.id = l.product_id AND c.sharing = 'combined') $sql$;
  RETURN NULL;
END $$;

GRANT EXECUTE ON FUNCTION embargo.follow_moved_observation() TO airshower_system;
