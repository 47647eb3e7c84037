-- What the search needs to stay on indexes from a thousand to ten million observations.

-- Keys of names are compared by code points, whatever the database's own collation: a prefix is then a range.
DROP INDEX "observation_target_key_start_mjd_id_idx";
CREATE INDEX "observation_target_key_start_mjd_id_idx" ON "observation" ("target_key" COLLATE "C", "start_mjd", "id");

-- The page of the archive, of a project, of an instrument, in the order of time. What the embargo and the totals ask of
-- a row is in the index too: rows are counted, and hidden ones stepped over, without reading them from the table.
DROP INDEX "observation_start_mjd_id_idx";
CREATE INDEX "observation_start_mjd_id_idx" ON "observation" ("start_mjd", "id") INCLUDE ("end_mjd", "meta_release_at", "data_release_at", "project_id", "collection_id", "size_bytes");
CREATE INDEX "observation_project_id_start_mjd_id_idx" ON "observation" ("project_id", "start_mjd", "id") INCLUDE ("meta_release_at", "collection_id", "size_bytes");
CREATE INDEX "observation_instrument_start_mjd_id_idx" ON "observation" ("instrument", "start_mjd", "id") INCLUDE ("meta_release_at", "project_id", "collection_id", "size_bytes");

-- The other columns that a table is sorted by.
CREATE INDEX "observation_zenith_deg_id_idx" ON "observation" ("zenith_deg", "id");
CREATE INDEX "observation_livetime_sec_id_idx" ON "observation" ("livetime_sec", "id");

-- The two greatest lengths below, each read off the end of an index.
CREATE INDEX "observation_fov_radius_deg_idx" ON "observation" ("fov_radius_deg");
CREATE INDEX "observation_duration_idx" ON "observation" (("end_mjd" - "start_mjd"));

-- What belongs to a whole store (its terms of use), among the many products of its observations.
CREATE INDEX "product_store_idx" ON "product" ("collection_id") WHERE "sharing" = 'store';

-- How far from a position the pointing of an observation can be that covers it, and how long before a moment one that
-- lasts until then can have begun: a search reads no more of the sky and of time than that. Over all observations, since
-- finding the greatest visible one would step over hidden rows; the two numbers are never shown.
GRANT SELECT (fov_radius_deg, start_mjd, end_mjd) ON observation TO airshower_embargo;
CREATE POLICY embargo ON observation FOR SELECT TO airshower_embargo USING (true);

CREATE FUNCTION embargo.search_bounds(OUT widest_fov_deg double precision, OUT longest_days double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT max(o.fov_radius_deg) INTO widest_fov_deg FROM public.observation o;
  SELECT max(o.end_mjd - o.start_mjd) INTO longest_days FROM public.observation o;
END $$;

-- Which projects and collections can make an observation the viewer's own. `visible_observation.mine` decides; this
-- tells a search where to look, so that a member's few observations are found among millions by index.
CREATE FUNCTION embargo.own_scope(OUT projects int[], OUT collections int[])
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT nullif(current_setting('app.projects', true), '')::int[], nullif(current_setting('app.collections', true), '')::int[]
$$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.search_bounds() OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.search_bounds() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.search_bounds() TO airshower_web, airshower_system;
RESET ROLE;
GRANT EXECUTE ON FUNCTION embargo.own_scope() TO airshower_web, airshower_system;
