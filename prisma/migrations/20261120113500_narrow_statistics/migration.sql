-- Statistics of the columns that are compared, and not of the JSON beside them, which takes most of the time to read and
-- which no search compares.
CREATE OR REPLACE FUNCTION embargo.refresh_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  ANALYZE public.observation (id, collection_id, obs_id, project_id, meta_release_at, data_release_at, target_key, zenith_deg, hpx, fov_radius_deg, start_mjd, end_mjd,
      night_mjd, livetime_sec, instrument, facility, quality),
    public.observation_index_row (observation_id), public.product (id, collection_id, name, role, sharing, observation_id, project_id, meta_release_at, data_release_at),
    public.product_release (id, product_id, release), public.observation_product, public.hdu (id, observation_id, product_id, release, hdu_type, hdu_name), public.project, public.collection;
END $$;
