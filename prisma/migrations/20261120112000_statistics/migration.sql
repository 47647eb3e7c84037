-- After a load the planner must know at once that a table has grown: with the statistics of an empty one it joins row
-- by row. Only a table's owner may ANALYZE it (PostgreSQL 17's MAINTAIN right is not there before), so this one function
-- runs as the owner. It takes nothing in, gives nothing back, and reads no row for anybody.
CREATE FUNCTION embargo.refresh_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  ANALYZE public.observation, public.observation_index_row, public.product, public.product_release, public.observation_product, public.hdu, public.project, public.collection,
    public.observation_tally, public.search_bound;
END $$;
REVOKE ALL ON FUNCTION embargo.refresh_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.refresh_statistics() TO airshower_system;
