-- Holds and joint clocks, kept on the rows; and a word to every process when a right may have changed.

-- 0 none, 1 bytes closed, 2 hidden.
CREATE FUNCTION embargo.hold_level(p_closes text) RETURNS int LANGUAGE sql IMMUTABLE
RETURN CASE p_closes WHEN 'discover' THEN 2 WHEN 'read' THEN 1 ELSE 0 END;

-- As before; of a joint project the later date of its partners counts, and 'last observation' means that of all of them.
CREATE OR REPLACE FUNCTION embargo.set_observation_clocks() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
  p public.project%ROWTYPE;
  v_meta timestamptz;
  v_data timestamptz;
  v_last timestamptz;
  v_observed timestamptz := embargo.mjd_to_timestamp(NEW.end_mjd);
  v_partners int[];
BEGIN
  NEW.hold := 0;
  IF NEW.project_id IS NOT NULL THEN
    SELECT * INTO p FROM public.project x WHERE x.id = NEW.project_id;
    NEW.hold := p.hold;
    IF p.is_joint THEN
      v_partners := embargo.with_partners(ARRAY[p.id]);
      SELECT embargo.mjd_to_timestamp(max(o.end_mjd)) INTO v_last FROM public.observation o WHERE o.project_id = ANY (v_partners) AND o.id <> NEW.id;
      SELECT CASE WHEN count(*) = count(c.meta) THEN max(c.meta) END, CASE WHEN count(*) = count(c.data) THEN max(c.data) END INTO v_meta, v_data
      FROM (SELECT embargo.clock(x.meta_clock, x.meta_clock_date, x.meta_clock_months, v_observed, NEW.delivered_at, v_last) AS meta,
                   embargo.clock(x.data_clock, x.data_clock_date, x.data_clock_months, v_observed, NEW.delivered_at, v_last) AS data
            FROM public.project x WHERE x.id = ANY (v_partners)) c;
    ELSE
      IF p.meta_clock = 'last-observation' OR p.data_clock = 'last-observation' THEN
        SELECT embargo.mjd_to_timestamp(o.end_mjd) INTO v_last FROM public.observation o
        WHERE o.project_id = NEW.project_id AND o.id <> NEW.id ORDER BY o.end_mjd DESC LIMIT 1;
      END IF;
      v_meta := embargo.clock(p.meta_clock, p.meta_clock_date, p.meta_clock_months, v_observed, NEW.delivered_at, v_last);
      v_data := embargo.clock(p.data_clock, p.data_clock_date, p.data_clock_months, v_observed, NEW.delivered_at, v_last);
    END IF;
  END IF;
  -- A new row is in no selection yet.
  IF TG_OP = 'UPDATE' THEN
    NEW.hold := greatest(NEW.hold, (SELECT max(embargo.hold_level(h.closes)) FROM public.selection_observation s
      JOIN public.hold h ON h.selection_id = s.selection_id AND h.lifted_at IS NULL WHERE s.observation_id = NEW.id));
  END IF;
  v_meta := nullif(coalesce(NEW.meta_release_override, v_meta), 'infinity');
  v_data := nullif(coalesce(NEW.data_release_override, v_data), 'infinity');
  NEW.meta_release_at := v_meta;
  NEW.data_release_at := CASE WHEN v_meta IS NULL OR v_data IS NULL THEN NULL ELSE greatest(v_meta, v_data) END;
  RETURN NEW;
END $$;
DROP TRIGGER observation_clocks ON observation;
CREATE TRIGGER observation_clocks
  BEFORE INSERT OR UPDATE OF project_id, end_mjd, delivered_at, meta_release_at, data_release_at, meta_release_override, data_release_override, hold ON observation
  FOR EACH ROW EXECUTE FUNCTION embargo.set_observation_clocks();

-- Products follow their observations in holds too. A combined one has the strictest of its observations'.
CREATE OR REPLACE FUNCTION embargo.set_product_clocks() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  v_public timestamptz;
BEGIN
  IF NEW.sharing = 'single' THEN
    SELECT o.project_id, o.meta_release_at, o.data_release_at, o.hold INTO NEW.project_id, NEW.meta_release_at, NEW.data_release_at, NEW.hold
    FROM public.observation o WHERE o.id = NEW.observation_id;
    NEW.hold := coalesce(NEW.hold, 0);
  ELSIF NEW.sharing = 'combined' THEN
    NEW.project_id := NULL;
    SELECT count(*), CASE WHEN count(*) = count(o.meta_release_at) THEN max(o.meta_release_at) END,
           CASE WHEN count(*) = count(o.data_release_at) THEN max(o.data_release_at) END, coalesce(max(o.hold), 0)
    INTO NEW.observation_count, NEW.meta_release_at, NEW.data_release_at, NEW.hold
    FROM public.observation_product l JOIN public.observation o ON o.id = l.observation_id WHERE l.product_id = NEW.id;
  ELSE
    SELECT CASE WHEN c.shared_irfs_public AND NEW.sharing = 'shared-irf' THEN timestamptz '1970-01-01 00:00:00+00' END INTO v_public
    FROM public.collection c WHERE c.id = NEW.collection_id;
    NEW.project_id := NULL;
    NEW.meta_release_at := v_public;
    NEW.data_release_at := v_public;
    NEW.hold := 0;
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER product_clocks ON product;
CREATE TRIGGER product_clocks
  BEFORE INSERT OR UPDATE OF collection_id, sharing, observation_id, observation_count, project_id, meta_release_at, data_release_at, current_release, hold ON product
  FOR EACH ROW EXECUTE FUNCTION embargo.set_product_clocks();

CREATE OR REPLACE FUNCTION embargo.follow_observation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE $sql$
    WITH moved AS MATERIALIZED (
      SELECT n.id FROM new_rows n JOIN old_rows b USING (id)
      WHERE (n.project_id, n.meta_release_at, n.data_release_at, n.hold) IS DISTINCT FROM (b.project_id, b.meta_release_at, b.data_release_at, b.hold))
    UPDATE public.product p SET current_release = p.current_release
    WHERE p.id IN (SELECT s.id FROM moved m JOIN public.product s ON s.observation_id = m.id
                   UNION ALL
                   SELECT l.product_id FROM moved m JOIN public.observation_product l ON l.observation_id = m.id
                   JOIN public.product c ON c.id = l.product_id AND c.sharing = 'combined') $sql$;
  RETURN NULL;
END $$;

-- A project's observations, and its partners', follow its clocks and its hold.
CREATE OR REPLACE FUNCTION embargo.follow_project() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.observation o SET delivered_at = o.delivered_at
  WHERE o.project_id = ANY (CASE WHEN NEW.is_joint OR OLD.is_joint THEN embargo.with_partners(ARRAY[NEW.id]) ELSE ARRAY[NEW.id] END);
  RETURN NULL;
END $$;
DROP TRIGGER project_clocks ON project;
CREATE TRIGGER project_clocks AFTER UPDATE ON project FOR EACH ROW
  WHEN ((OLD.meta_clock, OLD.meta_clock_date, OLD.meta_clock_months, OLD.data_clock, OLD.data_clock_date, OLD.data_clock_months, OLD.hold)
    IS DISTINCT FROM (NEW.meta_clock, NEW.meta_clock_date, NEW.meta_clock_months, NEW.data_clock, NEW.data_clock_date, NEW.data_clock_months, NEW.hold))
  EXECUTE FUNCTION embargo.follow_project();

-- A new last observation of one partner moves the clocks of the others too.
CREATE OR REPLACE FUNCTION embargo.follow_last_observation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF pg_trigger_depth() > 1 THEN RETURN NULL; END IF;
  EXECUTE $sql$
    UPDATE public.observation o SET delivered_at = o.delivered_at
    WHERE o.project_id IN (
      SELECT unnest(CASE WHEN p.is_joint THEN embargo.with_partners(ARRAY[p.id]) ELSE ARRAY[p.id] END) FROM public.project p
      WHERE p.id IN (SELECT c.project_id FROM changed c) AND (p.is_joint OR 'last-observation' IN (p.meta_clock, p.data_clock))) $sql$;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION embargo.follow_moved_observation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF pg_trigger_depth() > 1 THEN RETURN NULL; END IF;
  EXECUTE $sql$
    UPDATE public.observation o SET delivered_at = o.delivered_at
    WHERE o.project_id IN (
      SELECT unnest(CASE WHEN p.is_joint THEN embargo.with_partners(ARRAY[p.id]) ELSE ARRAY[p.id] END) FROM public.project p
      WHERE (p.is_joint OR 'last-observation' IN (p.meta_clock, p.data_clock))
        AND p.id IN (SELECT unnest(ARRAY[n.project_id, b.project_id]) FROM new_rows n JOIN old_rows b USING (id)
                     WHERE (n.project_id, n.end_mjd) IS DISTINCT FROM (b.project_id, b.end_mjd))) $sql$;
  RETURN NULL;
END $$;

-- Both directions of a joint project come and go together.
CREATE FUNCTION embargo.keep_joint() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.joint_project (project_id, partner_id) VALUES (NEW.partner_id, NEW.project_id) ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM public.joint_project j WHERE j.project_id = OLD.partner_id AND j.partner_id = OLD.project_id;
  END IF;
  UPDATE public.project p SET is_joint = EXISTS (SELECT 1 FROM public.joint_project j WHERE j.project_id = p.id), hold = embargo.project_hold(p.id)
  WHERE p.id IN (coalesce(NEW.project_id, OLD.project_id), coalesce(NEW.partner_id, OLD.partner_id));
  UPDATE public.observation o SET delivered_at = o.delivered_at WHERE o.project_id IN (coalesce(NEW.project_id, OLD.project_id), coalesce(NEW.partner_id, OLD.partner_id));
  RETURN NULL;
END $$;

-- The strictest hold that lies on a project or a partner of it.
CREATE FUNCTION embargo.project_hold(p_project int) RETURNS int
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(max(embargo.hold_level(h.closes)), 0) FROM public.hold h WHERE h.project_id = ANY (embargo.with_partners(ARRAY[p_project])) AND h.lifted_at IS NULL
$$;

-- A hold placed, lifted, or widened is on the rows when its statement ends.
CREATE FUNCTION embargo.follow_hold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.project_id IS NOT NULL THEN
    UPDATE public.project p SET hold = embargo.project_hold(p.id) WHERE p.id = ANY (embargo.with_partners(ARRAY[NEW.project_id]));
  ELSE
    UPDATE public.observation o SET delivered_at = o.delivered_at FROM public.selection_observation s WHERE s.selection_id = NEW.selection_id AND o.id = s.observation_id;
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION embargo.follow_selection() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.observation o SET delivered_at = o.delivered_at
  WHERE o.id IN (SELECT c.observation_id FROM changed c JOIN public.hold h ON h.selection_id = c.selection_id AND h.lifted_at IS NULL);
  RETURN NULL;
END $$;

-- Processes that hold something open on somebody's behalf (downloads, launches) ask again when they hear this.
CREATE FUNCTION embargo.tell_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_notify('embargo_changed', '');
  RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION embargo.hold_level(text), embargo.project_hold(int), embargo.tell_change(), embargo.follow_hold(), embargo.follow_selection(), embargo.keep_joint()
  TO airshower_web, airshower_system, airshower_embargo;
-- Rows changed by functions of airshower_embargo pull the triggers that follow.
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA embargo TO airshower_embargo;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.keep_joint() OWNER TO airshower_embargo;
ALTER FUNCTION embargo.follow_hold() OWNER TO airshower_embargo;
ALTER FUNCTION embargo.follow_selection() OWNER TO airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.keep_joint(), embargo.follow_hold(), embargo.follow_selection() FROM PUBLIC;
RESET ROLE;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;

CREATE TRIGGER joint_kept AFTER INSERT OR DELETE ON joint_project FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION embargo.keep_joint();
CREATE TRIGGER hold_followed AFTER INSERT OR UPDATE ON hold FOR EACH ROW EXECUTE FUNCTION embargo.follow_hold();
CREATE TRIGGER selection_grown AFTER INSERT ON selection_observation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION embargo.follow_selection();
CREATE TRIGGER selection_shrunk AFTER DELETE ON selection_observation REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION embargo.follow_selection();

CREATE TRIGGER grant_told AFTER INSERT OR UPDATE ON access_grant FOR EACH STATEMENT EXECUTE FUNCTION embargo.tell_change();
CREATE TRIGGER hold_told AFTER INSERT OR UPDATE ON hold FOR EACH STATEMENT EXECUTE FUNCTION embargo.tell_change();
CREATE TRIGGER denial_told AFTER INSERT OR UPDATE ON denial FOR EACH STATEMENT EXECUTE FUNCTION embargo.tell_change();
CREATE TRIGGER selection_told AFTER INSERT OR DELETE ON selection_observation FOR EACH STATEMENT EXECUTE FUNCTION embargo.tell_change();
CREATE TRIGGER joint_told AFTER INSERT OR DELETE ON joint_project FOR EACH STATEMENT EXECUTE FUNCTION embargo.tell_change();
CREATE TRIGGER manager_told AFTER INSERT OR DELETE ON collection_manager FOR EACH STATEMENT EXECUTE FUNCTION embargo.tell_change();
CREATE TRIGGER project_told AFTER UPDATE ON project FOR EACH STATEMENT EXECUTE FUNCTION embargo.tell_change();
CREATE TRIGGER observation_told AFTER UPDATE OF project_id, meta_release_override, data_release_override, delivered_at, hold ON observation FOR EACH STATEMENT EXECUTE FUNCTION embargo.tell_change();
CREATE TRIGGER groups_told AFTER UPDATE OF groups ON "user" FOR EACH ROW WHEN (OLD.groups IS DISTINCT FROM NEW.groups) EXECUTE FUNCTION embargo.tell_change();
CREATE TRIGGER staging_told AFTER UPDATE ON staging_token FOR EACH STATEMENT EXECUTE FUNCTION embargo.tell_change();

-- Tallies know of hidden rows: only managers count those.
ALTER TABLE "observation_tally" ADD COLUMN "hold" SMALLINT NOT NULL DEFAULT 0;
DROP INDEX "observation_tally_key";
CREATE UNIQUE INDEX "observation_tally_key" ON "observation_tally" ("collection_id", "project_id", "opens_by", "instrument", "target_key", "target_name", "hold") NULLS NOT DISTINCT;
CREATE OR REPLACE FUNCTION embargo.tally_observations() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_counted text := 'SELECT collection_id, project_id, date_trunc(''day'', meta_release_at, ''UTC'') + interval ''1 day'' AS opens_by, instrument, target_key, target_name, CASE hold WHEN 2 THEN 2 ELSE 0 END AS hold';
  v_changes text := CASE TG_OP
    WHEN 'INSERT' THEN v_counted || ', 1 AS change FROM new_rows'
    WHEN 'DELETE' THEN v_counted || ', -1 AS change FROM old_rows'
    ELSE v_counted || ', 1 AS change FROM new_rows UNION ALL ' || v_counted || ', -1 FROM old_rows' END;
BEGIN
  EXECUTE format($sql$
    INSERT INTO public.observation_tally AS t (collection_id, project_id, opens_by, instrument, target_key, target_name, hold, observation_count)
    SELECT c.collection_id, c.project_id, c.opens_by, c.instrument, c.target_key, c.target_name, c.hold, sum(c.change) FROM (%s) c
    GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(c.change) <> 0 ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (collection_id, project_id, opens_by, instrument, target_key, target_name, hold)
    DO UPDATE SET observation_count = t.observation_count + excluded.observation_count $sql$, v_changes);
  DELETE FROM public.observation_tally t WHERE t.observation_count = 0;
  RETURN NULL;
END $$;
DO $$
BEGIN
  -- Who is denied single observations can not be answered by sums that hold them: such a viewer's facets count rows.
  EXECUTE format('ALTER POLICY discover ON observation_tally USING (%s)', embargo.discover_rule(NULL, 'opens_by'));
END $$;
CREATE FUNCTION embargo.tallies_count() RETURNS boolean LANGUAGE sql STABLE
RETURN coalesce(nullif(current_setting('app.denied', true), ''), '{}') = '{}';
GRANT EXECUTE ON FUNCTION embargo.tallies_count() TO airshower_web, airshower_system;
