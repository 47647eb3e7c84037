-- Indexes cost the loader time, a fifth of it for what few searches ask. The two lengths that bound a search are kept in
-- one row instead of at the ends of two indexes, and IRFs of near zenith angles are found by the index on those alone.
DROP FUNCTION embargo.search_bounds();
DROP POLICY embargo ON observation;
REVOKE SELECT (fov_radius_deg, start_mjd, end_mjd) ON observation FROM airshower_embargo;
DROP INDEX "observation_fov_radius_deg_idx";
DROP INDEX "observation_duration_idx";
DROP INDEX "observation_facility_instrument_zenith_deg_idx";

-- How far from a position the pointing of an observation can be that covers it, and how long before a moment one that
-- lasts until then can have begun: a search reads no more of the sky and of time than that. Over all observations that
-- there ever were, hidden ones too: the two numbers are never shown, and too wide a bound costs time, not truth.
CREATE TABLE "search_bound" (
    "id" BOOLEAN NOT NULL DEFAULT true CHECK ("id"),
    "widest_fov_deg" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "longest_days" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "search_bound_pkey" PRIMARY KEY ("id")
);
GRANT SELECT ON search_bound TO airshower_web;
GRANT SELECT, UPDATE ON search_bound TO airshower_system;
ALTER TABLE observation NO FORCE ROW LEVEL SECURITY;
INSERT INTO search_bound (widest_fov_deg, longest_days) SELECT coalesce(max(fov_radius_deg), 0), coalesce(max(end_mjd - start_mjd), 0) FROM observation;
ALTER TABLE observation FORCE ROW LEVEL SECURITY;
ALTER TABLE search_bound ENABLE ROW LEVEL SECURITY;
ALTER TABLE search_bound FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON search_bound TO airshower_system USING (true) WITH CHECK (true);
CREATE POLICY read ON search_bound FOR SELECT TO airshower_web USING (true);

CREATE FUNCTION embargo.widen_search_bound() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_fov double precision;
  v_days double precision;
BEGIN
  EXECUTE 'SELECT max(fov_radius_deg), max(end_mjd - start_mjd) FROM new_rows' INTO v_fov, v_days;
  UPDATE public.search_bound b SET widest_fov_deg = greatest(b.widest_fov_deg, v_fov), longest_days = greatest(b.longest_days, v_days)
  WHERE b.widest_fov_deg < v_fov OR b.longest_days < v_days;
  RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION embargo.widen_search_bound() TO airshower_system;

CREATE TRIGGER observation_bound_inserted AFTER INSERT ON observation REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.widen_search_bound();
CREATE TRIGGER observation_bound_updated AFTER UPDATE ON observation REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.widen_search_bound();
