-- The triggers that work out clocks ask once per row, with plans that are made at a load's first row: into tables that
-- are still small, where reading the whole table looks cheap. It is not at the hundred thousandth row, so they always
-- go by index.
CREATE OR REPLACE FUNCTION embargo.set_observation_clocks() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
  p public.project%ROWTYPE;
  v_meta timestamptz;
  v_data timestamptz;
  v_last timestamptz;
  v_observed timestamptz := embargo.mjd_to_timestamp(NEW.end_mjd);
BEGIN
  IF NEW.project_id IS NOT NULL THEN
    SELECT * INTO p FROM public.project x WHERE x.id = NEW.project_id;
    IF p.meta_clock = 'last-observation' OR p.data_clock = 'last-observation' THEN
      SELECT embargo.mjd_to_timestamp(o.end_mjd) INTO v_last FROM public.observation o
      WHERE o.project_id = NEW.project_id AND o.id <> NEW.id ORDER BY o.end_mjd DESC LIMIT 1;
    END IF;
    v_meta := embargo.clock(p.meta_clock, p.meta_clock_date, p.meta_clock_months, v_observed, NEW.delivered_at, v_last);
    v_data := embargo.clock(p.data_clock, p.data_clock_date, p.data_clock_months, v_observed, NEW.delivered_at, v_last);
  END IF;
  v_meta := nullif(coalesce(NEW.meta_release_override, v_meta), 'infinity');
  v_data := nullif(coalesce(NEW.data_release_override, v_data), 'infinity');
  NEW.meta_release_at := v_meta;
  NEW.data_release_at := CASE WHEN v_meta IS NULL OR v_data IS NULL THEN NULL ELSE greatest(v_meta, v_data) END;
  RETURN NEW;
END $$;

ALTER FUNCTION embargo.set_product_clocks() SET enable_seqscan = off;
