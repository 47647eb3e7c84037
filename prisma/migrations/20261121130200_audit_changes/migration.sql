-- Changes of rights, recorded by triggers in the transaction that makes them: whoever changes something, and however, is
-- written down. Reasons of official acts are kept; of what people ask for, only that they asked: its text is in `request`.

-- {"name": {"before": …, "after": …}} for what differs.
CREATE FUNCTION embargo.audit_differences(p_before jsonb, p_after jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(a.key, jsonb_build_object('before', b.value, 'after', a.value)), '{}')
  FROM jsonb_each(p_after) a JOIN jsonb_each(p_before) b ON b.key = a.key WHERE a.value IS DISTINCT FROM b.value
$$;
CREATE FUNCTION embargo.audit_person_json(p_person uuid) RETURNS jsonb
LANGUAGE sql IMMUTABLE RETURN CASE WHEN p_person IS NOT NULL THEN jsonb_build_object('person', p_person) END;
-- UTC to the millisecond, whatever the session's time zone.
CREATE FUNCTION embargo.audit_time(p_at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN CASE WHEN p_at IN ('infinity', '-infinity') THEN p_at::text ELSE to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') END;

CREATE FUNCTION embargo.audit_grant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_action text := CASE WHEN TG_OP = 'INSERT' THEN 'grant.given' WHEN OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL THEN 'grant.revoked' ELSE 'grant.changed' END;
  v_subject jsonb;
BEGIN
  v_subject := jsonb_build_object('grant', NEW.id, 'rights', NEW.rights, 'roles', NEW.roles, 'from', embargo.audit_time(NEW.valid_from), 'until', embargo.audit_time(NEW.valid_until),
    'emergency', NEW.emergency, 'about', CASE WHEN NEW.collection_id IS NOT NULL THEN 'collection' WHEN NEW.project_id IS NOT NULL THEN 'project' ELSE 'observations' END,
    'reason', CASE v_action WHEN 'grant.revoked' THEN NEW.revoke_reason ELSE NEW.reason END,
    'grantee', CASE NEW.grantee_kind WHEN 'group' THEN jsonb_build_object('group', NEW.grantee) ELSE embargo.audit_person_json(embargo.audit_person_of(NEW.grantee)) END);
  IF v_action = 'grant.changed' THEN
    v_subject := v_subject || jsonb_build_object('changed', embargo.audit_differences(
      jsonb_build_object('until', embargo.audit_time(OLD.valid_until), 'from', embargo.audit_time(OLD.valid_from), 'rights', OLD.rights, 'roles', OLD.roles),
      jsonb_build_object('until', embargo.audit_time(NEW.valid_until), 'from', embargo.audit_time(NEW.valid_from), 'rights', NEW.rights, 'roles', NEW.roles)));
  END IF;
  PERFORM embargo.audit_scope(NEW.collection_id, NEW.project_id, NEW.selection_id, v_action, v_subject);
  RETURN NULL;
END $$;

-- Holds and denials, alike in their columns. Denials are the managers' matter: see the policy `see` on denial.
CREATE FUNCTION embargo.audit_hold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM embargo.audit_scope(NULL, NEW.project_id, NEW.selection_id, CASE TG_OP WHEN 'INSERT' THEN 'hold.placed' ELSE 'hold.lifted' END,
    jsonb_build_object('hold', NEW.id, 'closes', NEW.closes, 'reason', CASE TG_OP WHEN 'INSERT' THEN NEW.reason ELSE NEW.lift_reason END));
  RETURN NULL;
END $$;
CREATE FUNCTION embargo.audit_denial() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM embargo.audit_scope(NEW.collection_id, NEW.project_id, NEW.selection_id, CASE TG_OP WHEN 'INSERT' THEN 'denial.placed' ELSE 'denial.lifted' END,
    jsonb_build_object('denial', NEW.id, 'denied', embargo.audit_person_json(embargo.audit_person_of(NEW.sub)), 'reason', CASE TG_OP WHEN 'INSERT' THEN NEW.reason ELSE NEW.lift_reason END), ':managers');
  RETURN NULL;
END $$;

-- A saved selection that grows or shrinks moves rights too, where a grant, a hold or a denial hangs on it.
CREATE FUNCTION embargo.audit_selection() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  s record;
BEGIN
  FOR s IN SELECT c.selection_id, array_agg(c.observation_id) AS observations,
      EXISTS (SELECT 1 FROM public.access_grant a WHERE a.selection_id = c.selection_id AND a.revoked_at IS NULL)
      OR EXISTS (SELECT 1 FROM public.hold h WHERE h.selection_id = c.selection_id AND h.lifted_at IS NULL) AS open,
      EXISTS (SELECT 1 FROM public.denial d WHERE d.selection_id = c.selection_id AND d.lifted_at IS NULL) AS denied
    FROM changed c GROUP BY c.selection_id
  LOOP
    IF s.open THEN
      PERFORM embargo.audit_observations(s.observations, CASE TG_OP WHEN 'INSERT' THEN 'selection.grown' ELSE 'selection.shrunk' END, 'ok', jsonb_build_object('selection', s.selection_id));
    END IF;
    IF s.denied THEN
      PERFORM embargo.audit_observations(s.observations, CASE TG_OP WHEN 'INSERT' THEN 'selection.grown' ELSE 'selection.shrunk' END, 'ok', jsonb_build_object('selection', s.selection_id), ':managers');
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

CREATE FUNCTION embargo.audit_deputy() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM embargo.audit_by(embargo.project_chains(coalesce(NEW.project_id, OLD.project_id)), CASE TG_OP WHEN 'INSERT' THEN 'deputy.named' ELSE 'deputy.dropped' END, 'ok',
    jsonb_build_object('deputy', embargo.audit_person_json(embargo.audit_person_of(coalesce(NEW.sub, OLD.sub)))));
  RETURN NULL;
END $$;

CREATE FUNCTION embargo.audit_request() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM embargo.audit_scope(NULL, NEW.project_id, NEW.selection_id, CASE TG_OP WHEN 'INSERT' THEN 'request.made' ELSE 'request.' || NEW.state END,
    jsonb_build_object('request', NEW.id, 'kind', NEW.kind, 'askedBy', embargo.audit_person_json(embargo.audit_person_of(NEW.asked_by)), 'wantedAt', embargo.audit_time(NEW.wanted_at), 'grant', NEW.grant_id));
  RETURN NULL;
END $$;

-- A project's clocks, and its other settings.
CREATE FUNCTION embargo.audit_project_json(p public.project, OUT clocks jsonb, OUT settings jsonb)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object('metaClock', p.meta_clock, 'metaClockDate', embargo.audit_time(p.meta_clock_date), 'metaClockMonths', p.meta_clock_months,
      'dataClock', p.data_clock, 'dataClockDate', embargo.audit_time(p.data_clock_date), 'dataClockMonths', p.data_clock_months),
    jsonb_build_object('code', p.code, 'group', p.iam_group, 'pi', embargo.audit_person_json(embargo.audit_person_named(p.pi_username)),
      'earlyReleaseApproval', p.early_release_approval, 'whenRightEnds', p.when_right_ends)
$$;
CREATE FUNCTION embargo.audit_project() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  a record := embargo.audit_project_json(NEW);
  b record;
  v_clocks jsonb;
  v_settings jsonb;
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM embargo.audit_by(ARRAY['project:' || NEW.id], 'project.made', 'ok', a.settings || a.clocks);
    RETURN NULL;
  END IF;
  b := embargo.audit_project_json(OLD);
  v_clocks := embargo.audit_differences(b.clocks, a.clocks);
  v_settings := embargo.audit_differences(b.settings, a.settings);
  -- The partners' observations follow these clocks too.
  IF v_clocks <> '{}' THEN PERFORM embargo.audit_by(embargo.project_chains(NEW.id), 'clock.changed', 'ok', jsonb_build_object('project', NEW.code, 'changed', v_clocks)); END IF;
  IF v_settings <> '{}' THEN PERFORM embargo.audit_by(ARRAY['project:' || NEW.id], 'project.changed', 'ok', jsonb_build_object('changed', v_settings)); END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION embargo.audit_joint() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM embargo.audit_by(ARRAY['project:' || coalesce(NEW.project_id, OLD.project_id)], CASE TG_OP WHEN 'INSERT' THEN 'project.joined' ELSE 'project.parted' END, 'ok',
    jsonb_build_object('partner', (SELECT p.code FROM public.project p WHERE p.id = coalesce(NEW.partner_id, OLD.partner_id))));
  RETURN NULL;
END $$;
CREATE FUNCTION embargo.audit_manager() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM embargo.audit_by(ARRAY['collection:' || coalesce(NEW.collection_id, OLD.collection_id)], CASE TG_OP WHEN 'INSERT' THEN 'manager.added' ELSE 'manager.removed' END, 'ok',
    jsonb_build_object('group', coalesce(NEW.iam_group, OLD.iam_group)));
  RETURN NULL;
END $$;
CREATE FUNCTION embargo.audit_collection() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM embargo.audit_by(ARRAY['collection:' || NEW.id], 'collection.changed', 'ok', jsonb_build_object('changed', embargo.audit_differences(
    jsonb_build_object('group', OLD.iam_group, 'sharedIrfsPublic', OLD.shared_irfs_public), jsonb_build_object('group', NEW.iam_group, 'sharedIrfsPublic', NEW.shared_irfs_public))));
  RETURN NULL;
END $$;

-- Clocks of single observations, and observations that change project. Rows touched by triggers change neither.
CREATE FUNCTION embargo.audit_observation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  c record;
BEGIN
  IF pg_trigger_depth() > 1 THEN RETURN NULL; END IF;
  FOR c IN EXECUTE $sql$
    SELECT array_agg(n.id) AS observations,
      jsonb_build_object('metaReleaseOverride', embargo.audit_time(o.meta_release_override), 'dataReleaseOverride', embargo.audit_time(o.data_release_override), 'deliveredAt', embargo.audit_time(o.delivered_at)) AS before,
      jsonb_build_object('metaReleaseOverride', embargo.audit_time(n.meta_release_override), 'dataReleaseOverride', embargo.audit_time(n.data_release_override), 'deliveredAt', embargo.audit_time(n.delivered_at)) AS after
    FROM new_rows n JOIN old_rows o USING (id)
    WHERE (n.meta_release_override, n.data_release_override, n.delivered_at) IS DISTINCT FROM (o.meta_release_override, o.data_release_override, o.delivered_at)
    GROUP BY o.meta_release_override, o.data_release_override, o.delivered_at, n.meta_release_override, n.data_release_override, n.delivered_at $sql$
  LOOP
    PERFORM embargo.audit_observations(c.observations, 'clock.overridden', 'ok', jsonb_build_object('changed', embargo.audit_differences(c.before, c.after)));
  END LOOP;
  -- Neither project is told of the other one.
  FOR c IN EXECUTE $sql$
    SELECT array_agg(n.id) AS observations, jsonb_agg(l.name || ':' || n.obs_id ORDER BY l.name, n.obs_id) AS names,
      CASE WHEN o.project_id IS NULL THEN ARRAY['collection:' || o.collection_id] ELSE embargo.project_chains(o.project_id) END AS former
    FROM new_rows n JOIN old_rows o USING (id) JOIN public.collection l ON l.id = n.collection_id
    WHERE n.project_id IS DISTINCT FROM o.project_id GROUP BY o.project_id, o.collection_id $sql$
  LOOP
    PERFORM embargo.audit_by(c.former, 'observation.left', 'ok', jsonb_build_object('observations', c.names));
    PERFORM embargo.audit_observations(c.observations, 'observation.joined', 'ok', '{}');
  END LOOP;
  RETURN NULL;
END $$;

-- What the identity service says of somebody's groups, told to those whose data it opens or closes.
CREATE FUNCTION embargo.audit_groups() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_before text[] := CASE TG_OP WHEN 'UPDATE' THEN OLD.groups ELSE '{}' END;
  v_gained text[] := ARRAY(SELECT unnest(NEW.groups) EXCEPT SELECT unnest(v_before) ORDER BY 1);
  v_lost text[] := ARRAY(SELECT unnest(v_before) EXCEPT SELECT unnest(NEW.groups) ORDER BY 1);
  v_person uuid;
  c record;
BEGIN
  IF v_gained = '{}' AND v_lost = '{}' THEN RETURN NULL; END IF;
  v_person := embargo.audit_person_of(NEW.sub);
  PERFORM embargo.audit_write(ARRAY['portal'], 'iam', v_person, 'groups.changed', 'ok', jsonb_build_object('gained', v_gained, 'lost', v_lost));
  FOR c IN
    SELECT p.iam_group, embargo.project_chains(p.id) AS chains FROM public.project p WHERE p.iam_group = ANY (v_gained || v_lost)
    UNION ALL SELECT x.iam_group, ARRAY['collection:' || x.id] FROM public.collection x WHERE x.iam_group = ANY (v_gained || v_lost)
    UNION ALL SELECT m.iam_group, ARRAY['collection:' || m.collection_id] FROM public.collection_manager m WHERE m.iam_group = ANY (v_gained || v_lost)
  LOOP
    PERFORM embargo.audit_write(c.chains, 'iam', v_person, 'groups.changed', 'ok', jsonb_build_object(CASE WHEN c.iam_group = ANY (v_gained) THEN 'gained' ELSE 'lost' END, ARRAY[c.iam_group]));
  END LOOP;
  RETURN NULL;
END $$;
CREATE FUNCTION embargo.audit_rename() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.audit_person a SET username = NEW.username WHERE a.sub = NEW.sub;
  RETURN NULL;
END $$;

-- Launches and what their sessions stage.
CREATE FUNCTION embargo.audit_launch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM embargo.audit_observations((SELECT m.observation_ids FROM public.manifest m WHERE m.id = NEW.manifest_id),
    CASE WHEN TG_OP = 'INSERT' THEN 'launch.started' WHEN NEW.state = 'stopping' THEN 'launch.stopped' ELSE 'launch.' || NEW.state END, CASE WHEN NEW.state = 'failed' THEN 'failed' ELSE 'ok' END,
    jsonb_build_object('launch', NEW.id, 'owner', embargo.audit_person_json(embargo.audit_person_of(NEW.owner_sub)), 'service', NEW.service), '', TG_OP = 'INSERT');
  RETURN NULL;
END $$;
-- A ticket exchanged for a token, or shown by somebody who is not the session that it was made for. Who comes with a ticket is known by it alone.
CREATE FUNCTION embargo.audit_ticket() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  l record;
BEGIN
  SELECT x.id, x.owner_sub, m.observation_ids INTO l FROM public.launch x JOIN public.manifest m ON m.id = x.manifest_id WHERE x.id = NEW.launch_id;
  PERFORM embargo.audit_write(ARRAY[x.chain], 'person', embargo.audit_person_of(l.owner_sub), CASE TG_TABLE_NAME WHEN 'staging_token' THEN 'staging.redeemed' ELSE 'staging.refused' END,
    CASE TG_TABLE_NAME WHEN 'staging_token' THEN 'ok' ELSE 'refused' END, jsonb_build_object('launch', l.id, 'observationCount', x.total))
  FROM (SELECT y.chain, sum(jsonb_array_length(y.names)) AS total FROM embargo.audit_pieces(l.observation_ids) y GROUP BY y.chain ORDER BY y.chain) x;
  RETURN NULL;
END $$;

DO $$
DECLARE
  f regprocedure;
BEGIN
  GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'embargo'::regnamespace
    AND p.proname IN ('audit_grant', 'audit_hold', 'audit_denial', 'audit_selection', 'audit_deputy', 'audit_request', 'audit_project_json', 'audit_project', 'audit_joint', 'audit_manager',
      'audit_collection', 'audit_observation', 'audit_groups', 'audit_rename', 'audit_launch', 'audit_ticket', 'audit_differences', 'audit_person_json', 'audit_time')
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO airshower_embargo', f);
  END LOOP;
  REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
END $$;

CREATE TRIGGER grant_audited AFTER INSERT OR UPDATE ON access_grant FOR EACH ROW EXECUTE FUNCTION embargo.audit_grant();
CREATE TRIGGER hold_audited AFTER INSERT ON hold FOR EACH ROW EXECUTE FUNCTION embargo.audit_hold();
CREATE TRIGGER hold_lift_audited AFTER UPDATE ON hold FOR EACH ROW WHEN (OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL) EXECUTE FUNCTION embargo.audit_hold();
CREATE TRIGGER denial_audited AFTER INSERT ON denial FOR EACH ROW EXECUTE FUNCTION embargo.audit_denial();
CREATE TRIGGER denial_lift_audited AFTER UPDATE ON denial FOR EACH ROW WHEN (OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL) EXECUTE FUNCTION embargo.audit_denial();
CREATE TRIGGER selection_growth_audited AFTER INSERT ON selection_observation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION embargo.audit_selection();
CREATE TRIGGER selection_shrinking_audited AFTER DELETE ON selection_observation REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION embargo.audit_selection();
CREATE TRIGGER deputy_audited AFTER INSERT OR DELETE ON project_deputy FOR EACH ROW EXECUTE FUNCTION embargo.audit_deputy();
CREATE TRIGGER request_audited AFTER INSERT ON request FOR EACH ROW EXECUTE FUNCTION embargo.audit_request();
CREATE TRIGGER request_answer_audited AFTER UPDATE ON request FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION embargo.audit_request();
CREATE TRIGGER project_made_audited AFTER INSERT ON project FOR EACH ROW EXECUTE FUNCTION embargo.audit_project();
CREATE TRIGGER project_audited AFTER UPDATE ON project FOR EACH ROW
  WHEN ((OLD.meta_clock, OLD.meta_clock_date, OLD.meta_clock_months, OLD.data_clock, OLD.data_clock_date, OLD.data_clock_months, OLD.code, OLD.iam_group, OLD.pi_username, OLD.early_release_approval, OLD.when_right_ends)
    IS DISTINCT FROM (NEW.meta_clock, NEW.meta_clock_date, NEW.meta_clock_months, NEW.data_clock, NEW.data_clock_date, NEW.data_clock_months, NEW.code, NEW.iam_group, NEW.pi_username, NEW.early_release_approval, NEW.when_right_ends))
  EXECUTE FUNCTION embargo.audit_project();
CREATE TRIGGER joint_audited AFTER INSERT OR DELETE ON joint_project FOR EACH ROW EXECUTE FUNCTION embargo.audit_joint();
CREATE TRIGGER manager_audited AFTER INSERT OR DELETE ON collection_manager FOR EACH ROW EXECUTE FUNCTION embargo.audit_manager();
CREATE TRIGGER collection_audited AFTER UPDATE ON collection FOR EACH ROW
  WHEN ((OLD.iam_group, OLD.shared_irfs_public) IS DISTINCT FROM (NEW.iam_group, NEW.shared_irfs_public)) EXECUTE FUNCTION embargo.audit_collection();
CREATE TRIGGER observation_audited AFTER UPDATE ON observation REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION embargo.audit_observation();
CREATE TRIGGER groups_audited AFTER INSERT ON "user" FOR EACH ROW EXECUTE FUNCTION embargo.audit_groups();
CREATE TRIGGER groups_change_audited AFTER UPDATE OF groups ON "user" FOR EACH ROW WHEN (OLD.groups IS DISTINCT FROM NEW.groups) EXECUTE FUNCTION embargo.audit_groups();
CREATE TRIGGER user_rename_audited AFTER UPDATE OF username ON "user" FOR EACH ROW WHEN (OLD.username IS DISTINCT FROM NEW.username) EXECUTE FUNCTION embargo.audit_rename();
CREATE TRIGGER launch_audited AFTER INSERT ON launch FOR EACH ROW EXECUTE FUNCTION embargo.audit_launch();
CREATE TRIGGER launch_end_audited AFTER UPDATE OF state ON launch FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state IN ('stopping', 'failed', 'ended')) EXECUTE FUNCTION embargo.audit_launch();
CREATE TRIGGER redeem_audited AFTER INSERT ON staging_token FOR EACH ROW EXECUTE FUNCTION embargo.audit_ticket();
CREATE TRIGGER ticket_refusal_audited AFTER UPDATE OF refused_at ON staging_ticket FOR EACH ROW WHEN (OLD.refused_at IS DISTINCT FROM NEW.refused_at) EXECUTE FUNCTION embargo.audit_ticket();
