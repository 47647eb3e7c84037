-- The two clocks of every observation, worked out from its project's policy and kept on its row by the database, and
-- copied to the products that carry its bytes. No job opens anything: the policies compare the dates with now().

-- One clock: a fixed date, or some months from the observation's end, its delivery, or the project's last observation.
CREATE FUNCTION embargo.clock(p_kind text, p_date timestamptz, p_months int, p_observed timestamptz, p_delivered timestamptz, p_last timestamptz)
RETURNS timestamptz LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE p_kind
    WHEN 'fixed' THEN p_date
    WHEN 'observation' THEN p_observed + make_interval(months => p_months)
    WHEN 'delivery' THEN p_delivered + make_interval(months => p_months)
    WHEN 'last-observation' THEN greatest(p_last, p_observed) + make_interval(months => p_months)
  END
$$;

CREATE FUNCTION embargo.mjd_to_timestamp(p_mjd double precision) RETURNS timestamptz
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT to_timestamp((p_mjd - 40587) * 86400)
$$;

-- An override wins over the project's clock; 'infinity' closes until somebody sets a date. READ never before DISCOVER.
CREATE FUNCTION embargo.set_observation_clocks() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
      SELECT embargo.mjd_to_timestamp(max(o.end_mjd)) INTO v_last FROM public.observation o WHERE o.project_id = NEW.project_id AND o.id <> NEW.id;
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

CREATE TRIGGER observation_clocks BEFORE INSERT OR UPDATE ON observation
  FOR EACH ROW EXECUTE FUNCTION embargo.set_observation_clocks();

-- A new last observation moves the clock of all of its project; touching a row works its clocks out again.
CREATE FUNCTION embargo.follow_last_observation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF pg_trigger_depth() > 1 THEN RETURN NULL; END IF;
  UPDATE public.observation o SET delivered_at = o.delivered_at
  FROM public.project p
  WHERE p.id = o.project_id AND 'last-observation' IN (p.meta_clock, p.data_clock)
    AND p.id IN (SELECT DISTINCT c.project_id FROM changed c);
  RETURN NULL;
END $$;

CREATE TRIGGER observation_last_inserted AFTER INSERT ON observation REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.follow_last_observation();
CREATE TRIGGER observation_last_updated AFTER UPDATE ON observation REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.follow_last_observation();
CREATE TRIGGER observation_last_deleted AFTER DELETE ON observation REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.follow_last_observation();

CREATE FUNCTION embargo.follow_project() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.observation o SET delivered_at = o.delivered_at WHERE o.project_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER project_clocks AFTER UPDATE ON project FOR EACH ROW
  WHEN ((OLD.meta_clock, OLD.meta_clock_date, OLD.meta_clock_months, OLD.data_clock, OLD.data_clock_date, OLD.data_clock_months)
    IS DISTINCT FROM (NEW.meta_clock, NEW.meta_clock_date, NEW.meta_clock_months, NEW.data_clock, NEW.data_clock_date, NEW.data_clock_months))
  EXECUTE FUNCTION embargo.follow_project();

-- Products. A single one has its observation's project and clocks. One made from several opens with the latest of them
-- and says no project: its policy counts. Shared IRFs have dates of their own only where their collection makes them public.
CREATE FUNCTION embargo.set_product_clocks() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_public timestamptz;
BEGIN
  IF NEW.sharing = 'single' THEN
    SELECT o.project_id, o.meta_release_at, o.data_release_at INTO NEW.project_id, NEW.meta_release_at, NEW.data_release_at
    FROM public.observation o WHERE o.id = NEW.observation_id;
  ELSIF NEW.sharing = 'combined' THEN
    NEW.project_id := NULL;
    SELECT count(*), CASE WHEN count(*) = count(o.meta_release_at) THEN max(o.meta_release_at) END,
           CASE WHEN count(*) = count(o.data_release_at) THEN max(o.data_release_at) END
    INTO NEW.observation_count, NEW.meta_release_at, NEW.data_release_at
    FROM public.observation_product l JOIN public.observation o ON o.id = l.observation_id WHERE l.product_id = NEW.id;
  ELSE
    SELECT CASE WHEN c.shared_irfs_public AND NEW.sharing = 'shared-irf' THEN timestamptz '1970-01-01 00:00:00+00' END INTO v_public
    FROM public.collection c WHERE c.id = NEW.collection_id;
    NEW.project_id := NULL;
    NEW.meta_release_at := v_public;
    NEW.data_release_at := v_public;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER product_clocks BEFORE INSERT OR UPDATE ON product
  FOR EACH ROW EXECUTE FUNCTION embargo.set_product_clocks();

CREATE FUNCTION embargo.follow_observation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.product p SET current_release = p.current_release
  WHERE p.observation_id IN (
    SELECT n.id FROM new_rows n JOIN old_rows b USING (id)
    WHERE (n.project_id, n.meta_release_at, n.data_release_at) IS DISTINCT FROM (b.project_id, b.meta_release_at, b.data_release_at));
  UPDATE public.product p SET current_release = p.current_release
  WHERE p.sharing = 'combined' AND p.id IN (
    SELECT l.product_id FROM new_rows n JOIN old_rows b USING (id) JOIN public.observation_product l ON l.observation_id = n.id
    WHERE (n.project_id, n.meta_release_at, n.data_release_at) IS DISTINCT FROM (b.project_id, b.meta_release_at, b.data_release_at));
  RETURN NULL;
END $$;

CREATE TRIGGER observation_products AFTER UPDATE ON observation REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.follow_observation();

CREATE FUNCTION embargo.follow_links() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.product p SET current_release = p.current_release
  WHERE p.sharing = 'combined' AND p.id IN (SELECT c.product_id FROM changed c);
  RETURN NULL;
END $$;

CREATE TRIGGER links_inserted AFTER INSERT ON observation_product REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.follow_links();
CREATE TRIGGER links_deleted AFTER DELETE ON observation_product REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.follow_links();

CREATE FUNCTION embargo.follow_collection() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.product p SET current_release = p.current_release WHERE p.collection_id = NEW.id AND p.sharing = 'shared-irf';
  RETURN NULL;
END $$;

CREATE TRIGGER collection_irfs AFTER UPDATE ON collection FOR EACH ROW
  WHEN (OLD.shared_irfs_public IS DISTINCT FROM NEW.shared_irfs_public)
  EXECUTE FUNCTION embargo.follow_collection();

-- Triggers run as the role that writes, which must reach their functions.
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA embargo TO airshower_system;
