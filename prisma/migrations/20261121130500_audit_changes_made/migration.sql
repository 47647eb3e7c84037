-- What managers change, with who agreed and why. What only managers may know of (a change that waits, is refused or
-- withdrawn, a denial) is told to the managers' chains; what was done, to the projects' own.
CREATE FUNCTION embargo.audit_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_state text := CASE WHEN TG_OP = 'INSERT' THEN 'made' ELSE NEW.state END;
  v_suffix text := CASE WHEN v_state IN ('applied', 'undone') AND NEW.kind NOT IN ('denial', 'lift-denial') THEN '' ELSE ':managers' END;
  v_subject jsonb := jsonb_build_object('change', NEW.id, 'kind', NEW.kind, 'madeBy', embargo.audit_person_json(embargo.audit_person_of(NEW.made_by)),
    'decidedBy', embargo.audit_person_json(embargo.audit_person_of(NEW.decided_by)), 'made', NEW.made_id,
    'reason', CASE v_state WHEN 'undone' THEN NEW.undo_reason WHEN 'refused' THEN NEW.decision_reason ELSE NEW.reason END);
  v_chains text[];
BEGIN
  SELECT array_agg(DISTINCT k.chain) INTO v_chains FROM public.embargo_change_project p, unnest(embargo.project_chains(p.project_id, v_suffix)) AS k(chain) WHERE p.change_id = NEW.id;
  PERFORM embargo.audit_by(ARRAY[x.chain], 'change.' || v_state, 'ok', v_subject || jsonb_build_object('observationCount', x.total))
  FROM (SELECT y.chain, sum(jsonb_array_length(y.names)) AS total
    FROM embargo.audit_pieces((SELECT array_agg(o.observation_id) FROM public.embargo_change_observation o WHERE o.change_id = NEW.id), v_suffix) y GROUP BY y.chain ORDER BY y.chain) x
  WHERE x.chain <> ALL (coalesce(v_chains, '{}'));
  IF v_chains IS NULL AND NOT FOUND THEN
    SELECT array_agg('collection:' || c.id) INTO v_chains FROM unnest(NEW.collection_ids) AS c(id);
  END IF;
  PERFORM embargo.audit_by(v_chains, 'change.' || v_state, 'ok', v_subject);
  RETURN NULL;
END $$;
GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
REVOKE ALL ON FUNCTION embargo.audit_change() FROM PUBLIC;
ALTER FUNCTION embargo.audit_change() OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;

-- When the transaction ends: only then are the projects and observations of a new change there.
CREATE CONSTRAINT TRIGGER change_made_audited AFTER INSERT ON embargo_change DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION embargo.audit_change();
CREATE CONSTRAINT TRIGGER change_audited AFTER UPDATE OF state ON embargo_change DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION embargo.audit_change();
